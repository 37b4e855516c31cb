import { asciiDomain, domainOf, withParents } from '../../actions/policy/domain';
import type { SignupFacts } from '../../actions/policy/facts';
import type { SignupPolicy, TermsPolicy } from '../../actions/policy/policy';
import { blockedDomains, screenSignup } from '../../actions/policy/signup';
import { decideSignupTerms } from '../../actions/policy/signup-terms';
import { aDocument, aSignup, aVersion, hash, iso, NOW, signupPolicy, termsPolicy } from './builders';

const screen = (
  facts: SignupFacts,
  changes: Partial<SignupPolicy> = {},
  disposable: Record<string, string> = {},
) => {
  const policy = signupPolicy(changes);
  return screenSignup(facts, policy, blockedDomains(policy, disposable), NOW);
};

describe('the domain of an address', () => {
  test.each([
    ['ada@example.com', 'example.com'],
    ['Ada@EXAMPLE.Com', 'example.com'],
    ['ada@bücher.example', 'xn--bcher-kva.example'],
    ['ada@ｅxample.com', 'example.com'],
    ['ada@example.com.', 'example.com'],
    [`${'a'.repeat(64)}@example.com`, 'example.com'],
    ['mıke@example.com', 'example.com'],
    ['ada+tag@example.com', 'example.com'],
  ])('%s', (address, domain) => {
    expect(domainOf(address)).toBe(domain);
  });

  test.each([
    'example.com',
    '@example.com',
    'ada@',
    'a@b@example.com',
    'a＠example.com',
    'a\u200b@example.com',
    'a\u202e@example.com',
    'a\u00ad@example.com',
    'a\u3164@example.com',
    'a\ud800@example.com',
    'a b@example.com',
    'a\n@example.com',
    'ada@exa mple.com',
    'ada@[',
    'ada@example.com..',
    'ada@example..com',
    'ada@.example.com',
    'ada@.',
    `a@${'b'.repeat(320)}.com`,
    '',
    7,
    null,
    undefined,
    ['a@example.com'],
  ])('%p has none', (address) => {
    expect(domainOf(address)).toBeNull();
  });

  test('320 characters are the most', () => {
    const domain = `${'b.'.repeat(100)}com`;
    const address = (length: number) => `${'a'.repeat(length - domain.length - 1)}@${domain}`;
    expect(domainOf(address(320))).toBe(domain);
    expect(domainOf(address(321))).toBeNull();
  });

  test('parents are compared label by label', () => {
    expect(withParents('a.b.example')).toEqual(['a.b.example', 'b.example', 'example']);
    expect(asciiDomain('x'.repeat(70))).not.toBe('');
    expect(asciiDomain('a b')).toBeNull();
  });
});

describe('screening an address', () => {
  test.each([
    ['a@blocked.example', 'deny'],
    ['a@x.y.blocked.example', 'deny'],
    ['a@notblocked.example', 'allow'],
    ['a@example', 'allow'],
    ['a@xn--bcher-kva.example', 'deny'],
    ['a@trash.example', 'deny'],
    ['a@x.trash.example', 'deny'],
    ['a@throw.test', 'deny'],
    ['no address', 'deny'],
  ])('%s: %s', (email, kind) => {
    const decision = screen(
      aSignup({ email }),
      { blockedDomains: ['blocked.example', 'bücher.example'] },
      { example: 'trash other', test: 'throw' },
    );
    expect(decision.kind).toBe(kind);
    expect(decision.reason).toBe(kind === 'deny' ? 'email_domain_blocked' : 'satisfied');
  });

  test('no address is not screened', () => {
    expect(screen(aSignup({ email: undefined })).kind).toBe('allow');
    expect(screen(aSignup({ email: null })).kind).toBe('deny');
  });

  test('disposable domains may be let in', () => {
    const facts = aSignup({ email: 'a@trash.example' });
    expect(screen(facts, { blockDisposable: false }, { example: 'trash' }).kind).toBe('allow');
    expect(screen(facts, { blockDisposable: true }, { example: 'trash' }).kind).toBe('deny');
  });
});

