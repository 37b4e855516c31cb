import { effectiveVersions, isRegistered, shownAtSignup, textFor } from '../../actions/policy/documents';
import { aDocument, aVersion, HOUR, hash, iso, NOW } from './builders';

const shownText = (sequence: number, sha256: string) => ({ sequence, sha256, label: 'x', locale: 'en' });

test('a version counts from its first moment', () => {
  const versions = [
    aVersion(1),
    aVersion(2, { effective: iso(NOW) }),
    aVersion(3, { effective: iso(NOW + 1) }),
  ];
  expect(effectiveVersions(aDocument({ versions }), NOW).map(({ sequence }) => sequence)).toEqual([1, 2]);
});

test('a text is registered for its own sequence, in any language', () => {
  const document = aDocument({ versions: [aVersion(1), aVersion(3)] });
  expect(isRegistered(document, shownText(1, hash(1)))).toBe(true);
  expect(isRegistered(document, shownText(1, hash(1001)))).toBe(true);
  expect(isRegistered(document, shownText(3, hash(1)))).toBe(false);
  expect(isRegistered(document, shownText(2, hash(1)))).toBe(false);
  expect(isRegistered(document, shownText(4, hash(9)))).toBe(true);
});

test('a person is shown a text in their language', () => {
  expect(textFor(aVersion(2), ['de-AT'], 'en')).toEqual({
    label: 'v2',
    sequence: 2,
    locale: 'de',
    url: 'https://example.com/2/de',
    sha256: hash(1002),
  });
  expect(textFor(aVersion(2), [], 'en')).toMatchObject({ locale: 'en', sha256: hash(2) });
});

test('a version without a text cannot be shown', () => {
  expect(() => textFor(aVersion(2, { texts: {} }), ['en'], 'en')).toThrow('no text');
});

describe('a box on the sign-up page', () => {
  const versions = [
    aVersion(1, { effective: iso(NOW - 900 * HOUR) }),
    aVersion(2, { effective: iso(NOW) }),
    aVersion(3, { effective: iso(NOW + 900 * HOUR) }),
  ];
  const document = aDocument({ versions });
  const ticked = (label: unknown, now = NOW, more: object = {}, given = document) =>
    shownAtSignup(given, { fields: { 'ulp-terms': label, ...more } as never, locales: ['de'] }, 'en', now);

  test.each([
    ['v2', NOW, 2],
    ['v1', NOW, 1],
    ['v1', NOW + 48 * HOUR - 1, 1],
    ['v1', NOW + 48 * HOUR, undefined],
    ['v2', NOW + 48 * HOUR, 2],
    ['v2', NOW - 1, undefined],
    ['v3', NOW, undefined],
    ['v9', NOW, undefined],
    ['on', NOW, undefined],
    ['', NOW, undefined],
    [undefined, NOW, undefined],
    [true, NOW, undefined],
    [['v2'], NOW, undefined],
    ['v2'.repeat(500_000), NOW, undefined],
  ])('%.5s', (label, now, sequence) => {
    expect(ticked(label, now)?.sequence).toBe(sequence);
  });

  test('a version that was overtaken before it was effective was never the newest', () => {
    const overtaken = [aVersion(1, { effective: iso(NOW) }), aVersion(2, { effective: iso(NOW - HOUR) })];
    expect(ticked('v1', NOW, {}, aDocument({ versions: overtaken }))).toBeUndefined();
    const together = [aVersion(1, { effective: iso(NOW) }), aVersion(2, { effective: iso(NOW) })];
    expect(ticked('v1', NOW, {}, aDocument({ versions: together }))).toBeUndefined();
    expect(ticked('v2', NOW, {}, aDocument({ versions: together }))?.sequence).toBe(2);
  });

  test('the page says which language it showed, if there is such a text', () => {
    expect(ticked('v2')?.locale).toBe('de');
    expect(ticked('v2', NOW, { 'ulp-terms-locale': 'en' })?.locale).toBe('en');
    expect(ticked('v2', NOW, { 'ulp-terms-locale': 'en-GB' })?.locale).toBe('de');
    expect(ticked('v2', NOW, { 'ulp-terms-locale': 'constructor' })?.locale).toBe('de');
    expect(ticked('v2', NOW, { 'ulp-terms-locale': ['en'] })?.locale).toBe('de');
    expect(ticked('v2', NOW, { 'ulp-other-locale': 'en' })?.locale).toBe('de');
  });

  test('a document without a field cannot be ticked', () => {
    const without = aDocument({ versions, signupField: null });
    expect(ticked('v2', NOW, { null: 'v2', '': 'v2' }, without)).toBeUndefined();
    const nameless = aDocument({ versions: [aVersion(2, { label: '' })], signupField: null });
    expect(ticked('', NOW, {}, nameless)).toBeUndefined();
  });
});
