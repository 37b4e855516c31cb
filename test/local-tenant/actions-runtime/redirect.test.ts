import { createHmac } from 'node:crypto';
import { behaves } from '../../support/fidelity';
import { loginAction, runLogin, thrownBy, valueInAction } from './actions';

const HARNESS = 'auth0-actions harness: redirect';
const REDIRECT = 'docs: actions/redirect-with-actions';
const SECRET = 'a secret of at least thirty-two characters';
const NOW = new Date('2026-07-15T12:00:00.000Z');
const SECONDS = NOW.getTime() / 1000;

function token(claims: object, secret = SECRET, header: object = { alg: 'HS256', typ: 'JWT' }): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part(header)}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

const GOOD = {
  iat: SECONDS,
  exp: SECONDS + 60,
  iss: 'tenant.example.com',
  sub: 'auth0|simulated',
  state: 's1',
};

async function validated(sent: string, request: object = {}): Promise<string> {
  const body = `
    try { console.log(JSON.stringify(api.redirect.validateToken({ secret: ${JSON.stringify(SECRET)} }))); }
    catch (error) { console.log(error.message); }`;
  const changes = { request: { query: { state: 's1' }, body: { session_token: sent }, ...request } };
  const { reports } = await runLogin([loginAction(body)], changes, { now: NOW });
  return reports[0]?.logs[0] ?? '';
}

describe('redirect.canRedirect', () => {
  behaves(
    'is false under prompt=none in the query and in four protocols, true in every other flow',
    { source: HARNESS, status: 'supported' },
    async () => {
      const canRedirect = (changes: object) => valueInAction('api.redirect.canRedirect()', changes);

      expect(await canRedirect({ request: { query: { prompt: 'none' } } })).toBe(false);
      for (const protocol of [
        'oauth2-resource-owner',
        'oauth2-refresh-token',
        'oauth2-password',
        'oauth2-webauthn',
      ]) {
        expect(await canRedirect({ transaction: { protocol } })).toBe(false);
      }
      for (const protocol of [
        'oidc-basic-profile',
        'oidc-ciba',
        'oauth2-token-exchange',
        'oauth2-device-code',
      ]) {
        expect(await canRedirect({ transaction: { protocol } })).toBe(true);
      }
      expect(await canRedirect({ transaction: null })).toBe(true);
      expect(await canRedirect({ transaction: { prompt: ['none'] } })).toBe(true);
    },
  );
});

describe('redirect.sendUserTo', () => {
  behaves(
    "query parameters are set, so they replace the URL's own of the same name",
    { source: HARNESS, status: 'supported' },
    async () => {
      const { outcome } = await runLogin([
        loginAction(
          `api.redirect.sendUserTo('https://example.com/a?x=1&y=2', { query: { x: 'new', z: '3 4' } })`,
        ),
      ]);

      expect(outcome).toMatchObject({ url: 'https://example.com/a?x=new&y=2&z=3+4' });
    },
  );

  behaves('an invalid URL throws a TypeError', { source: HARNESS, status: 'supported' }, async () => {
    expect(await thrownBy(`api.redirect.sendUserTo('/relative')`)).toContain('TypeError');
  });

  behaves(
    'takes effect after the Action has ended; the last one counts',
    { source: REDIRECT, status: 'supported' },
    async () => {
      const { outcome, reports } = await runLogin([
        loginAction(`
          api.redirect.sendUserTo('https://example.com/one'); console.log('still here');
          api.redirect.sendUserTo('https://example.com/two')`),
      ]);

      expect(reports[0]?.logs).toEqual(['still here']);
      expect(outcome).toMatchObject({ url: 'https://example.com/two' });
    },
  );
});

describe('redirect.encodeToken', () => {
  async function encoded(options: string): Promise<Record<string, unknown>> {
    const body = `console.log(api.redirect.encodeToken(${options}))`;
    const { reports } = await runLogin([loginAction(body)], {}, { now: NOW });
    const jwt = reports[0]?.logs[0] ?? '';
    const payload = JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());
    expect(jwt).toBe(token(payload, 's'));
    return payload;
  }

  behaves(
    'signs HS256 with iat, iss = hostname, sub = user, exp = 15 minutes and ip',
    { source: HARNESS, status: 'supported' },
    async () => {
      expect(await encoded(`{ secret: 's', payload: { a: 1 } }`)).toEqual({
        iat: SECONDS,
        iss: 'tenant.example.com',
        sub: 'auth0|simulated',
        exp: SECONDS + 900,
        ip: '203.0.113.7',
        a: 1,
      });
    },
  );

  behaves(
    'takes another lifetime, and lets the payload override every claim',
    { source: HARNESS, status: 'supported' },
    async () => {
      const claims = await encoded(
        `{ secret: 's', expiresInSeconds: 60, payload: { ip: '', sub: 'other' } }`,
      );

      expect(claims).toMatchObject({ exp: SECONDS + 60, ip: '', sub: 'other' });
    },
  );
});

describe('redirect.validateToken', () => {
  behaves('answers with the payload of a good token', { source: HARNESS, status: 'supported' }, async () => {
    expect(JSON.parse(await validated(token({ ...GOOD, fields: { terms: true } })))).toMatchObject({
      fields: { terms: true },
    });
  });

  behaves(
    'looks in the body first, then in the query',
    { source: HARNESS, status: 'supported' },
    async () => {
      const good = token({ ...GOOD, from: 'body' });

      const both = await validated(good, {
        query: { state: 's1', session_token: token({ ...GOOD, from: 'query' }) },
      });
      const query = await validated('', {
        body: {},
        query: { state: 's1', session_token: token({ ...GOOD, from: 'query' }) },
      });

      expect(JSON.parse(both)).toMatchObject({ from: 'body' });
      expect(JSON.parse(query)).toMatchObject({ from: 'query' });
    },
  );

  behaves('throws where the parameter is missing', { source: HARNESS, status: 'supported' }, async () => {
    expect(await thrownBy(`api.redirect.validateToken({ secret: 's', tokenParameterName: 'answer' })`)).toBe(
      "Error: There is no parameter called 'answer' available in either the POST body or query string.",
    );
  });

  behaves(
    'refuses a wrong signature, another algorithm, an expired token, a wrong state and a wrong user',
    { source: 'support article: redirect with Actions; harness', status: 'supported' },
    async () => {
      const refused = [
        token(GOOD, 'another secret'),
        token(GOOD, SECRET, { alg: 'none', typ: 'JWT' }),
        token({ ...GOOD, exp: SECONDS - 1 }),
        token({ ...GOOD, state: 's2' }),
        token({ ...GOOD, sub: 'auth0|somebody-else' }),
        `${token(GOOD)}x`,
        'no token',
      ];

      for (const sent of refused) expect(await validated(sent)).toContain('The session token is invalid: ');
    },
  );

  behaves(
    'needs iat, exp, sub, iss and state, so a token of encodeToken that comes back unchanged fails',
    { source: 'support article: redirect with Actions', status: 'supported' },
    async () => {
      for (const name of Object.keys(GOOD)) {
        const { [name as keyof typeof GOOD]: _missing, ...rest } = GOOD;
        expect(await validated(token(rest))).toBe(
          'The session token is invalid: Missing or invalid standard claims',
        );
      }
    },
  );

  behaves(
    'compares iss with the hostname',
    {
      source: 'not established',
      status: 'unknown',
      note: 'Assumed: it is compared, so that a token which is good here is good there.',
    },
    async () => {
      expect(await validated(token({ ...GOOD, iss: 'app.example.com' }))).toContain(
        'Missing or invalid standard claims',
      );
    },
  );
});
