import { EXAMPLE_PASSWORD, HELP_DESK_ORGANIZATION } from '../../scripts/local-tenant/seed';
import type { OutboxMessage } from '../../scripts/local-tenant/store';
import { patchUser } from '../../scripts/local-tenant/users';
import { type DeployedTenant, startDeployedTenant } from '../support/deployed-tenant';
import { type UserAgent, userAgent } from '../support/user-agent';

const GLOBEX = 'org_gatehouseglobex0';
const ADA = 'ada@example.com';
const STELLA = 'stella@example.com';
const URI = 'uri@example.com';

/** What people try who want more than their own account or their own organization. */
describe('attacks on the profile page and the help desk', () => {
  let tenant: DeployedTenant;

  beforeAll(async () => {
    tenant = await startDeployedTenant();
    // Uri is the administrator of Globex, Ada the one of Acme.
    await patchUser(tenant.tenant, idOf(URI), { email_verified: true });
    const key = `${GLOBEX}:${idOf(URI)}`;
    const members = tenant.tenant.store.collection('organization-members');
    const role = tenant.tenant.store.collection<{ id: string }>('roles').list()[0]?.id;
    members.put(key, { ...members.get(key), roles: [role] });
  });
  afterAll(() => tenant.close());

  const idOf = (email: string) => tenant.user(email).user_id;
  const isBlocked = (email: string) => tenant.user(email).blocked === true;
  const member = (email: string, what: string) =>
    `/help-desk/members/${encodeURIComponent(idOf(email))}/${what}`;

  async function loggedIn(email: string, path = 'profile', organization?: string): Promise<UserAgent> {
    const person = userAgent();
    const query = organization === undefined ? '' : `&organization=${organization}`;
    await person.open(`${tenant.http}/app/log-in?to=${path}${query}`);
    await person.submit({ username: email, password: EXAMPLE_PASSWORD }, { form: 'password' });
    return person;
  }

  const cookiesOf = (person: UserAgent) =>
    [...person.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const tokenOf = (person: UserAgent) => /name="_csrf" value="([^"]+)"/.exec(person.html)?.[1] ?? '';

  function post(path: string, cookie: string, fields: Record<string, string>): Promise<Response> {
    return fetch(`${tenant.http}/app${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie },
      body: new URLSearchParams(fields),
    });
  }
  const send = (person: UserAgent, path: string, fields: Record<string, string> = {}) =>
    post(path, cookiesOf(person), { _csrf: tokenOf(person), ...fields });

  it('keeps administrators of two organizations apart', async () => {
    const uri = await loggedIn(URI, 'help-desk', GLOBEX);
    expect(uri.html).toContain('Help desk of Globex');
    expect(uri.html).toContain(URI);
    expect(uri.html).not.toContain(STELLA);
    for (const what of ['block', 'unblock', 'password-link']) {
      const answer = await send(uri, member(STELLA, what), { organization: HELP_DESK_ORGANIZATION });
      expect(answer.headers.get('location')).toContain('done=not-here');
    }
    expect(isBlocked(STELLA)).toBe(false);
  });

  it('does not let an administrator log in to an organization that is not theirs', async () => {
    const uri = await loggedIn(URI, 'help-desk', HELP_DESK_ORGANIZATION);
    expect(uri.html).not.toContain('Help desk of Acme');
    expect(uri.status).toBe(403);
  });

  it('makes no path out of a user id', async () => {
    const ada = await loggedIn(ADA, 'help-desk', HELP_DESK_ORGANIZATION);
    for (const id of ['..%2F..%2Fclients', encodeURIComponent(`${idOf(STELLA)}/../${idOf(URI)}`), '%2e%2e']) {
      await send(ada, `/help-desk/members/${id}/block`);
    }
    expect([STELLA, URI].map(isBlocked)).toEqual([false, false]);
  });

  it('does nothing without a session, with a made-up one, or with the CSRF token of somebody else', async () => {
    const ada = await loggedIn(ADA, 'help-desk', HELP_DESK_ORGANIZATION);
    const stranger = userAgent();
    await stranger.open(`${tenant.http}/app`);
    await stranger.open(`${tenant.http}/app/log-in`);
    const csrfCookie = `gatehouse_csrf=${ada.cookies.get('gatehouse_csrf')}`;
    const fields = { _csrf: tokenOf(ada) };
    for (const cookie of [csrfCookie, `${csrfCookie}; gatehouse_sample_session=made-up`]) {
      const answer = await post(member(STELLA, 'block'), cookie, fields);
      expect(answer.status).toBe(302);
      expect(answer.headers.get('location')).toContain('/authorize?');
    }
    const otherToken = tokenOf(await loggedIn(URI));
    expect((await send(ada, member(STELLA, 'block'), { _csrf: otherToken })).status).toBe(403);
    expect((await send(ada, member(STELLA, 'block'), { _csrf: '' })).status).toBe(403);
    expect(isBlocked(STELLA)).toBe(false);
  });

  it('reads no form that is longer than any of its own', async () => {
    const ada = await loggedIn(ADA);
    expect((await send(ada, '/profile', { name: 'x'.repeat(70_000) })).status).toBe(413);
  });

  it('takes no user id, organization or metadata from a form', async () => {
    const uri = await loggedIn(URI);
    const before = tenant.user(ADA);
    await send(uri, '/profile', {
      name: 'Uri',
      user_id: before.user_id,
      email: 'taken@example.com',
      email_verified: 'true',
      'app_metadata[gatehouse_terms]': 'x',
      crm_id: '1',
      is_admin: 'true',
    });
    expect(tenant.user(ADA)).toEqual(before);
    expect(tenant.user(URI)).toMatchObject({ name: 'Uri', email: URI });
    expect(tenant.user(URI).user_metadata ?? {}).toEqual({});
    expect(tenant.user(URI).app_metadata).not.toHaveProperty('is_admin');
  });

  it('refuses an answer that belongs to no login begun here', async () => {
    const person = userAgent();
    await person.open(`${tenant.http}/app/callback?code=stolen&state=guessed`);
    expect(person.url.pathname).toBe('/u/login');
    expect(person.cookies.has('gatehouse_sample_session')).toBe(false);

    const answer = await fetch(`${tenant.http}/app/callback?code=stolen&state=guessed`, {
      headers: { cookie: `gatehouse_sample_login=${person.cookies.get('gatehouse_sample_login')}` },
      redirect: 'manual',
    });
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('does not fit a login');
    expect(answer.headers.getSetCookie().join()).not.toContain('gatehouse_sample_session=');
  });

  it('sends nobody to another site after a login', async () => {
    const person = userAgent();
    await person.open(`${tenant.http}/app/log-in?to=https://evil.example/`);
    await person.submit({ username: ADA, password: EXAMPLE_PASSWORD }, { form: 'password' });
    expect(person.url.href).toBe(`${tenant.http}/app/profile`);
  });

  it('changes no address to one that could not sign up', async () => {
    const ada = await loggedIn(ADA);
    tenant.config.policy.signup.blockedDomains.push('blocked.example');
    try {
      for (const email of ['me@mail.blocked.example', 'me@mailinator.com', 'me@evil.example\u202e']) {
        expect((await send(ada, '/profile/email', { email })).status).toBe(400);
      }
    } finally {
      tenant.config.policy.signup.blockedDomains.pop();
    }
    expect(tenant.user(ADA).app_metadata).not.toHaveProperty('sample_app_email_change');
  });

  it('takes an address over only with the token that its mailbox got, and only in time', async () => {
    const ada = await loggedIn(ADA);
    await send(ada, '/profile/email', { email: 'somebody.else@example.com' });
    const [mail] = tenant.tenant.store
      .collection<OutboxMessage>('outbox')
      .findBy('to', 'somebody.else@example.com');
    const token = /token=([\w-]+)/.exec(mail?.html ?? '')?.[1] ?? '';
    const key = 'sample_app_email_change';
    const pending = tenant.user(ADA).app_metadata?.[key] as Record<string, string>;
    for (const guess of ['', 'guess', pending.token_sha256 ?? '']) {
      expect((await send(ada, '/profile/email/confirm', { token: guess })).status).toBe(400);
    }
    const expired = { ...pending, expires_at: new Date(Date.now() - 1000).toISOString() };
    await patchUser(tenant.tenant, idOf(ADA), { app_metadata: { [key]: expired } });
    expect((await send(ada, '/profile/email/confirm', { token })).status).toBe(400);
    expect(tenant.user(ADA).email).toBe(ADA);
    await patchUser(tenant.tenant, idOf(ADA), { app_metadata: { [key]: null } });
  });

  it('ends the session of an administrator who is blocked', async () => {
    const ada = await loggedIn(ADA, 'help-desk', HELP_DESK_ORGANIZATION);
    await patchUser(tenant.tenant, idOf(ADA), { blocked: true });
    try {
      const answer = await send(ada, member(STELLA, 'block'));
      expect(answer.headers.get('location')).toBe('/app/log-in');
      expect(isBlocked(STELLA)).toBe(false);
      await ada.open(`${tenant.http}/app/profile`);
      expect(ada.html).not.toContain('Your profile</h1>');
    } finally {
      await patchUser(tenant.tenant, idOf(ADA), { blocked: false });
    }
  });

  it('lifts every kind of block at once, and none by a password link', async () => {
    const ada = await loggedIn(ADA, 'help-desk', HELP_DESK_ORGANIZATION);
    await send(ada, member(STELLA, 'block'));
    const blocks = tenant.tenant.store.collection('user-blocks');
    blocks.put(idOf(STELLA), { blocked_for: [{ identifier: STELLA, ip: '127.0.0.1' }] });
    const refused = await send(ada, member(STELLA, 'password-link'));
    expect(refused.headers.get('location')).toContain('done=unblock-first');
    expect(isBlocked(STELLA)).toBe(true);

    await send(ada, member(STELLA, 'unblock'));
    expect(isBlocked(STELLA)).toBe(false);
    expect(blocks.get(idOf(STELLA))).toBeUndefined();
  });

  it('shows nothing of the cause where the tenant fails', async () => {
    const ada = await loggedIn(ADA);
    const clients = tenant.tenant.store.collection<{ client_secret: string }>('clients');
    const grants = tenant.tenant.store.collection<{ id: string; client_id: string }>('client-grants');
    const own = grants.list().filter(({ client_id: id }) => id === 'gatehouse-sample-backend');
    for (const { id } of own) grants.delete(id);
    // A new secret makes the backend ask for a new token, which nobody grants any more.
    const web = clients.get('gatehouse-sample-web');
    if (web === undefined) throw new Error('the web application is seeded');
    clients.put('gatehouse-sample-web', { ...web, client_secret: 'rotated' });
    const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    try {
      await ada.open(`${tenant.http}/app/profile`);
      expect(ada.status).toBe(502);
      expect(ada.html).toContain('That did not work');
      expect(ada.html).not.toMatch(/grant|secret|audience/);
    } finally {
      stderr.mockRestore();
      for (const grant of own) grants.put(grant.id, grant);
      clients.put('gatehouse-sample-web', web);
    }
  });
});
