import { type AddressInfo, createServer, type Socket } from 'node:net';
import { EXAMPLE_PASSWORD, SEEDED_CLIENTS } from '../../scripts/local-tenant/seed';
import type { Client, LoginRecord, OutboxMessage } from '../../scripts/local-tenant/store';
import { patchUser } from '../../scripts/local-tenant/users';
import { type DeployedTenant, startDeployedTenant } from '../support/deployed-tenant';
import { userAgent } from '../support/user-agent';

const EMAIL = 'uri@example.com';

/** The built Action in its sandbox, over TLS to the tenant's own token endpoint and Management API. */
describe('sending the verification email again', () => {
  let tenant: DeployedTenant;
  /** Takes connections and never says a word. */
  const silent = createServer((socket) => connections.push(socket));
  const connections: Socket[] = [];

  beforeAll(async () => {
    await new Promise<void>((resolve) => silent.listen(0, resolve));
    tenant = await startDeployedTenant({ email: { resend: { everyMinutes: 10, perDay: 5 } } });
  }, 60_000);
  afterAll(async () => {
    for (const socket of connections) socket.destroy();
    silent.close();
    await tenant?.close();
  });

  /** What the Action finds in its secrets, as the Deploy CLI would have put them. */
  function giveSecrets(domain: string, secret = clientSecret()): void {
    const values = {
      RESEND_DOMAIN: domain,
      RESEND_CLIENT_ID: SEEDED_CLIENTS.resend,
      RESEND_CLIENT_SECRET: secret,
    };
    tenant.tenant.store.collection('action-secrets').put('version_require-verified-email', { values });
  }

  async function logIn(): Promise<string | null> {
    const agent = userAgent({ stopAt: `${tenant.http}/app` });
    const url = new URL(`${tenant.http}/authorize`);
    url.search = new URLSearchParams({
      client_id: SEEDED_CLIENTS.sampleApp,
      redirect_uri: `${tenant.http}/app`,
      response_type: 'code',
      scope: 'openid',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
    }).toString();
    await agent.open(url);
    await agent.submit({ username: EMAIL, password: EXAMPLE_PASSWORD }, { form: 'password' });
    return agent.url.searchParams.get('error_description');
  }

  const store = () => tenant.tenant.store;
  const clientSecret = () =>
    store().collection<Client>('clients').get(SEEDED_CLIENTS.resend)?.client_secret ?? '';
  const mails = () =>
    store()
      .collection<OutboxMessage>('outbox')
      .findBy('to', EMAIL)
      .filter(({ template }) => template === 'verify_email');
  const throttle = () => tenant.user(EMAIL).app_metadata?.gatehouse_resend;
  const forgetThrottle = () =>
    patchUser(tenant.tenant, tenant.user(EMAIL).user_id, { app_metadata: { gatehouse_resend: null } });

  /** What the Action logged of the last login, and all that is kept of it. */
  function lastLogin() {
    const kept = JSON.stringify(store().collection<LoginRecord>('logins').newest(1));
    const [login] = JSON.parse(kept) as [{ legs: [{ actions: [{ logs: [string] }] }] }];
    return { line: JSON.parse(login.legs[0].actions[0].logs[0]) as Record<string, unknown>, kept };
  }

  it.each([
    ['a wrong secret', () => giveSecrets(new URL(tenant.https).host, 'wrong')],
    ['a domain where nobody answers', () => giveSecrets('localhost:1')],
    ['an endpoint that hangs', () => giveSecrets(`localhost:${(silent.address() as AddressInfo).port}`)],
  ])('still denies with %s, tells nobody what went wrong, and counts the attempt', async (_, prepare) => {
    await forgetThrottle();
    const sent = mails().length;
    prepare();
    expect(await logIn()).toBe(`email_unverified: ${tenant.config.policy.messages.en?.email_unverified}`);
    expect(lastLogin().line).toMatchObject({ d: 'deny', r: 'email_unverified', s: 'failed' });
    expect(lastLogin().line).not.toHaveProperty('e');
    expect(mails()).toHaveLength(sent);
    expect(throttle()).toMatchObject({ count: 1 });
  });

  it('sends one mail, whose link verifies the address, and waits before it sends the next', async () => {
    await forgetThrottle();
    giveSecrets(new URL(tenant.https).host);
    expect(await logIn()).toMatch(/^email_unverified: /);
    expect(lastLogin().line).toMatchObject({ a: 'require-verified-email', d: 'deny', s: 'sent' });
    expect(lastLogin().kept).not.toContain(clientSecret());
    expect(mails()).toHaveLength(1);
    expect(throttle()).toEqual({ at: expect.any(String), since: expect.any(String), count: 1 });

    const before = throttle();
    expect(await logIn()).toMatch(/^email_unverified: /);
    expect(lastLogin().line).not.toHaveProperty('s');
    expect([mails().length, throttle()]).toEqual([1, before]);

    const link = /href="([^"]+)"/.exec(mails()[0]?.html ?? '')?.[1]?.replaceAll('&amp;', '&');
    const mailbox = userAgent();
    await mailbox.open((link ?? '').replace(tenant.https, tenant.http));
    expect(tenant.user(EMAIL).email_verified).toBe(true);
  });
});
