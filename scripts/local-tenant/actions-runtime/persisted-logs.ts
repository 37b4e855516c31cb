/** What Auth0 keeps of one Action's console output beyond the moment: 256 characters (docs page actions/limitations). */
const PERSISTED_CHARACTERS = 256;

/**
 * The part of an Action's console output that its execution record keeps. The runtime itself reports all of it,
 * up to the 256 kB that the platform buffers.
 */
export function persistedLogs(logs: string[]): string {
  return [...logs.join('\n')].slice(0, PERSISTED_CHARACTERS).join('');
}
