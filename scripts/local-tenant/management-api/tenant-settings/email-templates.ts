import type { Collection, EmailTemplate, JsonObject } from '../../store';
import { ApiError, badRequest, notFound } from '../api-error';
import { type ApiRequest, bodyObject, isObject, type Operation, ok } from '../operation';
import { patchDocument } from '../resources/documents';

const TEMPLATES: readonly string[] = [
  'verify_email',
  'verify_email_by_code',
  'reset_email',
  'reset_email_by_code',
  'welcome_email',
  'blocked_account',
  'stolen_credentials',
  'enrollment_email',
  'mfa_oob_code',
  'change_password',
  'password_reset',
  'user_invitation',
  'async_approval',
  'auth_email_by_code',
];

const PATH = '/email-templates/:template';

export const EMAIL_TEMPLATE_OPERATIONS: readonly Operation[] = [
  {
    method: 'POST',
    path: '/email-templates',
    scopes: ['create:email_templates'],
    handle(request) {
      const body = bodyObject(request);
      const name = knownName(String(body.template));
      if (templates(request).get(name) !== undefined) {
        throw new ApiError(409, `Template ${name} already exists.`);
      }
      return ok(put(request, name, body));
    },
  },
  {
    method: 'GET',
    path: PATH,
    scopes: ['read:email_templates'],
    handle: (request) => ok(existing(request)),
    restore({ tenant, params }, answer) {
      if (isObject(answer)) tenant.store.collection('email-templates').put(params.template ?? '', answer);
    },
  },
  {
    method: 'PATCH',
    path: PATH,
    scopes: ['update:email_templates'],
    handle(request) {
      const current = existing(request);
      return ok(put(request, current.template, patchDocument(current, bodyObject(request))));
    },
  },
  {
    method: 'PUT',
    path: PATH,
    scopes: ['update:email_templates'],
    handle(request) {
      const { template } = existing(request);
      return ok(put(request, template, bodyObject(request)));
    },
  },
];

function templates(request: ApiRequest): Collection<EmailTemplate> {
  return request.tenant.store.collection<EmailTemplate>('email-templates');
}

function existing(request: ApiRequest): EmailTemplate {
  const template = templates(request).get(knownName(request.params.template ?? ''));
  if (template === undefined) throw notFound('The template does not exist.', 'inexistent_email_template');
  return template;
}

function put(request: ApiRequest, name: string, body: JsonObject): EmailTemplate {
  const template: EmailTemplate = { ...body, template: name };
  templates(request).put(name, template);
  return template;
}

function knownName(name: string): string {
  if (TEMPLATES.includes(name)) return name;
  throw badRequest(`The email template must be one of ${TEMPLATES.join(', ')}.`, 'invalid_uri');
}
