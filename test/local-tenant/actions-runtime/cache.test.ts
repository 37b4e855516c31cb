import { behaves } from '../../support/fidelity';
import { loginAction, runLogin, valueInAction } from './actions';

const HARNESS = 'auth0-actions harness: cache';
const LIMITS = 'docs: actions/limitations';

/** Each test has a tenant, and so a cache, of its own. */
let tenants = 0;
function freshTenant() {
  tenants += 1;
  return { tenant: { id: `cache-${tenants}` } };
}

const inCache = (expression: string) => valueInAction(expression, freshTenant());

describe('api.cache', () => {
  behaves(
    'get answers with the record { value, expires_at }, or nothing',
    { source: HARNESS, status: 'supported' },
    async () => {
      const changes = { ...freshTenant() };
      const set = await valueInAction(`api.cache.set('k', 'v', { ttl: 60000 })`, changes);

      expect(set).toEqual({ type: 'success', record: { value: 'v', expires_at: expect.any(Number) } });
      expect(await valueInAction(`api.cache.get('k')`, changes)).toEqual((set as { record: unknown }).record);
      expect(await valueInAction(`[api.cache.get('other')]`, changes)).toEqual([null]);
    },
  );

  behaves(
    'is shared by the Actions and logins of a trigger, also where different processes run them',
    { source: LIMITS, status: 'supported', note: 'Kept in memory until the local tenant ends.' },
    async () => {
      const changes = freshTenant();
      const count = `const n = Number(api.cache.get('n')?.value ?? 0) + 1; api.cache.set('n', String(n));`;

      await runLogin([loginAction(count), loginAction(count)], changes);
      await runLogin([loginAction(count)], changes);

      expect(await valueInAction(`api.cache.get('n').value`, changes)).toBe('3');
    },
  );

  behaves(
    'delete answers with an error where there is no such key',
    { source: HARNESS, status: 'supported' },
    async () => {
      expect(
        await inCache(`[api.cache.set('k', 'v').type, api.cache.delete('k'), api.cache.delete('k')]`),
      ).toEqual(['success', { type: 'success' }, { type: 'error', code: 'CacheKeyDoesNotExist' }]);
    },
  );

  behaves(
    'never throws: sizes and expiries that do not fit are error results',
    { source: HARNESS, status: 'supported' },
    async () => {
      const code = (call: string) => inCache(`api.cache.set(${call}).code`);

      expect(await code(`'k'.repeat(65), 'v'`)).toBe('CacheKeySizeExceeded');
      expect(await code(`'ä'.repeat(33), 'v'`)).toBe('CacheKeySizeExceeded');
      expect(await code(`'k', 'v'.repeat(4097)`)).toBe('CacheValueSizeExceeded');
      expect(await code(`'k', 'v', { ttl: 'soon' }`)).toBe('InvalidExpiry');
      expect(await code(`'k', 'v', { expires_at: Infinity }`)).toBe('InvalidExpiry');
      expect(await code(`'k', 'v', { ttl: -1 }`)).toBe('ItemAlreadyExpired');
      expect(await code(`'k', 'v', { expires_at: 1 }`)).toBe('ItemAlreadyExpired');
      expect(await code(`'k', 'v', { ttl: 1e300 }`)).toBe('InvalidExpiry');
    },
  );

  behaves(
    'a key or value that is no string is an error result',
    {
      source: 'not established',
      status: 'unknown',
      note: 'Assumed: the same codes as for one that is too long.',
    },
    async () => {
      expect(await inCache(`[api.cache.set(1, 'v').code, api.cache.set('k', {}).code]`)).toEqual([
        'CacheKeySizeExceeded',
        'CacheValueSizeExceeded',
      ]);
    },
  );

  behaves(
    'of ttl and expires_at the earlier counts; without either it is 15 minutes',
    { source: HARNESS, status: 'supported' },
    async () => {
      const now = Date.UTC(2026, 6, 15, 12);
      const body = `for (const options of [{ ttl: 5000, expires_at: ${now + 1000} }, { ttl: 10.9 }, undefined]) {
        console.log(api.cache.set('k', 'v', options).record.expires_at - ${now});
      }`;

      const { reports } = await runLogin([loginAction(body)], freshTenant(), { now: new Date(now) });

      expect(reports[0]?.logs).toEqual(['1000', '10', '900000']);
    },
  );

  behaves(
    'holds at most 16,640 bytes of keys and values; an overwrite counts twice and expired records still count',
    { source: HARNESS, status: 'supported', note: 'The docs say 8 kB.' },
    async () => {
      const fill = `['a', 'b', 'c', 'd'].map((key) => api.cache.set(key, 'v'.repeat(4000)).type)`;

      expect(await inCache(`[...${fill}, api.cache.set('e', 'v'.repeat(600)).type]`)).toEqual([
        'success',
        'success',
        'success',
        'success',
        'success',
      ]);
      expect(await inCache(`[${fill}.length, api.cache.set('e', 'v'.repeat(700)).code]`)).toEqual([
        4,
        'CacheSizeExceeded',
      ]);
      expect(await inCache(`[${fill}.length, api.cache.set('a', 'v'.repeat(700)).code]`)).toEqual([
        4,
        'CacheSizeExceeded',
      ]);
    },
  );

  behaves('holds at most 20 entries', { source: LIMITS, status: 'supported' }, async () => {
    const codes = await inCache(`Array.from({ length: 21 }, (_, i) => api.cache.set('k' + i, 'v').type)`);

    expect(codes).toEqual([...Array.from({ length: 20 }, () => 'success'), 'error']);
  });

  behaves('keeps nothing longer than 24 hours', { source: LIMITS, status: 'supported' }, async () => {
    const now = Date.UTC(2026, 6, 15, 12);
    const body = `console.log(api.cache.set('k', 'v', { ttl: 1e9 }).record.expires_at - ${now})`;

    const { reports } = await runLogin([loginAction(body)], freshTenant(), { now: new Date(now) });

    expect(reports[0]?.logs).toEqual([String(24 * 60 * 60 * 1000)]);
  });

  behaves('forgets what has expired', { source: HARNESS, status: 'supported' }, async () => {
    const changes = freshTenant();
    const now = Date.UTC(2026, 6, 15, 12);
    await runLogin([loginAction(`api.cache.set('k', 'v', { ttl: 1000 })`)], changes, { now: new Date(now) });

    const later = await runLogin([loginAction(`console.log(api.cache.get('k'))`)], changes, {
      now: new Date(now + 1001),
    });

    expect(later.reports[0]?.logs).toEqual(['undefined']);
  });
});
