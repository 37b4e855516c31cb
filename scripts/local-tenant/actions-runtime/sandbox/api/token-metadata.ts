import type { JsonObject } from '../../contract';

const MOST_ENTRIES = 25;
const LONGEST = 255;

/** Which token or session the metadata belongs to; the two differ in when they may be written. */
export interface MetadataOwner {
  /** As in the error's prefix: `Failed to set <label> metadata`. */
  label: string;
  /** What is stored now; undefined where there is nothing to keep metadata for. */
  current: JsonObject | undefined;
  missing: string;
  /** @throws where this method may not be called at all */
  guard?: (method: string) => void;
  /** Told of every change, with all entries. */
  changed: (metadata: Record<string, string>) => void;
}

/**
 * `setMetadata`, `deleteMetadata`, `evictMetadata` of `api.session` and `api.refreshToken`
 * (docs page actions/reference/post-login/post-login-api-object).
 */
export function createTokenMetadata(owner: MetadataOwner) {
  let entries = owner.current === undefined ? undefined : ({ ...owner.current } as Record<string, string>);
  const announce = () => owner.changed({ ...entries });

  return {
    setMetadata(key: unknown, value: unknown): void {
      try {
        owner.guard?.('setMetadata');
        if (entries === undefined) throw new Error(owner.missing);
        if (typeof key !== 'string') throw new Error('Invalid metadata: Metadata key must be a string');
        if (value === null) {
          if (!Object.hasOwn(entries, key)) return;
          delete entries[key];
        } else {
          if (typeof value !== 'string') throw new Error('Invalid metadata: Metadata value must be a string');
          const next = { ...entries, [key]: value };
          const problem = metadataProblem(next);
          if (problem !== undefined) throw new Error(`Invalid metadata: ${problem}`);
          entries = next;
        }
        announce();
      } catch (error) {
        throw new Error(`Failed to set ${owner.label} metadata: ${(error as Error).message}`);
      }
    },
    deleteMetadata(key: string): void {
      owner.guard?.('deleteMetadata');
      if (entries === undefined || !Object.hasOwn(entries, key)) return;
      delete entries[key];
      announce();
    },
    evictMetadata(): void {
      owner.guard?.('evictMetadata');
      if (entries === undefined) return;
      entries = {};
      announce();
    },
  };
}

function metadataProblem(entries: Record<string, string>): string | undefined {
  const pairs = Object.entries(entries);
  if (pairs.length > MOST_ENTRIES) return `Metadata must not contain more than ${MOST_ENTRIES} entries`;
  for (const [key, value] of pairs) {
    if (key.length > LONGEST) return `All metadata keys must be at most ${LONGEST} characters long`;
    if (key.includes('\0')) return 'Metadata keys must not contain null bytes (\\x00)';
    if (!/^[a-zA-Z0-9_-]+$/.test(key)) {
      return 'Metadata keys may only include letters, numbers, underscores, or hyphens';
    }
    if (value.length > LONGEST) return `All metadata values must be at most ${LONGEST} characters long`;
    if (value.includes('\0')) return 'Metadata values must not contain null bytes (\\x00)';
  }
  return undefined;
}
