import { type Chance, hostileValue, PERSONAL } from './hostile-values';

type Tree = Record<string, unknown>;

const TEXTS = {
  1: '9c547ff210fe28f2c63997ffd71cc480ba69352e402cb8205a8f7ab6dea20022',
  2: 'cbecdaae296713308258084b2cbe989c1c4e1c3eda1d7c1f263d448deac48749',
};

/** A whole event in which some things are right and a few are not what anybody would expect. */
export function hostileEvent(chance: Chance): unknown {
  if (chance.happens(0.01)) return hostileValue(chance);
  const event = plausibleEvent(chance);
  const changes = chance.below(6);
  for (let change = 0; change < changes; change++) spoil(event, chance);
  return event;
}

function plausibleEvent(chance: Chance): Tree {
  const strategy = chance.one(['auth0', 'auth0', 'email', 'sms', 'google-oauth2', 'waad', 'samlp']);
  const sequence = chance.one([1, 2, 2, 9] as const);
  const accepted = {
    state: chance.one(['accepted', 'accepted', 'withdrawn', 'x']),
    sequence,
    label: '2026-07-01',
    text_sha256: sequence === 9 ? '0'.repeat(64) : TEXTS[sequence],
    locale: 'en',
    at: chance.one(['2026-02-01T00:00:00.000Z', '2026-07-10T00:00:00.000Z']),
    history: [{ sequence: 1, state: 'accepted', at: '2026-01-02T00:00:00.000Z' }],
    total: 2,
    ...(chance.happens(0.3) && { offered_at: '2026-08-15T00:00:00.000Z' }),
  };
  const documents = {
    terms: {
      label: '2026-07-01',
      sequence: chance.one([1, 2, 2, 2]),
      locale: 'en',
      url: 'https://example.com',
      sha256: TEXTS[2],
    },
  };
  const fields = {
    terms: chance.one<unknown>([true, true, false, null, 'true']),
    ...(chance.happens(0.1) && { declined: true }),
  };
  return {
    client: { client_id: 'client', name: 'App', metadata: {} },
    connection: { id: 'con_1', name: strategy, strategy },
    request: {
      ip: '198.51.100.77',
      method: chance.one(['GET', 'POST']),
      query: chance.happens(0.2) ? { prompt: 'none' } : {},
      body: {
        'ulp-terms': chance.one<unknown>(['2026-07-01', '2026-01-01', 'on', undefined]),
        'ulp-birth-year': chance.one<unknown>(['1990', '2015', undefined]),
        session_token: chance.one<unknown>(['good', 'bad', undefined]),
      },
      geoip: chance.one([{}, { countryCode: 'DE' }]),
      language: 'de-AT,de;q=0.9',
      user_agent: PERSONAL,
    },
    user: {
      user_id: `${strategy}|${PERSONAL}`,
      email: `${PERSONAL}@example.com`,
      email_verified: chance.happens(0.7),
      name: `${PERSONAL} Name`,
      given_name: PERSONAL,
      nickname: PERSONAL,
      phone_number: '+4930123456',
      picture: `https://example.com/${PERSONAL}.png`,
      locale: 'en_US',
      zoneinfo: 'Europe/Berlin',
      created_at: '2026-08-15T00:00:00.000Z',
      updated_at: '2026-08-15T00:00:00.000Z',
      identities: [{ provider: strategy, connection: strategy, user_id: PERSONAL }],
      app_metadata: chance.happens(0.7) ? { gatehouse_terms: accepted, crm_id: PERSONAL } : {},
      user_metadata: { language: PERSONAL },
    },
    transaction: {
      protocol: chance.one(['oidc-basic-profile', 'oidc-basic-profile', 'oauth2-refresh-token', 'samlp']),
      prompt: chance.one([[], [], ['none']]),
      ui_locales: ['de-AT'],
      locale: 'en',
      requested_scopes: ['openid', 'profile', 'email', 'phone'],
    },
    ...(chance.happens(0.1) && { agent: { id: PERSONAL } }),
    ...(chance.happens(0.2) && { organization: { id: 'org_1', name: PERSONAL } }),
    authorization: { roles: [PERSONAL] },
    resource_server: { identifier: 'https://api.example.com' },
    session: {},
    secrets: {
      TERMS_SIGNING_KEY: 'key',
      RESEND_DOMAIN: 'x',
      RESEND_CLIENT_ID: 'x',
      RESEND_CLIENT_SECRET: 'x',
    },
    ...(chance.happens(0.8) && { prompt: { id: 'ap_form', fields, vars: { documents } } }),
  };
}

/** Replaces, removes or adds a member somewhere. */
function spoil(event: Tree, chance: Chance): void {
  let place: Tree = event;
  for (;;) {
    const keys = Object.keys(place);
    const key = chance.happens(0.1) ? chance.one(['__proto__', 'constructor', 'extra']) : chance.one(keys);
    const inner = key === undefined ? undefined : readable(place, key);
    const descend = isPlain(inner) && chance.happens(0.75);
    if (descend) {
      place = inner;
      continue;
    }
    if (key !== undefined) change(place, key, chance);
    return;
  }
}

function change(place: Tree, key: string, chance: Chance): void {
  if (chance.happens(0.2)) {
    Reflect.deleteProperty(place, key);
    return;
  }
  const getter = chance.happens(0.1);
  const value = hostileValue(chance);
  const descriptor = getter
    ? {
        get: (): never => {
          throw new Error(PERSONAL);
        },
      }
    : { value, writable: true };
  Reflect.defineProperty(place, key, { ...descriptor, enumerable: true, configurable: true });
}

function readable(place: Tree, key: string): unknown {
  try {
    return place[key];
  } catch {
    return undefined;
  }
}

function isPlain(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}
