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

/** Of the values of Actions' secrets, by `action/name/secret`, as far as they are given. */
export function actionSecretDigests(
  { actions }: Pick<WantedState, 'actions'>,
  values: Readonly<Record<string, string>>,
): Record<string, string> {
  const named = actions.flatMap(({ name, secrets }) =>
    secrets.flatMap((secret) => {
      const value = values[secret];
      const subject = `${ACTION_SECRET}${name}/${secret}`;
      return value === undefined ? [] : [[subject, sentDigest(subject, value)] as const];
    }),
  );
  return Object.fromEntries(named);
}

/** Without those of Actions: where earlier versions run again, nobody knows with which values. */
export function withoutActionSecrets(sent: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(sent).filter(([subject]) => !subject.startsWith(ACTION_SECRET)));
}

const ACTION_SECRET = 'action/';

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
