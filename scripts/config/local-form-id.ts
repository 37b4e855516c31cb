import { createHash } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * The id that the local tenant gives a form of this name: `ap_` and 22 letters or digits, as Auth0's own look.
 * It follows from the name alone, so `local` can be built before the form exists anywhere.
 */
export function localFormId(name: string): string {
  const digest = createHash('sha256').update(`gatehouse form ${name}`).digest();
  const letters = Array.from(digest.subarray(0, 22), (byte) => ALPHABET[byte % ALPHABET.length]);
  return `ap_${letters.join('')}`;
}
