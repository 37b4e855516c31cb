import type { JsonObject } from '../../store';
import { conflict, notFound } from '../api-error';
import { type ApiRequest, bodyObject, created, isObject, NO_CONTENT, type Operation, ok } from '../operation';
import { pickFields } from '../paging';
import { patchDocument } from '../resources/documents';
import { singletons } from '../resources/singleton';

const NAME = 'email-provider';
const PATH = '/emails/provider';

/** The tenant's own way of sending email. Credentials never come back. */
export const EMAIL_PROVIDER_OPERATIONS: readonly Operation[] = [
  {
    method: 'GET',
    path: PATH,
    scopes: ['read:email_provider'],
    handle: (request) => ok(pickFields(shown(existing(request)), request.query)),
    restore({ tenant }, answer) {
      if (isObject(answer)) singletons(tenant).put(NAME, answer);
    },
  },
  {
    method: 'POST',
    path: PATH,
    scopes: ['create:email_provider'],
    handle(request) {
      if (singletons(request.tenant).get(NAME) !== undefined) {
        throw conflict('The email provider is already configured.', 'email_provider_already_exists');
      }
      return created(shown(put(request, { enabled: true, ...bodyObject(request) })));
    },
  },
  {
    method: 'PATCH',
    path: PATH,
    scopes: ['update:email_provider'],
    handle: (request) => ok(shown(put(request, patchDocument(existing(request), bodyObject(request))))),
  },
  {
    method: 'DELETE',
    path: PATH,
    scopes: ['delete:email_provider'],
    handle(request) {
      singletons(request.tenant).delete(NAME);
      return NO_CONTENT;
    },
  },
];

function existing(request: ApiRequest): JsonObject {
  const provider = singletons(request.tenant).get(NAME);
  if (provider === undefined) {
    throw notFound('There is not a configured email provider', 'inexistent_email_provider');
  }
  return provider;
}

function put(request: ApiRequest, provider: JsonObject): JsonObject {
  singletons(request.tenant).put(NAME, provider);
  return provider;
}

/** The keys of `credentials` that are not secret, e.g. `region` and `smtp_host`, may be read. */
function shown(provider: JsonObject): JsonObject {
  const credentials = isObject(provider.credentials) ? provider.credentials : {};
  const visible = Object.fromEntries(
    Object.entries(credentials).filter(([key]) =>
      ['region', 'domain', 'smtp_host', 'smtp_port', 'smtp_user'].includes(key),
    ),
  );
  return { ...provider, credentials: visible };
}
