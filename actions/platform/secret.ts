import { type Tree, textOf } from '../policy/objects';

/** Auth0's limit of a secret's value (docs page actions/limitations). */
const LONGEST_SECRET = 4096;

/** @throws Error where the Action was deployed without it */
export function secretOf({ secrets }: Tree, name: string): string {
  const secret = textOf(secrets?.[name], LONGEST_SECRET);
  if (!secret) throw new Error('no secret');
  return secret;
}
