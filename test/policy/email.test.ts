import { decideEmail, emailStatus, trustIn } from '../../actions/policy/email';
import type { EmailTrust } from '../../actions/policy/policy';
import { DAY, emailPolicy, HOUR, MINUTE, NOW, SECOND, someone } from './builders';

const unverified = { emailVerified: false };
const grace = emailPolicy({ graceSeconds: 24 * 3600 });

describe('decideEmail', () => {
  test.each<[EmailTrust, boolean, string]>([
    ['flag', true, 'satisfied'],
    ['flag', false, 'email_unverified'],
    ['always', true, 'satisfied'],
    ['always', false, 'satisfied'],
    ['never', true, 'email_unverified'],
    ['never', false, 'email_unverified'],
    ['exempt', true, 'exempt'],
    ['exempt', false, 'exempt'],
  ])('trust %s, flag %s: %s', (trust, emailVerified, reason) => {
    const policy = emailPolicy({ trust: { connections: { users: trust }, strategies: {} } });
    expect(decideEmail(someone({ emailVerified }), policy, NOW).reason).toBe(reason);
  });

  test.each([
    ['deny', 'deny', 'email_missing'],
    ['allow', 'allow', 'exempt'],
  ] as const)('missing: %s', (missing, kind, reason) => {
    const policy = emailPolicy({ missing, graceSeconds: 999_999_999 });
    expect(decideEmail(someone({ email: undefined }), policy, NOW)).toMatchObject({ kind, reason });
  });

  test('an exempt connection needs no email', () => {
    const primaryConnection = { name: 'sms', strategy: 'sms' };
    const facts = someone({ email: undefined, primaryConnection });
    expect(decideEmail(facts, emailPolicy(), NOW).kind).toBe('allow');
  });

  test('the connection of this login does not matter, the primary one does', () => {
    const connection = { name: 'sms', strategy: 'sms' };
    const facts = someone({ ...unverified, connection });
    expect(decideEmail(facts, emailPolicy(), NOW).kind).toBe('deny');
  });

  test.each([
    ['at once', NOW, 'allow'],
    ['in the last second', NOW - DAY + SECOND, 'allow'],
    ['at the end', NOW - DAY, 'deny'],
    ['5 minutes ahead', NOW + 5 * MINUTE, 'allow'],
    ['more than 5 minutes ahead', NOW + 5 * MINUTE + 1, 'deny'],
    ['without a creation time', Number.NaN, 'deny'],
  ])('grace %s', (_name, createdAt, kind) => {
    const decision = decideEmail(someone({ ...unverified, createdAt }), grace, NOW);
    expect(decision.kind).toBe(kind);
    expect(decision.reason).toBe(kind === 'allow' ? 'grace' : 'email_unverified');
  });

  test('a clock that is ahead gives no longer grace', () => {
    const policy = emailPolicy({ graceSeconds: 0 });
    const facts = someone({ ...unverified, createdAt: NOW + MINUTE });
    expect(decideEmail(facts, policy, NOW).kind).toBe('deny');
  });

  test('grace counts in seconds', () => {
    const policy = emailPolicy({ graceSeconds: 3600 });
    expect(decideEmail(someone({ ...unverified, createdAt: NOW - HOUR + 1 }), policy, NOW).kind).toBe(
      'allow',
    );
    expect(decideEmail(someone({ ...unverified, createdAt: NOW - HOUR }), policy, NOW).kind).toBe('deny');
  });
});

describe('trustIn', () => {
  const trust = {
    connections: { partners: 'always' as const },
    strategies: { samlp: 'never' as const, '*': 'exempt' as const },
  };

  test.each([
    ['partners', 'samlp', 'always'],
    ['other', 'samlp', 'never'],
    ['other', 'github', 'exempt'],
    ['constructor', 'toString', 'exempt'],
    [undefined, undefined, 'exempt'],
  ])('connection %s with strategy %s: %s', (name, strategy, expected) => {
    expect(trustIn({ name, strategy }, emailPolicy({ trust }))).toBe(expected);
  });

  test('without any entry the flag is believed', () => {
    const policy = emailPolicy({ trust: { connections: {}, strategies: {} } });
    expect(trustIn({ name: 'x', strategy: 'y' }, policy)).toBe('flag');
  });
});

describe('emailStatus', () => {
  test.each<[EmailTrust, boolean, string]>([
    ['flag', true, 'verified'],
    ['flag', false, 'unverified'],
    ['always', true, 'verified'],
    ['always', false, 'trusted'],
    ['never', true, 'unverified'],
    ['never', false, 'unverified'],
    ['exempt', true, 'verified'],
    ['exempt', false, 'unverified'],
  ])('trust %s, flag %s: %s', (trust, emailVerified, status) => {
    const policy = emailPolicy({ trust: { connections: { users: trust }, strategies: {} } });
    expect(emailStatus(someone({ emailVerified }), policy)).toBe(status);
  });

  test('no email: none', () => {
    expect(emailStatus(someone({ email: undefined }), emailPolicy())).toBe('none');
  });
});
