import { resendVerificationEmail } from '../../actions/platform/verification-email';
import { someone } from '../policy/builders';

const SECRETS = {
  RESEND_DOMAIN: 'acme.eu.auth0.com',
  RESEND_CLIENT_ID: 'm2m',
  RESEND_CLIENT_SECRET: 'secret',
};

interface Request {
  url: string;
  body: unknown;
  authorization: string | undefined;
}

/** Answers like the tenant and remembers what it was asked. */
function tenant(answers: Record<string, () => Response | Promise<Response>>): Request[] {
  const requests: Request[] = [];
  jest.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const url = String(input);
    const headers = init?.headers as Record<string, string>;
    requests.push({ url, body: JSON.parse(String(init?.body)), authorization: headers.authorization });
    return (answers[new URL(url).pathname] ?? (() => new Response(null, { status: 404 })))();
  });
  return requests;
}

/** The cache of Actions, for one test. */
function cache(stored: Record<string, string> = {}) {
  const set = jest.fn((key: string, value: string, _options?: { ttl?: number }) => {
    stored[key] = value;
    return { type: 'success' as const };
  });
  const get = (key: string) => {
    const value = stored[key];
    return value === undefined ? undefined : { value, expires_at: 0 };
  };
  const forget = (key: string) => {
    delete stored[key];
    return { type: 'success' as const };
  };
  return { get, set, delete: forget };
}

const token =
  (changes: object = {}) =>
  () =>
    Response.json({ access_token: 'token', expires_in: 86_400, ...changes });
const created = () => Response.json({ id: 'job_1' }, { status: 201 });
const resend = (changes: object = {}, given = cache()) =>
  resendVerificationEmail(someone(changes), { secrets: SECRETS } as never, { cache: given }, stamp);

const stamp = jest.fn();

afterEach(() => jest.restoreAllMocks());

test('asks for a token and then for the mail', async () => {
  const requests = tenant({ '/oauth/token': token(), '/api/v2/jobs/verification-email': created });
  const facts = { userId: 'auth0|1', organization: { id: 'org_1', name: 'acme' } };
  expect(await resend(facts)).toBe('sent');
  expect(requests).toEqual([
    {
      url: 'https://acme.eu.auth0.com/oauth/token',
      body: {
        grant_type: 'client_credentials',
        audience: 'https://acme.eu.auth0.com/api/v2/',
        client_id: 'm2m',
        client_secret: 'secret',
      },
      authorization: undefined,
    },
    {
      url: 'https://acme.eu.auth0.com/api/v2/jobs/verification-email',
      body: { user_id: 'auth0|1', client_id: 'web', organization_id: 'org_1' },
      authorization: 'Bearer token',
    },
  ]);
});

test('keeps the token until a minute before it ends', async () => {
  tenant({ '/oauth/token': token(), '/api/v2/jobs/verification-email': created });
  const given = cache();
  await resend({}, given);
  expect(given.set).toHaveBeenCalledWith('gatehouse-resend-token', 'token', { ttl: 86_340_000 });
});

test('uses the token that it has', async () => {
  const requests = tenant({ '/api/v2/jobs/verification-email': created });
  expect(await resend({}, cache({ 'gatehouse-resend-token': 'kept' }))).toBe('sent');
  expect(requests).toMatchObject([{ authorization: 'Bearer kept' }]);
});

test('forgets a token that is refused', async () => {
  tenant({ '/api/v2/jobs/verification-email': () => new Response(null, { status: 401 }) });
  const given = cache({ 'gatehouse-resend-token': 'kept' });
  expect(await resend({}, given)).toBe('failed');
  expect(given.get('gatehouse-resend-token')).toBeUndefined();
});

test('does not keep a token that is too long for the cache, or about to end', async () => {
  const given = cache();
  tenant({
    '/oauth/token': token({ access_token: 'x'.repeat(5000) }),
    '/api/v2/jobs/verification-email': created,
  });
  expect(await resend({}, given)).toBe('sent');
  tenant({ '/oauth/token': token({ expires_in: 60 }), '/api/v2/jobs/verification-email': created });
  expect(await resend({}, given)).toBe('sent');
  expect(given.set).not.toHaveBeenCalled();
});

test.each<[string, Record<string, () => Response | Promise<Response>>]>([
  [
    'the client is refused',
    { '/oauth/token': () => Response.json({ error: 'access_denied' }, { status: 401 }) },
  ],
  ['the answer is no JSON', { '/oauth/token': () => new Response('<html>') }],
  [
    'the mail is refused',
    { '/oauth/token': token(), '/api/v2/jobs/verification-email': () => new Response(null, { status: 429 }) },
  ],
  ['nobody answers', { '/oauth/token': () => Promise.reject(new TypeError('fetch failed')) }],
])('fails quietly where %s', async (_name, answers) => {
  tenant(answers);
  expect(await resend()).toBe('failed');
});

test('fails quietly without its secrets, and asks nobody', async () => {
  const requests = tenant({});
  expect(await resendVerificationEmail(someone(), {}, { cache: cache() }, stamp)).toBe('failed');
  expect(requests).toEqual([]);
});

test('gives up after 3 seconds for both requests together', async () => {
  const timeout = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort());
  jest.spyOn(globalThis, 'fetch').mockImplementation(async (_input, init) => {
    init?.signal?.throwIfAborted();
    return created();
  });
  expect(await resend()).toBe('failed');
  expect(timeout).toHaveBeenCalledTimes(1);
  expect(timeout).toHaveBeenCalledWith(3000);
});

test('sends nothing where the throttle cannot be written', async () => {
  const requests = tenant({ '/oauth/token': token(), '/api/v2/jobs/verification-email': created });
  const stamp = () => {
    throw new TypeError('unexpected app_metadata format');
  };
  expect(
    await resendVerificationEmail(someone(), { secrets: SECRETS } as never, { cache: cache() }, stamp),
  ).toBe('failed');
  expect(requests).toEqual([]);
});
