import type { Collection, TenantStore } from '../store';

/** How much longer than its limit a collection may grow before it is cut: cutting costs a count of all. */
const SLACK = 100;

const writesSinceCut = new WeakMap<object, Map<string, number>>();

/**
 * Keeps a collection that grows with every request (logs, logins, outbox, sessions) at about `limit` documents:
 * call it after each write. The oldest go first.
 */
export function keepNewest<T extends object>(
  store: TenantStore,
  name: string,
  collection: Collection<T>,
  limit: number,
  idOf: (document: T) => string,
): void {
  let counters = writesSinceCut.get(store);
  if (counters === undefined) {
    counters = new Map();
    writesSinceCut.set(store, counters);
  }
  const writes = (counters.get(name) ?? 0) + 1;
  counters.set(name, writes % SLACK);
  if (writes < SLACK) return;
  const excess = collection.count() - limit;
  if (excess <= 0) return;
  store.transaction(() => {
    for (const document of collection.page(0, excess)) collection.delete(idOf(document));
  });
}
