import { EXAMPLE_PASSWORD, HELP_DESK_ORGANIZATION } from '../../scripts/local-tenant/seed';
import type { LogEntry, OutboxMessage } from '../../scripts/local-tenant/store';
import { patchUser } from '../../scripts/local-tenant/users';
import { type DeployedTenant, startDeployedTenant } from '../support/deployed-tenant';
import { type UserAgent, userAgent } from '../support/user-agent';

describe('the help desk', () => {
  let tenant: DeployedTenant;
  let ada: UserAgent;

  beforeAll(async () => {
    tenant = await startDeployedTenant();
    ada = await loggedIn('ada@example.com');
  });
  afterAll(() => tenant.close());

  async function loggedIn(email: string): Promise<UserAgent> {
    const person = userAgent();
    await person.open(`${tenant.http}/app/log-in?to=help-desk&organization=${HELP_DESK_ORGANIZATION}`);
    await person.submit({ username: email, password: EXAMPLE_PASSWORD }, { form: 'password' });
    return person;
  }

  const blocked = (email: string) => tenant.user(email).blocked === true;
  const csrf = (agent: UserAgent) => /name="_csrf" value="([^"]+)"/.exec(agent.html)?.[1] ?? '';
  const post = (agent: UserAgent, path: string, fields: Record<string, string> = {}) =>
    fetch(`${tenant.http}/app/help-desk${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie: [...agent.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      body: new URLSearchParams({ _csrf: csrf(agent), ...fields }),
    });
  const member = (email: string, what: string) =>
    `/members/${encodeURIComponent(tenant.user(email).user_id)}/${what}`;

  it('shows an administrator the people of the organization and nobody else', async () => {
    expect(ada.url.pathname).toBe('/app/help-desk');
    expect(ada.html).toContain('Help desk of Acme');
    expect(ada.html).toContain('stella@example.com');
    expect(ada.html).not.toContain('uri@example.com');
  });

  it('blocks and unblocks a member', async () => {
    expect((await post(ada, member('stella@example.com', 'block'))).headers.get('location')).toContain(
      'done=blocked',
    );
    expect(blocked('stella@example.com')).toBe(true);
    await post(ada, member('stella@example.com', 'unblock'));
    expect(blocked('stella@example.com')).toBe(false);
  });

  it('leaves behind who did it: in the tenant log the application, with the user the administrator', async () => {
    await post(ada, member('stella@example.com', 'unblock'));
    expect(tenant.user('stella@example.com').app_metadata?.sample_app_help_desk).toEqual({
      act: 'unblocked',
      by: tenant.user('ada@example.com').user_id,
      organization_id: HELP_DESK_ORGANIZATION,
      at: expect.any(String),
    });
    const calls = tenant.tenant.store
      .collection<LogEntry>('logs')
      .list()
      .filter(({ type, client_id: client }) => type === 'sapi' && client === 'gatehouse-help-desk')
      .map(({ description }) => description);
    expect(calls).toEqual(
      expect.arrayContaining(['PATCH /api/v2/users/:id', 'DELETE /api/v2/user-blocks/:id']),
    );
  });

  it('speaks the language that the administrator has chosen', async () => {
    const { user_id: id } = tenant.user('ada@example.com');
    await patchUser(tenant.tenant, id, { user_metadata: { language: 'de' } });
    await ada.open(`${tenant.http}/app/help-desk?done=blocked`);
    expect(ada.html).toMatch(
      /<html lang="de">.*Helpdesk von Acme.*Diese Person kann sich nicht mehr anmelden/s,
    );
    expect(ada.html).toContain('aria-label="Stella Stale sperren"');
    await patchUser(tenant.tenant, id, { user_metadata: { language: null } });
    await ada.open(`${tenant.http}/app/help-desk`);
  });

  it('does nothing to people of another organization, of two organizations, or to oneself', async () => {
    for (const email of ['uri@example.com', 'ada@example.com']) {
      const answer = await post(ada, member(email, 'block'));
      expect(answer.headers.get('location')).toMatch(/done=(not-here|yourself)/);
      expect(blocked(email)).toBe(false);
    }
    const both = `org_gatehouseglobex0:${tenant.user('stella@example.com').user_id}`;
    const members = tenant.tenant.store.collection('organization-members');
    members.put(both, {
      organization_id: 'org_gatehouseglobex0',
      user_id: tenant.user('stella@example.com').user_id,
    });
    await post(ada, member('stella@example.com', 'block'));
    expect(blocked('stella@example.com')).toBe(false);
    members.delete(both);
  });

  it('sends a password link to the person, and has no way to set a password', async () => {
    await post(ada, member('stella@example.com', 'password-link'));
    const mail = tenant.tenant.store
      .collection<OutboxMessage>('outbox')
      .findBy('to', 'stella@example.com')
      .at(-1);
    expect(mail?.template).toBe('reset_email');
    expect(ada.html).not.toMatch(/type="password"/);
  });

  it('invites an address to this organization', async () => {
    await post(ada, '/invite', { email: 'New.Person@example.com', organization: 'org_gatehouseglobex0' });
    const [invitation] = tenant.tenant.store.collection('organization-invitations').list();
    expect(invitation).toMatchObject({
      organization_id: HELP_DESK_ORGANIZATION,
      invitee: { email: 'new.person@example.com' },
    });
    await ada.open(`${tenant.http}/app/help-desk`);
    expect(ada.html).toContain('new.person@example.com');
    const mail = tenant.tenant.store
      .collection<OutboxMessage>('outbox')
      .findBy('to', 'new.person@example.com');
    expect(mail.map(({ template }) => template)).toEqual(['user_invitation']);
    await ada.submit({ email: 'nonsense' }, { form: 'email' });
    expect(ada.html).toContain('This is not an email address that can be invited.');
    expect(ada.html).toContain('value="nonsense"');
    await ada.open(ada.url.href);
    expect(ada.url.pathname).toBe('/app/help-desk');
  });

  it('refuses members without the role, at once when it is taken away', async () => {
    const stella = await loggedIn('stella@example.com');
    expect(stella.status).toBe(403);
    expect(stella.html).not.toContain('ada@example.com');
    expect((await post(stella, member('ada@example.com', 'block'))).status).toBe(403);

    const key = `${HELP_DESK_ORGANIZATION}:${tenant.user('ada@example.com').user_id}`;
    const members = tenant.tenant.store.collection<{ roles: string[] }>('organization-members');
    const own = members.get(key);
    if (!own) throw new Error('Ada is a member');
    members.put(key, { ...own, roles: [] });
    await ada.open(`${tenant.http}/app/help-desk`);
    expect(ada.status).toBe(403);
    members.put(key, own);
  });

  it('refuses a login that names no organization, and forms without the CSRF token', async () => {
    const plain = userAgent();
    await plain.open(`${tenant.http}/app/help-desk`);
    await plain.submit({ username: 'ada@example.com', password: EXAMPLE_PASSWORD }, { form: 'password' });
    expect(plain.status).toBe(403);
    expect(plain.html).toContain('Log in to the organization');
    expect((await post(ada, member('stella@example.com', 'block'), { _csrf: 'wrong' })).status).toBe(403);
    expect(blocked('stella@example.com')).toBe(false);
  });
});
