import { badRequest, notFound } from '../api-error';
import { type ApiRequest, bodyObject, created, isObject, NO_CONTENT, type Operation, ok } from '../operation';

const PAGE_TEMPLATE = 'universal-login-template';

function pageTemplate(request: ApiRequest) {
  return request.tenant.store.collection('singletons');
}

/** The HTML around Universal Login's widget; kept, and not used by the local pages. */
export const PAGE_TEMPLATE_OPERATIONS: readonly Operation[] = [
  {
    method: 'GET',
    path: '/branding/templates/universal-login',
    scopes: ['read:branding'],
    handle(request) {
      const template = pageTemplate(request).get(PAGE_TEMPLATE);
      if (template === undefined) throw notFound('Not Found', 'template_not_found');
      return ok(template);
    },
    restore({ tenant }, answer) {
      if (isObject(answer)) tenant.store.collection('singletons').put(PAGE_TEMPLATE, answer);
    },
  },
  {
    method: 'PUT',
    path: '/branding/templates/universal-login',
    scopes: ['update:branding'],
    handle(request) {
      const body = typeof request.body === 'string' ? request.body : bodyObject(request).template;
      const needed = ['auth0:head', 'auth0:widget'].filter((tag) => !String(body).includes(tag));
      if (needed.length > 0) throw badRequest(`The template must contain ${needed.join(' and ')}.`);
      const known = pageTemplate(request).get(PAGE_TEMPLATE) !== undefined;
      pageTemplate(request).put(PAGE_TEMPLATE, { body });
      return known ? NO_CONTENT : created({});
    },
  },
  {
    method: 'DELETE',
    path: '/branding/templates/universal-login',
    scopes: ['delete:branding'],
    handle(request) {
      pageTemplate(request).delete(PAGE_TEMPLATE);
      return NO_CONTENT;
    },
  },
];
