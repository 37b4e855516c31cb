import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { invalidRequest, OAuthError } from './oauth-error';

const MAXIMUM_BYTES = 100_000;

const tooLarge = (c: Context) =>
  c.json(new OAuthError(413, 'invalid_request', 'Request body too large').body(), 413);

const countWhileReading = bodyLimit({ maxSize: MAXIMUM_BYTES, onError: tooLarge });

/** Refuses bodies over 100 kB before they are read: by the length that a client says, which Node holds it to. */
export const limitBody: MiddlewareHandler = async (c, next) => {
  const length = c.req.header('content-length');
  // Not hono's own look at the length: it needs the body as a stream first, a tenth of what a request costs.
  if (length === undefined || c.req.header('transfer-encoding') !== undefined) {
    return c.req.method === 'GET' ? next() : countWhileReading(c, next);
  }
  return Number(length) > MAXIMUM_BYTES ? tooLarge(c) : next();
};

/**
 * A JSON or form body as one flat object; Auth0's endpoints take both. Of a repeated form field the first and
 * only value counts: repeated fields are refused.
 *
 * @throws OAuthError `invalid_request` where the body is neither
 */
export async function readBody(c: Context): Promise<Record<string, unknown>> {
  const text = await c.req.text();
  if (text === '') return {};
  if ((c.req.header('content-type') ?? '').includes('json')) return parseJson(text);
  return parseForm(new URLSearchParams(text));
}

/** A text parameter; undefined where absent or empty. */
export function textOf(body: Record<string, unknown>, name: string): string | undefined {
  const value = body[name];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw invalidRequest(`${name} must be a string`);
  return value;
}

export function requiredText(body: Record<string, unknown>, name: string): string {
  const value = textOf(body, name);
  if (value === undefined) throw invalidRequest(`Missing required parameter: ${name}`);
  return value;
}

/** @throws OAuthError where a parameter occurs twice (RFC 6749, section 3.1) */
export function parseForm(parameters: URLSearchParams): Record<string, string> {
  const body: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of parameters) {
    if (name in body) throw invalidRequest(`Parameter ${name} occurs more than once`);
    body[name] = value;
  }
  return body;
}

function parseJson(text: string): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null && !Array.isArray(body))
      return body as Record<string, unknown>;
  } catch {
    throw invalidRequest('The request body is not valid JSON');
  }
  throw invalidRequest('The request body must be an object');
}
