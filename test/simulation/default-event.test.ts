import { completeEvent } from '../../scripts/simulation';

const NOW = new Date('2026-07-15T12:00:00.000Z');

type Tree = Record<string, Record<string, unknown>>;
const login = (changes: unknown) => completeEvent('post-login', NOW, changes) as Tree;

describe('the event of a scenario', () => {
  it('is complete before anything is changed: a verified user, a transaction, nothing in query, body and metadata', () => {
    for (const trigger of ['post-login', 'pre-user-registration'] as const) {
      const event = completeEvent(trigger, NOW, {}) as Tree;
      expect(event).toMatchObject({
        request: { body: {} },
        transaction: { protocol: 'oidc-basic-profile' },
        user: { app_metadata: {}, user_metadata: {} },
      });
    }
    expect(login({})).toMatchObject({ user: { email_verified: true }, request: { query: {} } });
  });

  it('takes a key away with null, merges objects and replaces lists', () => {
    const event = login({
      user: { email: null, nickname: 'other' },
      transaction: { requested_scopes: ['openid'] },
      session: null,
    });

    expect(event.user).not.toHaveProperty('email');
    expect(event.user).toMatchObject({ nickname: 'other', given_name: 'Ada' });
    expect(event.transaction?.requested_scopes).toEqual(['openid']);
    expect(event).not.toHaveProperty('session');
  });

  it('derives identities from the final user_id and connection', () => {
    const social = login({ user: { user_id: 'google-oauth2|123|4' }, connection: { name: 'google' } });
    const enterprise = login({ user: { user_id: 'samlp|acme|ada' }, connection: { name: 'acme' } });

    expect(social.user?.identities).toEqual([
      { connection: 'google', provider: 'google-oauth2', user_id: '123|4', isSocial: true },
    ]);
    expect(enterprise.user?.identities).toMatchObject([
      { provider: 'samlp', user_id: 'acme|ada', isSocial: false },
    ]);
  });

  it('keeps identities that the scenario gives, or takes away', () => {
    expect(login({ user: { identities: [{ provider: 'email' }] } }).user?.identities).toEqual([
      { provider: 'email' },
    ]);
    expect(login({ user: { identities: null } }).user).not.toHaveProperty('identities');
  });

  it('keeps keys such as __proto__ as ordinary keys', () => {
    const event = login(JSON.parse('{ "user": { "__proto__": { "admin": true } } }'));

    expect(Object.getPrototypeOf(event.user)).toBe(Object.prototype);
    expect(event.user?.admin).toBeUndefined();
  });
});
