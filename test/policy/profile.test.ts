import { decideClaims, statusOf } from '../../actions/policy/claims';
import type { ProfileFacts } from '../../actions/policy/facts';
import type { ClaimsPolicy, PolicySlices, ProfilePolicy, TermsPolicy } from '../../actions/policy/policy';
import {
  normalizeLocale,
  normalizePhone,
  normalizePicture,
  normalizeTime,
  normalizeZone,
  PROFILE_CLAIMS,
} from '../../actions/policy/profile';
import { cleanName } from '../../actions/policy/text';
import { aDocument, aStamp, aVersion, DAY, emailPolicy, iso, NOW, someone, termsPolicy } from './builders';

describe('names', () => {
  test.each([
    ['Ada', 'Ada'],
    ['Zoe\u0308', 'Zoë'],
    ['  Ada \t\n Lovelace ', 'Ada Lovelace'],
    ['A\u202Ed\u0007a\u200F\uFEFF', 'Ada'],
    ['A\u2066da\u061C\u200E', 'Ada'],
    ['A\u200Bd\u00ADa\u2060', 'Ada'],
    ['Ada\ud800', 'Ada'],
    ['علی\u200Cرضا', 'علی\u200Cرضا'],
    ['👩\u200D🚀', '👩\u200D🚀'],
    ['e\u200B\u0301', 'é'],
    ['a'.repeat(150), 'a'.repeat(150)],
    ['a'.repeat(151), 'a'.repeat(150)],
    [`${'a'.repeat(148)}👩\u200D🚀`, 'a'.repeat(148)],
    [`${'a'.repeat(147)}👩\u200D🚀`, `${'a'.repeat(147)}👩\u200D🚀`],
    ['🚀'.repeat(151), '🚀'.repeat(150)],
    [`${'a'.repeat(149)} b`, 'a'.repeat(149)],
  ])('%p becomes %p', (name, expected) => {
    expect(cleanName(name)).toBe(expected);
  });

  test.each([
    '',
    '   ',
    '\u200D\u200C',
    '\u202E',
    7,
    null,
    undefined,
    {},
    ['Ada'],
    `e${'\u0301'.repeat(200)}`,
  ])('%p is none', (name) => {
    expect(cleanName(name)).toBeNull();
  });

  test('a megabyte is cut before it is looked at', () => {
    expect(cleanName('a'.repeat(1_000_000))).toBe('a'.repeat(150));
    expect(cleanName(`${' '.repeat(4095)}ab`)).toBe('a');
  });
});

describe('standard claims', () => {
  test.each([
    ['en_US', 'en-US'],
    ['EN-us', 'en-US'],
    ['iw', 'he'],
    [' de ', 'de'],
    ['zh_Hant_TW', 'zh-Hant-TW'],
    ['C', null],
    ['', null],
    ['en_US.UTF-8', null],
    ['a'.repeat(36), null],
    [7, null],
  ])('locale %p: %p', (value, expected) => {
    expect(normalizeLocale(value)).toBe(expected);
  });

  test('a locale has at most 35 characters', () => {
    expect(normalizeLocale('gsw-CH-x-abcdefgh-abcdefgh-abcdefgh')).toHaveLength(35);
    expect(normalizeLocale('gsw-CH-x-abcdefgh-abcdefgh-abcdefg-1')).toBeNull();
  });

  test.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['UTC', 'UTC'],
    ['Etc/GMT+5', 'Etc/GMT+5'],
    ['America/Indiana/Indianapolis', 'America/Indiana/Indianapolis'],
    ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['Mars/Olympus', null],
    ['+01:00', null],
    ['Europe/', null],
    ['/Berlin', null],
    ['', null],
    [`Europe/${'a'.repeat(40)}`, null],
    [7, null],
  ])('zoneinfo %p: %p', (value, expected) => {
    expect(normalizeZone(value)).toBe(expected);
  });

  test.each([
    ['+4930123456', '+4930123456'],
    ['+49 (30) 123-45.6/7', '+49301234567'],
    [' +4930123456 ', '+4930123456'],
    ['+123456789012345', '+123456789012345'],
    ['+12', '+12'],
    ['+1234567890123456', null],
    ['+1', null],
    ['+0123456', null],
    ['030123456', null],
    ['0049301234', null],
    ['+49 (0)30 123456', null],
    ['+49x30', null],
    ['x+4930', null],
    [`+49${' '.repeat(32)}`, '+49'],
    [`+49${' '.repeat(33)}`, null],
    [4930123456, null],
  ])('phone_number %p: %p', (value, expected) => {
    expect(normalizePhone(value)).toBe(expected);
  });

  test.each([
    ['https://example.com/a.png', 'https://example.com/a.png'],
    ['http://example.com/a.png', null],
    ['https://user@example.com/a.png', null],
    ['https://:secret@example.com/a.png', null],
    ['javascript:alert(1)', null],
    ['a.png', null],
    [`https://example.com/${'a'.repeat(2048)}`, null],
    [7, null],
  ])('picture %#', (value, expected) => {
    expect(normalizePicture(value)).toBe(expected);
  });

  test('a picture has at most 2048 characters', () => {
    const address = (length: number) => `https://example.com/${'a'.repeat(length - 20)}`;
    expect(normalizePicture(address(2048))).toHaveLength(2048);
    expect(normalizePicture(address(2049))).toBeNull();
  });

  test('updated_at is whole seconds', () => {
    expect(normalizeTime('2026-08-14T12:00:00.999Z')).toBe(1786708800);
    expect(normalizeTime('yesterday')).toBeNull();
    expect(normalizeTime(1786708800)).toBeNull();
  });

  test('every claim has its scope', () => {
    const scopes = Object.entries(PROFILE_CLAIMS).map(([name, { scope }]) => [name, scope]);
    expect(Object.fromEntries(scopes)).toEqual({
      name: 'profile',
      given_name: 'profile',
      family_name: 'profile',
      middle_name: 'profile',
      nickname: 'profile',
      locale: 'profile',
      zoneinfo: 'profile',
      phone_number: 'phone',
      picture: 'profile',
      updated_at: 'profile',
    });
  });
});

