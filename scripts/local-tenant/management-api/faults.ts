import type { Fault, Operation } from './operation';

const progress = new WeakMap<Fault, { seen: number; hits: number }>();

/** The fault that this request meets, counted as a hit; undefined where all goes well. */
export function nextFault(
  faults: readonly Fault[],
  operation: Operation,
  requestedPath: string,
): Fault | undefined {
  for (const fault of faults) {
    if (fault.method !== undefined && fault.method !== operation.method) continue;
    if (!['*', operation.path, requestedPath].includes(fault.path)) continue;
    const state = progress.get(fault) ?? { seen: 0, hits: 0 };
    progress.set(fault, state);
    state.seen += 1;
    if (state.seen <= (fault.after ?? 0) || state.hits >= (fault.times ?? 1)) continue;
    state.hits += 1;
    return fault;
  }
  return undefined;
}
