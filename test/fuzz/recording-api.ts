import { type Chance, hostileValue } from './hostile-values';

export interface Call {
  type: string;
  key?: unknown;
}

/**
 * The parts of both triggers' `api` that gatehouse uses, with the checks at which Auth0 throws
 * (docs pages actions/reference/post-login/post-login-api-object and …/pre-user-registration).
 */
export function recordingApi(event: unknown, chance: Chance): { api: unknown; calls: Call[] } {
  const calls: Call[] = [];
  const record = (type: string, key?: unknown): void => {
    calls.push({ type, ...(key !== undefined && { key }) });
  };
  const isLogin = (value: unknown, what: string) => {
    if (!value) throw new TypeError(what);
  };
  const api = {
    access: { deny: (reason: unknown) => record('access.deny', reason) },
    validation: {
      error: (code: unknown, message: unknown) => {
        for (const text of [code, message]) {
          isLogin(
            typeof text === 'string' && text !== '' && [...text].length <= 100,
            'must NOT have more than 100',
          );
        }
        record('validation.error', code);
      },
    },
    user: {
      setAppMetadata: (key: unknown, value: unknown) => {
        const stored = (event as { user?: { app_metadata?: unknown } }).user?.app_metadata ?? {};
        isLogin(typeof stored === 'object' && !Array.isArray(stored), 'unexpected app_metadata format');
        isLogin(JSON.stringify(value).length < 32_000, 'too large');
        record('user.setAppMetadata', key);
      },
    },
    idToken: { setCustomClaim: (key: unknown) => record('idToken.setCustomClaim', key) },
    accessToken: { setCustomClaim: (key: unknown) => record('accessToken.setCustomClaim', key) },
    redirect: {
      canRedirect: () => chance.happens(0.9),
      encodeToken: ({ payload }: { payload: unknown }) => JSON.stringify(payload),
      sendUserTo: (url: string) => record('redirect.sendUserTo', new URL(url).href),
      validateToken: () => {
        if (chance.happens(0.3)) throw new Error('The session token is invalid: bad');
        return chance.happens(0.5)
          ? (hostileValue(chance) as object)
          : {
              fields: { terms: chance.one<unknown>([true, false, 'x', hostileValue(chance)]) },
              vars: hostileValue(chance),
            };
      },
    },
    prompt: {
      render: (id: unknown, options: unknown) => {
        isLogin(typeof id === 'string' && id.length <= 48, 'id');
        isLogin(JSON.stringify(options).length <= 24_576, 'too large');
        record('prompt.render', id);
      },
    },
    cache: { get: () => undefined, set: () => ({ type: 'success' }) },
  };
  return { api, calls };
}