const NS = 'https://id.example.com';
type Changes = {
  claims?: Partial<ClaimsPolicy>;
  profile?: Partial<ProfilePolicy>;
  terms?: Partial<TermsPolicy>;
};
const policy = ({ claims, profile, terms }: Changes = {}): PolicySlices['enrich-profile'] => ({
  claims: { namespace: NS, idToken: true, accessTokenAudiences: [], ...claims },
  email: emailPolicy(),
  terms: termsPolicy(terms),
  profile: { mode: 'enforce', claims: ['name'], preferences: ['language'], links: ['crm_id'], ...profile },
});
const claimsOf = (facts: ProfileFacts, changes: Changes = {}) =>
  decideClaims(facts, policy(changes), '1.0.0+abc', NOW);

describe('the status', () => {
  const status = (facts: ProfileFacts, changes: Changes = {}) => statusOf(facts, policy(changes), 'b', NOW);
  const held = (stamp: unknown) => someone({ appMetadata: { gatehouse_terms: stamp } });

  test.each([
    ['ok', held(aStamp(2)), {}, { terms: 2 }],
    ['ok', held(aStamp(9)), {}, { terms: 9 }],
    ['pending', held(aStamp(1)), {}, { terms: 1 }],
    ['pending', someone(), {}, {}],
    ['exempt', held(aStamp(1)), { exemptClients: ['web'] }, { terms: 1 }],
    ['exempt', someone(), { rollout: { percent: 0, salt: '' } }, {}],
    ['exempt', someone(), { mode: 'report' as const }, {}],
    ['exempt', someone(), { mode: 'off' as const }, {}],
    [
      'pending',
      held(aStamp(1)),
      { documents: [aDocument({ versions: [aVersion(1), aVersion(2, { graceUntil: iso(NOW + DAY) })] })] },
      { terms: 1 },
    ],
    ['ok', someone(), { documents: [aDocument({ kind: 'consent' as const })] }, {}],
    ['ok', held(aStamp(2)), { documents: [aDocument({ kind: 'consent' as const })] }, { terms: 2 }],
  ])('is %s (%#)', (state, facts, terms, sequences) => {
    expect(status(facts, { terms })).toEqual({ terms: sequences, state, email: 'verified', build: 'b' });
  });

  test('one document that is due is enough to be pending', () => {
    const facts = someone({ appMetadata: { gatehouse_terms: aStamp(2) } });
    const documents = [aDocument(), aDocument({ id: 'privacy' })];
    expect(status(facts, { terms: { documents } })).toMatchObject({ state: 'pending', terms: { terms: 2 } });
  });

  test('a withdrawn or void stamp is no acceptance', () => {
    expect(status(held(aStamp(2, { state: 'withdrawn' }))).terms).toEqual({});
  });
});

