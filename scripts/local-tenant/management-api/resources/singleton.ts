import type { Collection, JsonObject } from '../../store';
import type { TenantContext } from '../../tenant-context';
import type { ApiRequest, Method } from '../operation';

/** A setting that exists once per tenant: read, and changed with PATCH or PUT. */
export interface Singleton {
  path: string;
  /** The document's id in the collection `singletons`. */
  name: string;
  /** What a new tenant has. */
  initial: JsonObject;
  /** PATCH merges, PUT replaces; both where the API has both. */
  write: readonly Extract<Method, 'PATCH' | 'PUT'>[];
  read: boolean;
  /** `branding` stands for read:branding and update:branding. */
  scope: string;
  /** Root objects that a PATCH merges key by key. */
  merged?: readonly string[];
  /** Dot paths that can be written but never read. */
  hidden?: readonly string[];
  /** Refuses a request before anything else is looked at, e.g. where a paid feature is off. */
  guard?: (request: ApiRequest) => void;
}

export function singletons(tenant: TenantContext): Collection<JsonObject> {
  return tenant.store.collection('singletons');
}
