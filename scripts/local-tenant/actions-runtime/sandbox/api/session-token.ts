import { createHmac, timingSafeEqual } from 'node:crypto';
import { isPlainObject } from './validation';

/** HS256 by hand: `encodeToken` and `validateToken` are synchronous, and no dependency runs in the sandbox. */
export function signSessionToken(payload: Record<string, unknown>, secret: string): string {
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(payload)}`;
  return `${signed}.${signature(signed, secret).toString('base64url')}`;
}

export interface TokenExpectations {
  secret: string;
  issuer: unknown;
  state: unknown;
  subject: unknown;
  /** Seconds since the epoch. */
  now: number;
}

export type TokenCheck = { valid: true; payload: Record<string, unknown> } | { valid: false; reason: string };

/**
 * Checks a return token. Whether Auth0 compares `iss` is not established: it is compared here, so that a token
 * which passes here passes there.
 */
export function checkSessionToken(token: string, expected: TokenExpectations): TokenCheck {
  const [header, body, given, ...rest] = token.split('.');
  if (header === undefined || body === undefined || given === undefined || rest.length > 0) {
    return refused('jwt malformed');
  }
  const algorithm = decode(header)?.alg;
  const payload = decode(body);
  if (payload === undefined || algorithm === undefined) return refused('invalid token');
  if (algorithm !== 'HS256') return refused('invalid algorithm');
  if (!sameBytes(signature(`${header}.${body}`, expected.secret), Buffer.from(given, 'base64url'))) {
    return refused('invalid signature');
  }
  const { exp, iat, iss, sub, state } = payload;
  const standard =
    Number.isFinite(exp) && Number.isFinite(iat) && typeof iss === 'string' && typeof sub === 'string';
  if (!standard || typeof state !== 'string') return refused('Missing or invalid standard claims');
  if ((exp as number) <= expected.now) return refused('jwt expired');
  if (state !== expected.state) return refused('State in the token does not match the /continue state.');
  if (sub !== expected.subject || iss !== expected.issuer)
    return refused('Missing or invalid standard claims');
  return { valid: true, payload };
}

function refused(reason: string): TokenCheck {
  return { valid: false, reason };
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decode(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return isPlainObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function signature(text: string, secret: string): Buffer {
  return createHmac('sha256', secret).update(text).digest();
}

function sameBytes(left: Buffer, right: Buffer): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}
