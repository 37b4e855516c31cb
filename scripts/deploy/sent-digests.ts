import { scryptSync } from 'node:crypto';
import { canonicalJson } from '../config';
import { pickPaths, RESOURCE_TYPES } from './resources';
import type { WantedState } from './wanted-state';

/**
 * A digest of something that is sent and cannot be read back, for the next plan to see whether it changed. Slow on
 * purpose: among what it stands for are secrets, and release records are kept where many may read them.
 */
export function sentDigest(name: string, content: unknown): string {
  return scryptSync(canonicalJson(content), name, DIGEST_BYTES, { N: WORK }).toString('hex');
}

const DIGEST_BYTES = 32;
const WORK = 2 ** 13;

/** Of everything in a build that cannot be read back: by resource type, or by `kind/name` of a resource. */
export function sentDigests(wanted: WantedState): Record<string, string> {
  const secret = RESOURCE_TYPES.flatMap(({ kind, writeOnly }) =>
    Object.entries(wanted.resources[kind] ?? {})
      .map(([name, content]) => [`${kind}/${name}`, pickPaths(content, writeOnly)] as const)
      .filter(([, values]) => Object.keys(values).length > 0),
  );
  return Object.fromEntries(
    [...Object.entries(wanted.others), ...secret].map(([name, content]) => [name, sentDigest(name, content)]),
  );
}
