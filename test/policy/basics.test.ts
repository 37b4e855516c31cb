import { allow, deny, REASON_CODES } from '../../actions/policy/decision';
import { chooseLocale } from '../../actions/policy/locale';
import { appliesTo, matchesList } from '../../actions/policy/matching';
import { messageFor } from '../../actions/policy/message';
import {
  entryOf,
  isRecord,
  isWholeNumber,
  plainCopy,
  textOf,
  textsOf,
  treeOf,
} from '../../actions/policy/objects';
import type { Policy } from '../../actions/policy/policy';
import { ACTION_REASONS } from '../../actions/policy/reasons';
import { isInRollout } from '../../actions/policy/rollout';
import { RESEND_SECRETS, secretsOf } from '../../actions/policy/secrets';
import { isoTime, parseTime } from '../../actions/policy/time';
import { aDocument, emailPolicy, someone, termsPolicy } from './builders';

describe('times', () => {
  test.each([
    ['2026-07-01T00:00:00Z', '2026-07-01T00:00:00.000Z'],
    ['2026-07-01T00:00:00.123456Z', '2026-07-01T00:00:00.123Z'],
    ['2026-07-01T02:00:00+02:00', '2026-07-01T00:00:00.000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['2026-06-30T22:00:00-02:00', '2026-07-01T00:00:00.000Z'],
  ])('%s is a time', (text, expected) => {
    expect(isoTime(parseTime(text))).toBe(expected);
  });

  test.each([
    '2026-02-31T00:00:00Z',
    '2026-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-07-01T00:00:00',
    '2026-07-01',
    'x2026-07-01T00:00:00Z',
    '2026-07-01T00:00:00Zx',
    '2026-07-01T00:00:00.Z',
    '2026-07-01T25:00:00Z',
    '5',
    '',
    5,
    null,
    undefined,
    {},
    ['2026-07-01T00:00:00Z'],
  ])('%p is none', (value) => {
    expect(parseTime(value)).toBeNaN();
  });
});

describe('values of unknown shape', () => {
  test('a copy is plain JSON without keys that reach a prototype', () => {
    const source = JSON.parse('{"a":1,"__proto__":{"x":1},"b":{"constructor":2,"prototype":3,"c":[1,null]}}');
    expect(JSON.stringify(plainCopy({ ...source, f: () => 1 }))).toBe('{"a":1,"b":{"c":[1,null]}}');
    for (const key of ['__proto__', 'constructor', 'prototype']) {
      expect(Object.keys(plainCopy(JSON.parse(`{"a":1,"${key}":2}`)) ?? {})).toEqual(['a']);
    }
    expect(plainCopy(undefined)).toBeNull();
    expect(plainCopy(null)).toBeNull();
    expect(() => plainCopy({ big: 1n })).toThrow(TypeError);
  });

  test.each([
    [{}, true],
    [{ a: 1 }, true],
    [[], false],
    [null, false],
    ['text', false],
    [undefined, false],
    [() => 1, false],
  ])('%p is a record: %p', (value, expected) => {
    expect(isRecord(value)).toBe(expected);
    expect(treeOf(value as never)).toEqual(expected ? value : {});
  });

  test('the entry of a table is its own', () => {
    expect(entryOf({ a: 1 }, 'a')).toBe(1);
    expect(entryOf({ a: 1 }, 'toString')).toBeUndefined();
  });

  test('a text has at least one character and a longest length', () => {
    expect(textOf('a')).toBe('a');
    expect(textOf('')).toBeUndefined();
    expect(textOf(1)).toBeUndefined();
    expect(textOf('a'.repeat(256))).toHaveLength(256);
    expect(textOf('a'.repeat(257))).toBeUndefined();
    expect(textOf('abc', 3)).toBe('abc');
    expect(textOf('abcd', 3)).toBeUndefined();
    expect(textsOf(['a', 1, '', null, 'b'])).toEqual(['a', 'b']);
    expect(textsOf('a')).toEqual([]);
  });

  test.each([
    [0, true],
    [7, true],
    [-1, false],
    [1.5, false],
    ['1', false],
    [Number.NaN, false],
    [2 ** 53, false],
    [undefined, false],
  ])('%p is a whole number: %p', (value, expected) => {
    expect(isWholeNumber(value)).toBe(expected);
  });
});

describe('locales', () => {
  const texts = { en: 1, de: 2, 'pt-BR': 3, 'zh-Hant': 4 };

  test.each([
    [['de-AT'], 'de'],
    [['DE_at'], 'de'],
    [['fr', 'de', 'en'], 'de'],
    [['pt-BR'], 'pt-BR'],
    [['pt'], 'en'],
    [['zh-Hant-TW'], 'zh-Hant'],
    [['zh_hant'], 'zh-Hant'],
    [[''], 'en'],
    [[], 'en'],
  ])('%p: %s', (preferences, expected) => {
    expect(chooseLocale(texts, preferences, 'en')).toBe(expected);
  });

  test('messages follow the locale; one that is missing is empty', () => {
    const policy = {
      defaultLocale: 'en',
      messages: { en: { terms_required: 'Please' }, de: { terms_required: 'Bitte' } },
    };
    expect(messageFor('terms_required', ['de-CH'], policy)).toBe('Bitte');
    expect(messageFor('terms_required', ['fr'], policy)).toBe('Please');
    expect(messageFor('terms_changed', ['de'], policy)).toBe('');
    expect(messageFor('terms_changed', [], { ...policy, defaultLocale: 'fr' })).toBe('');
  });
});

describe('matching', () => {
  test.each([
    [['*'], [undefined], true],
    [['a', '*'], ['b'], true],
    [['a'], ['a'], true],
    [['a'], ['b', 'a'], true],
    [['a'], ['b'], false],
    [['a'], [undefined], false],
    [[], ['a'], false],
    [['*'], [], true],
    [['a'], [], false],
  ])('%p against %p: %p', (list, values, expected) => {
    expect(matchesList(list, ...values)).toBe(expected);
  });

  const every = { clients: ['*'], connections: ['*'], organizations: ['*'], countries: ['*'] };
  const here = someone({ organization: { id: 'org_1', name: 'acme' }, country: 'DE' });

  test.each([
    [{}, true],
    [{ clients: ['web'] }, true],
    [{ clients: ['cli'] }, false],
    [{ connections: ['users'] }, true],
    [{ connections: ['auth0'] }, false],
    [{ organizations: ['org_1'] }, true],
    [{ organizations: ['acme'] }, true],
    [{ organizations: ['org_2'] }, false],
    [{ countries: ['DE', 'AT'] }, true],
    [{ countries: ['FR'] }, false],
    [{ clients: ['web'], countries: ['FR'] }, false],
  ])('%p applies: %p', (changes, expected) => {
    expect(appliesTo(aDocument({ appliesTo: { ...every, ...changes } }), here)).toBe(expected);
  });

  test('an unknown country applies', () => {
    expect(appliesTo(aDocument({ appliesTo: { ...every, countries: ['FR'] } }), someone())).toBe(true);
  });
});

describe('the roll-out', () => {
  const inside = (percent: number, salt = 's') =>
    Array.from({ length: 2000 }, (_, index) => `auth0|${index}`).filter((user) =>
      isInRollout(user, { percent, salt }),
    );

  test('takes about its share', () => {
    expect(inside(0)).toHaveLength(0);
    expect(inside(100)).toHaveLength(2000);
    expect(inside(25).length).toBeGreaterThan(400);
    expect(inside(25).length).toBeLessThan(600);
    expect(inside(0.5).length).toBeLessThan(30);
  });

  test('depends on the salt, and on nothing else', () => {
    expect(inside(25)).toEqual(inside(25));
    expect(inside(25)).not.toEqual(inside(25, 'other'));
  });

  test('keeps everybody where they are in later releases', () => {
    expect(
      ['ada', 'grace', 'alan'].filter((user) => isInRollout(user, { percent: 50, salt: 'autumn' })),
    ).toEqual(['grace']);
  });
});

describe('what the build asks', () => {
  const policy = (changes: Partial<Policy>): Policy =>
    ({ email: emailPolicy(), terms: termsPolicy(), ...changes }) as Policy;
  const redirect = {
    kind: 'redirect',
    url: 'https://example.com',
    secret: 'KEY',
    ttlSeconds: 60,
    surface: 'redirect',
  } as const;

  test('secrets follow from the policy', () => {
    const resend = { everyMinutes: 1, perDay: 1 };
    expect(secretsOf('require-terms', policy({}))).toEqual([]);
    expect(secretsOf('require-verified-email', policy({}))).toEqual([]);
    expect(secretsOf('require-terms', policy({ terms: termsPolicy({ prompt: redirect }) }))).toEqual(['KEY']);
    expect(secretsOf('enrich-profile', policy({ terms: termsPolicy({ prompt: redirect }) }))).toEqual([]);
    expect(
      secretsOf('require-terms', policy({ email: emailPolicy({ resend: { everyMinutes: 1, perDay: 1 } }) })),
    ).toEqual([]);
    expect(secretsOf('require-verified-email', policy({ terms: termsPolicy({ prompt: redirect }) }))).toEqual(
      [],
    );
    expect(
      secretsOf('require-terms', policy({ terms: termsPolicy({ prompt: redirect, mode: 'off' }) })),
    ).toEqual([]);
    expect(secretsOf('require-verified-email', policy({ email: emailPolicy({ resend }) }))).toEqual([
      'RESEND_DOMAIN',
      'RESEND_CLIENT_ID',
      'RESEND_CLIENT_SECRET',
    ]);
    expect(
      secretsOf('require-verified-email', policy({ email: emailPolicy({ resend, mode: 'off' }) })),
    ).toEqual([]);
    expect(Object.keys(RESEND_SECRETS)).toEqual(['domain', 'clientId', 'clientSecret']);
  });

  test('every reason belongs to an Action, and every Action can say that it cannot decide', () => {
    const { 'enrich-profile': none, ...gates } = ACTION_REASONS;
    expect(none).toEqual([]);
    expect([...new Set(Object.values(gates).flat())].sort()).toEqual([...REASON_CODES].sort());
    for (const reasons of Object.values(gates)) expect(reasons).toContain('policy_unavailable');
  });
});

test('decisions are plain', () => {
  expect(allow('exempt')).toEqual({ kind: 'allow', reason: 'exempt', document: undefined, writes: [] });
  expect(deny('terms_changed', { id: 'a', sequence: 1 })).toEqual({
    kind: 'deny',
    reason: 'terms_changed',
    document: { id: 'a', sequence: 1 },
  });
});