describe('screening names', () => {
  test.each([
    'http://x',
    'www.x',
    'WWW.X',
    'a<b',
    'a>b',
    '{{a',
    '{%a',
    'ｗｗｗ．x',
    'w\u200bww.x',
    'a\nb',
    'a\u0000b',
  ])('%p is refused', (name) => {
    expect(screen(aSignup({ names: ['Ada', name] }))).toMatchObject({
      kind: 'deny',
      reason: 'name_rejected',
    });
    expect(screen(aSignup({ names: [name] }), { rejectLinksInNames: false }).kind).toBe('allow');
  });

  test.each([
    'J. R. R. Tolkien',
    'Zoë',
    'علی\u200cرضا',
    "O'Neil",
    'a@b',
    '{a}',
    '1 % 2',
    undefined,
    null,
    '',
  ])('%p is fine', (name) => {
    expect(screen(aSignup({ names: [name] })).kind).toBe('allow');
  });

  test.each([[7], [{}], [['Ada']], [true]])('%p is no name', (name) => {
    expect(screen(aSignup({ names: [name] })).kind).toBe('deny');
  });

  test('what Auth0 fills in from the address is the address', () => {
    const facts = (email: unknown, name: string) => aSignup({ email, names: [name] });
    expect(screen(facts('www.Ada@example.com', 'WWW.ada')).kind).toBe('allow');
    expect(screen(facts('www.ada@example.com', 'www.ada@example.com')).kind).toBe('allow');
    expect(screen(facts('www.ada@example.com', 'www.eve')).kind).toBe('deny');
    expect(screen(facts(undefined, 'www.ada')).kind).toBe('deny');
  });
});

describe('age', () => {
  const minimumAge = { field: 'ulp-year', default: 16, byCountry: { US: 13 } };
  const born = (year: unknown, more: object = {}) =>
    screen(aSignup({ fields: { 'ulp-year': year }, ...more }), { minimumAge });

  test('a band is stored, as evidence', () => {
    expect(born('1990')).toMatchObject({
      reason: 'accepted',
      writes: [
        { key: 'gatehouse_age', value: { band: '16+', at: iso(NOW), method: 'signup' }, evidence: true },
      ],
    });
    expect(JSON.stringify(born('1990'))).not.toContain('1990');
    expect(JSON.stringify(born('1990'))).not.toContain('country');
    expect(born('1990', { country: 'US' })).toMatchObject({
      writes: [{ value: { band: '13+', country: 'US' } }],
    });
  });

  test.each([
    ['2009', 'allow'],
    ['2010', 'deny'],
    ['1895', 'allow'],
    ['1894', 'deny'],
    ['2027', 'deny'],
    ['990', 'deny'],
    ['19900', 'deny'],
    ['x1990', 'deny'],
    [1990, 'deny'],
    [undefined, 'deny'],
    [['1990'], 'deny'],
  ])('born in %p: %s', (year, kind) => {
    expect(born(year).kind).toBe(kind);
    if (kind === 'deny') expect(born(year).reason).toBe('age_restricted');
  });

  test('countries have their own', () => {
    expect(born('2012', { country: 'US' }).kind).toBe('allow');
    expect(born('2012', { country: 'DE' }).kind).toBe('deny');
    expect(born('2012', { country: 'toString' }).kind).toBe('deny');
  });

  test('only people at the page are asked', () => {
    expect(born(undefined, { interactive: false })).toMatchObject({ kind: 'allow', writes: [] });
    expect(born(undefined, { passwordless: true })).toMatchObject({ kind: 'allow', writes: [] });
    expect(screen(aSignup())).toMatchObject({ kind: 'allow', reason: 'satisfied', writes: [] });
  });
});