describe('claims', () => {
  test('the ID token carries the status', () => {
    expect(claimsOf(someone({ scopes: [] }))).toEqual({
      idToken: { [`${NS}/status`]: { terms: {}, state: 'pending', email: 'verified', build: '1.0.0+abc' } },
      accessToken: {},
    });
    expect(claimsOf(someone(), { claims: { idToken: false } }).idToken).toEqual({});
  });

  test('a listed audience gets the status and nothing personal', () => {
    const facts = someone({
      audience: 'https://api',
      attributes: { name: 'Ada' },
      userMetadata: { language: 'de' },
    });
    const { accessToken } = claimsOf(facts, { claims: { accessTokenAudiences: ['https://api'] } });
    expect(Object.keys(accessToken)).toEqual([`${NS}/status`]);
    expect(claimsOf(facts, { claims: { accessTokenAudiences: ['https://other'] } }).accessToken).toEqual({});
    expect(claimsOf(someone(), { claims: { accessTokenAudiences: ['https://api'] } }).accessToken).toEqual(
      {},
    );
  });

  test('organization and roles go out where asked for', () => {
    const facts = someone({ organization: { id: 'org_1', name: 'acme' }, roles: ['admin'], audience: 'a' });
    const claims = { organization: true, roles: true, accessTokenAudiences: ['a'] };
    for (const token of Object.values(claimsOf(facts, { claims }))) {
      expect(token).toMatchObject({
        [`${NS}/organization`]: { id: 'org_1', name: 'acme' },
        [`${NS}/roles`]: ['admin'],
      });
    }
    expect(Object.keys(claimsOf(facts).idToken)).toEqual([`${NS}/status`]);
    expect(Object.keys(claimsOf(someone(), { claims: { organization: true } }).idToken)).toEqual([
      `${NS}/status`,
    ]);
  });

  test('profile claims need their scope, a valid value and the policy', () => {
    const attributes = { name: ' Ada ', phone_number: '+49 30', locale: 'C', nickname: 'ada' };
    const profile = { claims: ['name', 'phone_number', 'locale', 'toString', 'unknown'] };
    const names = (scopes: string[]) => {
      const { [`${NS}/status`]: _, ...rest } = claimsOf(someone({ attributes, scopes }), { profile }).idToken;
      return rest;
    };
    expect(names(['profile', 'phone'])).toEqual({ name: 'Ada', phone_number: '+4930' });
    expect(names(['profile'])).toEqual({ name: 'Ada' });
    expect(names(['phone'])).toEqual({ phone_number: '+4930' });
    expect(names([])).toEqual({});
  });

  test('preferences and links are the named keys, with the scope', () => {
    const facts = (changes: object = {}) =>
      someone({
        userMetadata: { language: 'de', other: 1 },
        appMetadata: { crm_id: 7, other: 1 },
        ...changes,
      });
    expect(claimsOf(facts()).idToken).toMatchObject({
      [`${NS}/preferences`]: { language: 'de' },
      [`${NS}/links`]: { crm_id: 7 },
    });
    expect(Object.keys(claimsOf(facts({ scopes: ['openid'] })).idToken)).toEqual([`${NS}/status`]);
    expect(Object.keys(claimsOf(someone()).idToken)).toEqual([`${NS}/status`]);
    const none = facts({ userMetadata: { language: null }, appMetadata: {} });
    expect(Object.keys(claimsOf(none, { profile: { links: ['toString'] } }).idToken)).toEqual([
      `${NS}/status`,
    ]);
  });

  test('one value is bounded, and all of them together', () => {
    const value = (length: number) => 'x'.repeat(length - 2);
    const preferences = (userMetadata: object, names: string[]) =>
      claimsOf(someone({ userMetadata }), { profile: { preferences: names } }).idToken[`${NS}/preferences`];
    expect(preferences({ a: value(511) }, ['a'])).toBeDefined();
    expect(preferences({ a: value(512) }, ['a'])).toBeUndefined();
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const full = Object.fromEntries(names.map((name) => [name, value(511)]));
    expect(Object.keys(preferences(full, names) as object)).toEqual(['a', 'b', 'c', 'd']);
    expect(Object.keys(preferences({ ...full, f: '' }, names) as object)).toEqual(['a', 'b', 'c', 'd']);
    expect(Object.keys(preferences({ ...full, d: value(500), f: 1 }, names) as object)).toEqual([
      'a',
      'b',
      'c',
      'd',
      'f',
    ]);
  });
});
