import type { ClientCredentials } from '../options';
import type { TenantFetch } from './tenant-fetch';

export type JsonObject = Record<string, unknown>;

/** The Management API refused, or could not be reached. The message is for logs, not for people. */
export class ManagementApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = 'ManagementApiError';
  }
}

/** The few calls that the pages make. The token is kept until a minute before it ends. */
export interface ManagementApi {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: JsonObject): Promise<T>;
  patch<T>(path: string, body: JsonObject): Promise<T>;
  delete(path: string): Promise<void>;
}

/** One path segment out of a value: `auth0|1` must not become two. */
export const segment = encodeURIComponent;

/**
 * The Management API as a machine-to-machine application of the tenant sees it.
 *
 * All methods throw ManagementApiError.
 */
export function managementApi(
  issuerBaseUrl: string,
  { clientId, clientSecret }: ClientCredentials,
  fetch: TenantFetch,
): ManagementApi {
  let token: { value: string; endsAt: number } | undefined;

  async function accessToken(): Promise<string> {
    if (token !== undefined && token.endsAt > Date.now()) return token.value;
    const answer = await fetch(`${issuerBaseUrl}/oauth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
        audience: `${issuerBaseUrl}/api/v2/`,
      }),
    });
    const body = await read(answer);
    if (typeof body.access_token !== 'string')
      throw new ManagementApiError(502, 'the tenant gave no access token');
    const seconds = typeof body.expires_in === 'number' ? body.expires_in : 0;
    token = { value: body.access_token, endsAt: Date.now() + (seconds - 60) * 1000 };
    return token.value;
  }

  async function call(method: string, path: string, body?: JsonObject): Promise<JsonObject> {
    const send = async () =>
      fetch(`${issuerBaseUrl}/api/v2${path}`, {
        method,
        headers: {
          authorization: `Bearer ${await accessToken()}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    let answer = await send();
    if (answer.status === 429) {
      await rateLimitReset(answer);
      answer = await send();
    }
    // A secret that was rotated, or a tenant that was set up anew: the token is asked for once more.
    if (answer.status === 401) {
      token = undefined;
      answer = await send();
    }
    return read(answer);
  }

  return {
    get: (path) => call('GET', path) as never,
    post: (path, body) => call('POST', path, body) as never,
    patch: (path, body) => call('PATCH', path, body) as never,
    delete: async (path) => {
      await call('DELETE', path);
    },
  };
}

const LONGEST_WAIT = 5_000;

/** Auth0 names the second at which calls are allowed again. */
async function rateLimitReset(answer: Response): Promise<void> {
  const until = Number(answer.headers.get('x-ratelimit-reset')) * 1000 - Date.now();
  const wait = Math.min(Math.max(Number.isFinite(until) ? until : 1_000, 0), LONGEST_WAIT);
  await new Promise((resolve) => setTimeout(resolve, wait));
}

async function read(answer: Response): Promise<JsonObject> {
  const text = await answer.text();
  const body = parse(text);
  if (answer.ok) return body;
  const message = body.message ?? body.error_description ?? 'no reason given';
  throw new ManagementApiError(answer.status, `the tenant answered ${answer.status}: ${String(message)}`);
}

function parse(text: string): JsonObject {
  try {
    const body: unknown = text === '' ? {} : JSON.parse(text);
    return typeof body === 'object' && body !== null ? (body as JsonObject) : {};
  } catch {
    return {};
  }
}
