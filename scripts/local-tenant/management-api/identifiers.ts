import { randomBytes, randomUUID } from 'node:crypto';

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** `length` random letters and digits. */
export function alphanumeric(length: number): string {
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      // The four highest values are left out, so that every character is equally likely.
      if (byte < 248 && text.length < length) text += ALPHANUMERIC[byte % 62];
    }
  }
  return text;
}

/** `rol_` and 16 letters and digits; the newer services use 22. */
export function prefixedId(prefix: string, length = 16): () => string {
  return () => `${prefix}${alphanumeric(length)}`;
}

export const uuid = (): string => randomUUID();
export const clientId = (): string => alphanumeric(32);
export const clientSecret = (): string => alphanumeric(64);
/** 24 hex digits, as resource servers and rules have it. */
export const hexId = (): string => randomBytes(12).toString('hex');
/** `lst_` and sixteen digits. */
export const logStreamId = (): string =>
  `lst_${randomBytes(6).readUIntBE(0, 6).toString().padStart(16, '0')}`;
