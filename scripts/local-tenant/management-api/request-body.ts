import type { Context } from 'hono';
import { ApiError, badRequest } from './api-error';

/** The largest body that any endpoint takes (docs: api/management/v2). */
const MOST_BYTES = 1_048_576;

/** `fetch` says text/plain of a text that nobody named a type for. */
const JSON_TYPE = /^(application\/([\w.-]+\+)?json|text\/plain)\b/;
const FORM_TYPE = /^(multipart\/form-data|application\/x-www-form-urlencoded)\b/;

/**
 * The body of a request: JSON where nothing else is said, the fields of a form, or a page as HTML.
 *
 * @throws ApiError 400 where it is not the JSON that its type promises, 413 above 1 MB, 415 for any other type
 */
export async function readBody(c: Context): Promise<unknown> {
  if (c.req.method === 'GET') return undefined;
  if (Number(c.req.header('content-length') ?? 0) > MOST_BYTES) throw tooLarge();
  const type = c.req.header('content-type') ?? 'application/json';
  if (FORM_TYPE.test(type)) return c.req.parseBody();
  const text = await c.req.text();
  if (text === '') return undefined;
  if (Buffer.byteLength(text) > MOST_BYTES) throw tooLarge();
  if (type.startsWith('text/html')) return text;
  if (!JSON_TYPE.test(type)) throw new ApiError(415, 'Unsupported Media Type');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw badRequest('Invalid request payload JSON format', 'invalid_body');
  }
}

function tooLarge(): ApiError {
  return new ApiError(413, `Payload content length greater than maximum allowed: ${MOST_BYTES}`);
}
