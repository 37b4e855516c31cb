import { request } from 'node:http';
import { parse } from 'yaml';
import type { ActionVersion } from '../../../scripts/local-tenant/store';
import { patchUser } from '../../../scripts/local-tenant/users';
import { PROJECT_ROOT } from '../../../scripts/project-root';
import { closeSimulations, simulate } from '../../../scripts/simulation';
import { type DeployedTenant, startDeployedTenant } from '../../support/deployed-tenant';
import { type UserAgent, userAgent } from '../../support/user-agent';

const SCRIPT = '<script>alert(1)</script>';

describe('the dashboard', () => {
  let tenant: DeployedTenant;
  let agent: UserAgent;
  let dashboard: string;

  beforeAll(async () => {
    tenant = await startDeployedTenant();
    dashboard = `${tenant.http}/dashboard`;
  });
  afterAll(() => tenant.close());
  beforeEach(() => {
    agent = userAgent();
  });

  const pageOf = (email: string) => `${dashboard}/users/${encodeURIComponent(tenant.user(email).user_id)}`;

  it.each(['', '/users', '/logins', '/actions', '/policy', '/outbox', '/logs'])(
    'shows %s with headers that let nothing inline run and nobody frame it',
    async (path) => {
      const response = await fetch(dashboard + path);
      expect(response.status).toBe(200);
      const policy = response.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toContain('unsafe-inline');
      expect(response.headers.get('cache-control')).toBe('no-store');
    },
  );

  it.each([
    ['/dashboard/', '/dashboard'],
    ['/dashboard/users/?search=ada', '/dashboard/users?search=ada'],
    ['/app/?x=1', '/app?x=1'],
    ['/app/profile/', '/u/login'],
  ])('takes %s for the page without the slash', async (from, to) => {
    await agent.open(tenant.http + from);
    expect(agent.url.pathname + (to.startsWith('/u/') ? '' : agent.url.search)).toBe(to);
  });

  it('says on a page of its own that an address leads nowhere', async () => {
    for (const path of ['/dashboard/nope', '/app/nope']) {
      await agent.open(tenant.http + path);
      expect(agent.status).toBe(404);
      expect(agent.html).toContain('<h1>Not found</h1>');
    }
  });

  it.each(['/nope', '/dashboard/nope', '/dashboard/outbox/nope/body', '/app/nope', '/u/login'])(
    'guards the answer that %s leads nowhere like a page',
    async (path) => {
      const { status, headers } = await fetch(tenant.http + path);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    },
  );

  it('has an icon where browsers look for one', async () => {
    const icon = await fetch(`${tenant.http}/favicon.ico`);
    expect(icon.status).toBe(200);
    expect(icon.headers.get('content-type')).toBe('image/svg+xml');
  });

  it('refuses requests for a name that is not this machine', async () => {
    const { hostname, port } = new URL(tenant.http);
    const status = await new Promise((resolve, reject) => {
      request(
        { hostname, port, path: '/dashboard/users', headers: { host: `rebound.example:${port}` } },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      )
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });

  it('shows HTML in every stored field as text', async () => {
    const user = tenant.user('ada@example.com');
    const users = tenant.tenant.store.collection('users');
    users.put('auth0|html', {
      ...user,
      user_id: 'auth0|html',
      email: `${SCRIPT}@example.com`,
      name: SCRIPT,
      nickname: SCRIPT,
      user_metadata: { note: SCRIPT },
      app_metadata: {
        gatehouse_terms: {
          state: 'accepted',
          label: SCRIPT,
          method: SCRIPT,
          locale: SCRIPT,
          history: [{ state: SCRIPT }],
        },
      },
    });
    tenant.tenant.store.collection('outbox').put('m1', {
      id: 'm1',
      to: SCRIPT,
      from: SCRIPT,
      subject: SCRIPT,
      html: SCRIPT,
      template: SCRIPT,
      created_at: new Date().toISOString(),
    });
    for (const path of [
      '/users',
      '/users/auth0%7Chtml',
      '/users/auth0%7Chtml/try?client=x',
      '/outbox',
      '/outbox/m1',
    ]) {
      const html = await (await fetch(dashboard + path)).text();
      expect(html).toContain('&lt;script&gt;');
      expect(html).not.toContain(SCRIPT);
    }
    users.delete('auth0|html');
    const body = await fetch(`${dashboard}/outbox/m1/body`);
    expect(body.headers.get('content-security-policy')).toMatch(/default-src 'none';.*sandbox/);
  });

  it('changes nothing for a form without the token of its page', async () => {
    const response = await fetch(`${pageOf('ada@example.com')}/block`, {
      method: 'POST',
      body: new URLSearchParams(),
    });
    expect(response.status).toBe(403);
    expect(tenant.user('ada@example.com').blocked).not.toBe(true);
  });

  it('finds users, blocks and unblocks them, marks an address as verified', async () => {
    await agent.open(`${dashboard}/users?search=URI%40`);
    expect(agent.html).toContain('uri@example.com');
    expect(agent.html).not.toContain('ada@example.com');

    const page = pageOf('uri@example.com');
    await agent.open(page);
    await agent.submit({}, { action: `${new URL(page).pathname}/block` });
    expect(tenant.user('uri@example.com').blocked).toBe(true);
    await agent.submit({}, { action: `${new URL(page).pathname}/unblock` });
    expect(tenant.user('uri@example.com').blocked).toBe(false);
    await agent.submit({}, { action: `${new URL(page).pathname}/verify` });
    expect(tenant.user('uri@example.com').email_verified).toBe(true);
  });

  it('saves metadata, removes keys that were taken out, and keeps what was entered where it is wrong', async () => {
    const page = pageOf('ada@example.com');
    await agent.open(page);
    await agent.submit(
      { app_metadata: '{"crm_id": "C-1"}', user_metadata: '{"language": "de"}' },
      { form: 'app_metadata' },
    );
    expect(tenant.user('ada@example.com')).toMatchObject({
      app_metadata: { crm_id: 'C-1' },
      user_metadata: { language: 'de' },
    });
    expect(tenant.user('ada@example.com').app_metadata).not.toHaveProperty('gatehouse_terms');

    await agent.submit({ app_metadata: '{"crm_id": ', user_metadata: '[]' }, { form: 'app_metadata' });
    expect(agent.status).toBe(400);
    expect(agent.html).toContain('Nothing was saved.');
    expect(agent.html).toContain('{&quot;crm_id&quot;: ');
    await agent.open(agent.url.href);
    expect([agent.status, agent.url.href]).toEqual([200, page]);
    expect(tenant.user('ada@example.com').app_metadata).toEqual({ crm_id: 'C-1' });
  });

  it('explains a stamp in words and checks its text against the registry', async () => {
    await agent.open(pageOf('stella@example.com'));
    expect(agent.html).toContain('Accepted “terms”, version 2026-01-01 (number 1)');
    expect(agent.html).toContain('a newer version is required');
    expect(agent.html).toContain('the text is the registered one');
    const [document] = tenant.config.policy.terms.documents;
    const sha256 = document?.versions[0]?.texts.en?.sha256 ?? '';
    await agent.open(`${dashboard}/policy/texts/${sha256}`);
    expect(agent.html).toContain(sha256);
    expect(agent.html).toMatch(/<article class="document" lang="en"><h2>/);
  });

  it('tells the policy in words: what has to be accepted since when, and what is only offered', async () => {
    await agent.open(`${tenant.http}/dashboard/policy`);
    expect(agent.html).toContain('“terms” is a contract: version 2026-07-01, in force since 2026-07-01');
    expect(agent.html).toContain('may be consented to. The form for other documents offers it.');
    expect(agent.html).toContain('Exempt applications: gatehouse-sample-web.');
  });

  it('compares any two versions of an Action, code as text', async () => {
    const { store } = tenant.tenant;
    const versions = store.collection<ActionVersion>('action-versions');
    const first = versions.get('version_require-terms');
    if (!first) throw new Error('the Action is deployed');
    versions.put('second', { ...first, id: 'second', number: 2, code: `${first.code}// ${SCRIPT}\n` });
    versions.put('third', { ...first, id: 'third', number: 3, code: first.code });

    await agent.open(`${dashboard}/actions/require-terms?since=1&version=2`);
    expect(agent.html).toContain('What changed from version 1 to 2');
    expect(agent.html).toContain('<span class="line added">+// &lt;script&gt;');
    await agent.open(`${dashboard}/actions/require-terms?since=1&version=3`);
    expect(agent.html).toContain('The code is the same, byte for byte.');
    for (const id of ['second', 'third']) versions.delete(id);
  });

  it('names log types in words and filters by type and text', async () => {
    const logs = tenant.tenant.store.collection('logs');
    const date = new Date().toISOString();
    logs.put('l1', { _id: 'l1', log_id: 'l1', date, type: 'fp', user_name: 'first@example.com' });
    logs.put('l2', { _id: 'l2', log_id: 'l2', date, type: 'slo', user_name: 'second@example.com' });
    await agent.open(`${dashboard}/logs?type=fp`);
    expect(agent.html).toContain('Failed Login (incorrect password)');
    expect(agent.html).toContain('first@example.com');
    expect(agent.html).not.toContain('second@example.com');
    await agent.open(`${dashboard}/logs?text=SECOND`);
    expect(agent.html).not.toContain('first@example.com');
    for (const id of ['l1', 'l2']) logs.delete(id);
  });

  it('tries a login as a user without changing anything', async () => {
    const before = tenant.user('stella@example.com');
    const client = 'gatehouse-sample-app';
    const connection = 'Username-Password-Authentication';
    const tryIt = (query: Record<string, string>) =>
      `${pageOf('stella@example.com')}/try?${new URLSearchParams({ client, connection, ...query })}`;

    await agent.open(tryIt({ flow: 'browser' }));
    expect(agent.html).toContain('The login would ask on a form.');
    await agent.open(tryIt({ flow: 'silent' }));
    expect(agent.html).toContain('The login would need a page: interaction_required.');
    await agent.open(tryIt({ flow: 'refresh' }));
    expect(agent.html).toContain('terms_required');
    await agent.open(tryIt({ flow: 'refresh', now: '2026-07-15T12:00' }));
    expect(agent.html).toContain('The login would be allowed.');
    await agent.open(tryIt({ flow: 'refresh', mode: 'report' }));
    expect(agent.html).toContain('report only');
    expect(tenant.user('stella@example.com')).toEqual(before);
  });

  it('gives what was tried as a scenario file, with which simulate comes to the same', async () => {
    const choices: Record<string, string>[] = [
      { flow: 'browser' },
      { flow: 'silent' },
      { flow: 'refresh' },
      { flow: 'refresh', now: '2026-07-15T12:00' },
      { flow: 'browser', mode: 'report' },
      { flow: 'browser', connection: 'acme-azure' },
    ];
    for (const choice of choices) {
      const query = new URLSearchParams({
        client: 'gatehouse-sample-app',
        connection: 'Username-Password-Authentication',
        ...choice,
      });
      const page = `${pageOf('stella@example.com')}/try?${query}`;
      await agent.open(page);
      const shown = /The login would ([^.]+)\./.exec(agent.html)?.[1];
      const decided = [...agent.html.matchAll(/<h3>([^<]+)<\/h3>/g)].map(([, name]) => name);
      await agent.open(`${page}&export=yes`);
      const result = await simulate(parse(agent.html), { root: PROJECT_ROOT });
      expect({ choice, shown, decided }).toEqual({
        choice,
        shown: {
          allow: 'be allowed',
          prompt: 'ask on a form',
          deny: 'be denied',
          interaction_required: 'need a page: interaction_required',
        }[String(result.outcome)],
        decided: result.actions.map(({ name }) => name),
      });
    }
    await closeSimulations();
  });

  it('does not let an old page undo what a login has stamped meanwhile', async () => {
    const page = pageOf('stella@example.com');
    await agent.open(page);
    await patchUser(tenant.tenant, tenant.user('stella@example.com').user_id, {
      app_metadata: { gatehouse_terms: { state: 'accepted', sequence: 2 } },
    });
    await agent.submit({ user_metadata: '{"language": "en"}' }, { form: 'app_metadata' });
    expect(agent.status).toBe(400);
    expect(agent.html).toContain('It changed since you opened this page');
    expect(tenant.user('stella@example.com')).toMatchObject({
      app_metadata: { gatehouse_terms: { sequence: 2 } },
    });
    expect(tenant.user('stella@example.com').user_metadata ?? {}).toEqual({});
  });

  it('asks before it deletes a user, and says so afterwards', async () => {
    const { user_id: id } = tenant.user('stella@example.com');
    const page = pageOf('stella@example.com');
    await agent.open(`${page}/delete`);
    expect(agent.html).toContain('This cannot be undone.');
    expect(tenant.user('stella@example.com').user_id).toBe(id);
    await agent.submit({}, { action: `${new URL(page).pathname}/delete` });
    expect(agent.html).toContain('The user was deleted.');
    expect(agent.url.pathname).toBe('/dashboard/users');
    expect(tenant.tenant.store.collection('users').get(id)).toBeUndefined();
  });
});
