import type { RequestBindings } from '../../local-tenant/tenant-context';
import type { SampleAppBackend } from '../options';

export type TenantFetch = (url: string, init?: RequestInit) => Promise<Response>;

/** How this request's tenant is reached. */
export function tenantFetch({ fetch: within }: SampleAppBackend, bindings: RequestBindings): TenantFetch {
  if (within === undefined) return (url, init) => fetch(url, init);
  return async (url, init) => within(new Request(url, init), bindings);
}
