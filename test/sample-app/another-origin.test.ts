import { Hono } from 'hono';
import { EXAMPLE_PASSWORD, SEEDED_CLIENTS, sampleBackend } from '../../scripts/local-tenant/seed';
import { type Listener, listen } from '../../scripts/local-tenant/server';
import type { Client } from '../../scripts/local-tenant/store';
import { createSampleApp, type SampleAppBackend } from '../../scripts/sample-app';
import { type DeployedTenant, startDeployedTenant } from '../support/deployed-tenant';
import { userAgent } from '../support/user-agent';

/** As with a real tenant: the app on an origin of its own, the tenant reached over the network. */
describe('the sample app beside its tenant', () => {
  let tenant: DeployedTenant;
  let listener: Listener;
  let app: string;

  beforeAll(async () => {
    tenant = await startDeployedTenant();
    const local = sampleBackend(tenant.tenant, tenant.config.policy, () => new Response());
    if (!local) throw new Error('the backend is seeded');
    const { fetch: _withinTheProcess, sendMail: _outbox, ...backend }: SampleAppBackend = local;
    const sample = createSampleApp({
      issuerBaseUrl: tenant.http,
      clientId: SEEDED_CLIENTS.sampleApp,
      claimsNamespace: tenant.config.policy.claims.namespace,
      backend: () => backend,
    });
    const root = new Hono().route('/app', sample);
    listener = await listen((request, bindings) => root.fetch(request, bindings), { port: 0 });
    app = `http://localhost:${listener.port}/app`;
    const clients = tenant.tenant.store.collection<Client>('clients');
    const web = clients.get(SEEDED_CLIENTS.sampleWeb);
    if (!web) throw new Error('the web application is seeded');
    clients.put(web.client_id, { ...web, callbacks: [`${app}/callback`] });
  });
  afterAll(async () => {
    await listener?.close();
    await tenant?.close();
  });

  it('logs in at the tenant and calls its Management API', async () => {
    const person = userAgent();
    await person.open(`${app}/profile`);
    expect(person.url.origin).toBe(tenant.http);
    await person.submit({ username: 'ada@example.com', password: EXAMPLE_PASSWORD }, { form: 'password' });
    expect(person.url.href).toBe(`${app}/profile`);
    await person.submit({ given_name: 'Ada' }, { form: 'given_name' });
    expect(tenant.user('ada@example.com').given_name).toBe('Ada');
  });

  it('does not offer to change the address where it cannot send mail', async () => {
    const person = userAgent();
    await person.open(`${app}/profile`);
    await person.submit({ username: 'ada@example.com', password: EXAMPLE_PASSWORD }, { form: 'password' });
    expect(person.html).toContain('This app cannot send mail');
    expect(person.html).not.toContain('name="email"');
  });

  it('lets its sign-in page talk to the tenant and to nobody else', async () => {
    const response = await fetch(app);
    expect(response.headers.get('content-security-policy')).toContain(`connect-src 'self' ${tenant.http};`);
    expect(await response.text()).toContain(`data-issuer="${tenant.http}"`);
  });
});
