import type { JsonObject } from '../../store';
import { badRequest } from '../api-error';
import { alphanumeric, prefixedId } from '../identifiers';
import { type ApiRequest, bodyObject, isObject, NO_CONTENT, type Operation, ok } from '../operation';
import type { Resource } from '../resources/resource';
import { documentsOf, find } from '../resources/resource-operations';

const CREDENTIALS: Resource = {
  path: '/clients/:client_id/credentials',
  collection: 'client-credentials',
  paging: 'none',
  newId: prefixedId('cred_', 22),
  scope: 'client_credentials',
};

/** The keys that an application proves itself with, in place of a secret. */
export function credentialOperations(clients: Resource): Operation[] {
  return [
    {
      method: 'GET',
      path: CREDENTIALS.path,
      scopes: ['read:client_credentials'],
      handle: (request) => ok(credentialsOf(clients, request).map(shownCredential)),
      restore({ tenant, params }, answer) {
        if (!Array.isArray(answer)) return;
        for (const credential of answer.filter(isObject)) {
          documentsOf(CREDENTIALS, tenant).put(String(credential.id), {
            ...credential,
            client_id: params.client_id,
          });
        }
      },
    },
    {
      method: 'POST',
      path: CREDENTIALS.path,
      scopes: ['create:client_credentials'],
      handle: (request) => createCredential(clients, request),
    },
    {
      method: 'GET',
      path: `${CREDENTIALS.path}/:id`,
      scopes: ['read:client_credentials'],
      handle: (request) => ok(shownCredential(find(CREDENTIALS, request))),
    },
    {
      method: 'PATCH',
      path: `${CREDENTIALS.path}/:id`,
      scopes: ['update:client_credentials'],
      handle(request) {
        const credential = {
          ...find(CREDENTIALS, request),
          ...bodyObject(request),
          updated_at: request.tenant.now().toISOString(),
        };
        documentsOf(CREDENTIALS, request.tenant).put(request.params.id ?? '', credential);
        return ok(shownCredential(credential));
      },
    },
    {
      method: 'DELETE',
      path: `${CREDENTIALS.path}/:id`,
      scopes: ['delete:client_credentials'],
      handle(request) {
        find(CREDENTIALS, request);
        documentsOf(CREDENTIALS, request.tenant).delete(request.params.id ?? '');
        return NO_CONTENT;
      },
    },
  ];
}

function credentialsOf(clients: Resource, request: ApiRequest): JsonObject[] {
  const client = find(clients, request, request.params.client_id);
  return documentsOf(CREDENTIALS, request.tenant)
    .list()
    .filter((credential) => credential.client_id === client.client_id);
}

function createCredential(clients: Resource, request: ApiRequest) {
  if (credentialsOf(clients, request).length >= 2) {
    throw badRequest('A client has at most two credentials.', 'credentials_limit_reached');
  }
  return {
    status: 201,
    body: shownCredential(keepCredential(request, String(request.params.client_id), bodyObject(request))),
  };
}

/** Keeps the keys that a new client was given, and names them in the client by their ids, as Auth0 does. */
export function keepCredentialsOf(client: JsonObject, request: ApiRequest): void {
  const methods = client.client_authentication_methods;
  const method = isObject(methods) ? methods.private_key_jwt : undefined;
  if (!isObject(method) || !Array.isArray(method.credentials)) return;
  const credentials = method.credentials.filter(isObject).map((credential) => ({
    id: credential.id ?? keepCredential(request, String(client.client_id), credential).id,
  }));
  client.client_authentication_methods = { private_key_jwt: { credentials } };
}

function keepCredential(request: ApiRequest, owner: string, given: JsonObject): JsonObject {
  const { pem, parse_expiry_from_cert: _parse, ...body } = given;
  const now = request.tenant.now().toISOString();
  const credential: JsonObject = {
    id: CREDENTIALS.newId(),
    kid: alphanumeric(43),
    alg: 'RS256',
    ...body,
    client_id: owner,
    pem,
    created_at: now,
    updated_at: now,
  };
  documentsOf(CREDENTIALS, request.tenant).put(String(credential.id), credential);
  return credential;
}

function shownCredential({ client_id: _client, pem: _pem, ...credential }: JsonObject): JsonObject {
  return credential;
}
