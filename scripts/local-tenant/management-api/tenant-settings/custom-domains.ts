import type { JsonObject } from '../../store';
import { badRequest } from '../api-error';
import { type ApiRequest, bodyObject, type Operation, ok } from '../operation';
import { documentsOf, find } from '../resources/resource-operations';
import { resourceAt } from '../resources/resource-table';

/** What custom domains have beside being listed, made and deleted: a default, and their verification. */
export const CUSTOM_DOMAIN_OPERATIONS: readonly Operation[] = [
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
];

function tenantDomain(request: ApiRequest): JsonObject {
  return { domain: new URL(request.baseUrl).host, is_default: true, status: 'ready' };
}
