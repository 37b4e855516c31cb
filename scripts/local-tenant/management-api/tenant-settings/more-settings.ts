import type { JsonObject } from '../../store';
import { badRequest, notFound } from '../api-error';
import { type ApiRequest, bodyObject, created, isObject, NO_CONTENT, type Operation, ok } from '../operation';
import type { Resource } from '../resources/resource';
import { documentsOf, find, shown, update } from '../resources/resource-operations';
import { RESOURCES } from '../resources/resource-table';

/** What belongs to a resource of the table but is not one of its five operations. */
export const MORE_OPERATIONS: readonly Operation[] = [
  {
    method: 'GET',
    path: '/branding/themes/default',
    scopes: ['read:branding'],
    handle(request) {
      const themes = resourceAt('/branding/themes');
      const [theme] = documentsOf(themes, request.tenant).list();
      return ok(shown(themes, theme ?? find(themes, request, 'default'), request));
    },
    restore({ tenant }, answer) {
      if (isObject(answer))
        documentsOf(resourceAt('/branding/themes'), tenant).put(String(answer.themeId), answer);
    },
  },
  {
    method: 'PATCH',
    path: '/branding/phone/templates/:id/reset',
    scopes: ['update:phone_templates'],
    handle(request) {
      const templates = resourceAt('/branding/phone/templates');
      const template = { ...find(templates, request), content: templates.defaults?.({}, request).content };
      documentsOf(templates, request.tenant).put(request.params.id ?? '', template);
      return ok(template);
    },
  },
  ...(['providers', 'templates'] as const).map(
    (kind): Operation => ({
      method: 'POST',
      path: `/branding/phone/${kind}/:id/try`,
      scopes: [`create:phone_${kind}`],
      handle(request) {
        find(resourceAt(`/branding/phone/${kind}`), request);
        return { status: 202, body: { message: 'Nothing is sent from a local tenant.' } };
      },
    }),
  ),
  {
    method: 'GET',
    path: '/custom-domains/default',
    scopes: ['read:custom_domains'],
    handle(request) {
      const domains = documentsOf(resourceAt('/custom-domains'), request.tenant).list();
      return ok(domains.find((domain) => domain.is_default === true) ?? tenantDomain(request));
    },
  },
  {
    method: 'PATCH',
    path: '/custom-domains/default',
    scopes: ['update:custom_domains'],
    handle(request) {
      const domains = documentsOf(resourceAt('/custom-domains'), request.tenant);
      const wanted = bodyObject(request).domain;
      const all = domains.list();
      const chosen = all.find(({ domain }) => domain === wanted);
      if (chosen === undefined && wanted !== new URL(request.baseUrl).host) {
        throw badRequest(`The domain ${String(wanted)} is not a domain of this tenant.`);
      }
      for (const domain of all) {
        domains.put(String(domain.custom_domain_id), { ...domain, is_default: domain === chosen });
      }
      return ok(chosen === undefined ? tenantDomain(request) : { ...chosen, is_default: true });
    },
  },
  {
    method: 'POST',
    path: '/custom-domains/:id/verify',
    scopes: ['create:custom_domains'],
    handle(request) {
      const domains = resourceAt('/custom-domains');
      const ready = { ...find(domains, request), status: 'ready' };
      documentsOf(domains, request.tenant).put(request.params.id ?? '', ready);
      return ok(ready);
    },
  },
  {
    method: 'POST',
    path: '/custom-domains/:id/test',
    scopes: ['read:custom_domains'],
    handle(request) {
      find(resourceAt('/custom-domains'), request);
      return ok({ success: true });
    },
  },
  {
    method: 'PUT',
    path: '/network-acls/:id',
    scopes: ['update:network_acls'],
    handle: (request) => update(resourceAt('/network-acls'), request),
  },
  {
    method: 'GET',
    path: '/rules-configs',
    scopes: ['read:rules_configs'],
    handle: ({ tenant }) =>
      ok(
        tenant.store
          .collection('rules-configs')
          .list()
          .map(({ key }) => ({ key })),
      ),
    restore({ tenant }, answer) {
      if (!Array.isArray(answer)) return;
      for (const config of answer.filter(isObject)) {
        tenant.store.collection('rules-configs').put(String(config.key), config);
      }
    },
  },
  {
    method: 'PUT',
    path: '/rules-configs/:key',
    scopes: ['update:rules_configs'],
    handle(request) {
      const key = request.params.key ?? '';
      const config = { key, value: bodyObject(request).value };
      request.tenant.store.collection('rules-configs').put(key, config);
      return ok(config);
    },
  },
  {
    method: 'DELETE',
    path: '/rules-configs/:key',
    scopes: ['delete:rules_configs'],
    handle(request) {
      request.tenant.store.collection('rules-configs').delete(request.params.key ?? '');
      return NO_CONTENT;
    },
  },
  {
    method: 'GET',
    path: '/hooks/:id/secrets',
    scopes: ['read:hooks'],
    handle(request) {
      const names = Object.keys(hookSecrets(request));
      return ok(Object.fromEntries(names.map((name) => [name, '_VALUE_NOT_SHOWN_'])));
    },
  },
  ...(['POST', 'PATCH'] as const).map(
    (method): Operation => ({
      method,
      path: '/hooks/:id/secrets',
      scopes: ['update:hooks'],
      handle(request) {
        const secrets = { ...hookSecrets(request), ...bodyObject(request) };
        request.tenant.store.collection('hook-secrets').put(request.params.id ?? '', { secrets });
        return method === 'POST' ? created({}) : ok({});
      },
    }),
  ),
  {
    method: 'DELETE',
    path: '/hooks/:id/secrets',
    scopes: ['update:hooks', 'delete:hooks'],
    handle(request) {
      const removed = Array.isArray(request.body) ? request.body : [];
      const kept = Object.entries(hookSecrets(request)).filter(([name]) => !removed.includes(name));
      request.tenant.store
        .collection('hook-secrets')
        .put(request.params.id ?? '', { secrets: Object.fromEntries(kept) });
      return NO_CONTENT;
    },
  },
  {
    method: 'GET',
    path: '/self-service-profiles/:id/custom-text/:language/:page',
    scopes: ['read:self_service_profile_custom_texts'],
    handle: (request) =>
      ok(request.tenant.store.collection('self-service-texts').get(profileTextId(request)) ?? {}),
    restore({ tenant, params }, answer) {
      const { id, language, page } = params;
      if (isObject(answer))
        tenant.store.collection('self-service-texts').put(`${id}:${language}:${page}`, answer);
    },
  },
  {
    method: 'PUT',
    path: '/self-service-profiles/:id/custom-text/:language/:page',
    scopes: ['update:self_service_profile_custom_texts'],
    handle(request) {
      request.tenant.store.collection('self-service-texts').put(profileTextId(request), bodyObject(request));
      return ok(bodyObject(request));
    },
  },
  ...(['user-attribute-profiles', 'connection-profiles'] as const).flatMap((name): Operation[] => {
    const key = `${name.slice(0, -1).replaceAll('-', '_')}_templates`;
    const scopes = [`read:${name.replaceAll('-', '_')}`];
    return [
      { method: 'GET', path: `/${name}/templates`, scopes, handle: () => ok({ [key]: [] }) },
      {
        method: 'GET',
        path: `/${name}/templates/:id`,
        scopes,
        handle: () => {
          throw notFound('The template does not exist.', 'inexistent_template');
        },
      },
    ];
  }),
];

function resourceAt(path: string): Resource {
  const resource = RESOURCES.find((candidate) => candidate.path === path);
  if (resource === undefined) throw new TypeError(`no resource at ${path}`);
  return resource;
}

function tenantDomain(request: ApiRequest): JsonObject {
  return { domain: new URL(request.baseUrl).host, is_default: true, status: 'ready' };
}

function hookSecrets(request: ApiRequest): JsonObject {
  find(resourceAt('/hooks'), request);
  const stored = request.tenant.store.collection('hook-secrets').get(request.params.id ?? '')?.secrets;
  return isObject(stored) ? stored : {};
}

function profileTextId(request: ApiRequest): string {
  find(resourceAt('/self-service-profiles'), request);
  return `${request.params.id}:${request.params.language}:${request.params.page}`;
}