describe('terms at sign-up', () => {
  const decide = (facts: SignupFacts, changes: Partial<TermsPolicy> = {}) =>
    decideSignupTerms(facts, { terms: termsPolicy(changes), defaultLocale: 'en' }, NOW);
  const ticked = (label: unknown, more: object = {}) => aSignup({ fields: { 'ulp-terms': label }, ...more });

  test('a current label is stamped', () => {
    expect(decide(ticked('v2', { country: 'DE', locales: ['de'] }))).toEqual({
      kind: 'allow',
      reason: 'accepted',
      document: undefined,
      writes: [
        {
          key: 'gatehouse_terms',
          evidence: true,
          value: {
            state: 'accepted',
            method: 'signup',
            surface: 'signup@11111111',
            client_id: 'web',
            organization_id: undefined,
            country: 'DE',
            email_verified: false,
            sequence: 2,
            label: 'v2',
            text_sha256: hash(1002),
            locale: 'de',
            at: iso(NOW),
            history: [],
            total: 1,
          },
        },
      ],
    });
  });

  test.each([
    [undefined, 'terms_required'],
    ['on', 'terms_required'],
    [['v2'], 'terms_required'],
    [{}, 'terms_required'],
    ['v1', 'terms_changed'],
  ])('%p is refused: %s', (label, reason) => {
    expect(decide(ticked(label))).toEqual({ kind: 'deny', reason, document: { id: 'terms', sequence: 2 } });
  });

  test('a label of the future has changed, too', () => {
    const versions = [aVersion(1), aVersion(2, { effective: iso(NOW + 1) })];
    expect(decide(ticked('v2'), { documents: [aDocument({ versions })] }).reason).toBe('terms_changed');
  });

  test.each([
    ['nobody was at the page', aSignup({ interactive: false }), {}, 'pending'],
    ['there is no password', aSignup({ passwordless: true }), {}, 'pending'],
    ['the client is exempt', aSignup(), { exemptClients: ['web'] }, 'exempt'],
    ['there is no field', aSignup(), { documents: [aDocument({ signupField: null })] }, 'accepted'],
    [
      'it is for organizations',
      aSignup(),
      { documents: [aDocument({ appliesTo: { ...aDocument().appliesTo, organizations: ['org_1'] } })] },
      'accepted',
    ],
    [
      'it is for other clients',
      aSignup(),
      { documents: [aDocument({ appliesTo: { ...aDocument().appliesTo, clients: ['cli'] } })] },
      'accepted',
    ],
    [
      'nothing is effective',
      aSignup(),
      { documents: [aDocument({ versions: [aVersion(1, { effective: iso(NOW + 1) })] })] },
      'accepted',
    ],
    ['it is a consent', aSignup(), { documents: [aDocument({ kind: 'consent' })] }, 'accepted'],
  ])('nothing is asked where %s', (_name, facts, changes, reason) => {
    expect(decide(facts, changes as Partial<TermsPolicy>)).toMatchObject({
      kind: 'allow',
      reason,
      writes: [],
    });
  });

  test('roll-out and legacy do not apply', () => {
    const changes = {
      rollout: { percent: 0, salt: '' },
      legacy: { createdBefore: iso(NOW + 1), graceUntil: iso(NOW + 1) },
    };
    expect(decide(aSignup(), changes).kind).toBe('deny');
  });

  test('a consent with an old label is left alone, a current one is stamped', () => {
    const documents = [aDocument({ kind: 'consent' })];
    expect(decide(ticked('v1'), { documents })).toMatchObject({ kind: 'allow', writes: [] });
    expect(decide(ticked('v2'), { documents })).toMatchObject({ writes: [{ key: 'gatehouse_terms' }] });
  });

  test('one of two is none', () => {
    const documents = [aDocument(), aDocument({ id: 'privacy', kind: 'notice', signupField: 'ulp-privacy' })];
    expect(decide(ticked('v2'), { documents })).toMatchObject({ kind: 'deny', document: { id: 'privacy' } });
  });
});
