import { type Tree, textOf } from '../policy/objects';

/**
 * A secret has at most 4096 characters (docs page actions/limitations).
 * @throws Error where the Action was deployed without it
 */
export function secretOf({ secrets }: Tree, name: string): string {
  const secret = textOf(secrets?.[name], 4096);
  if (!secret) throw new Error('no secret');
  return secret;
}
