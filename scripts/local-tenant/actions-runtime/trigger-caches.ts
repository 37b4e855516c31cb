import type { TriggerRun } from './contract';
import type { TriggerCache } from './run-trigger';

/** `api.cache` per tenant and trigger, in memory: on the platform, too, nobody may rely on finding anything. */
export class TriggerCaches {
  private readonly caches = new Map<string, TriggerCache>();

  of(run: TriggerRun): TriggerCache {
    const key = `${tenantOf(run)}/${run.trigger}`;
    let cache = this.caches.get(key);
    if (cache === undefined) {
      cache = { records: {} };
      this.caches.set(key, cache);
    }
    return cache;
  }
}

export function tenantOf(run: TriggerRun): string {
  return String((run.event.tenant as { id?: unknown } | undefined)?.id ?? '');
}
