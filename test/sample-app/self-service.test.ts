import { EXAMPLE_PASSWORD } from '../../scripts/local-tenant/seed';
import type { OutboxMessage } from '../../scripts/local-tenant/store';
import { type DeployedTenant, startDeployedTenant } from '../support/deployed-tenant';
import { type UserAgent, userAgent } from '../support/user-agent';

const ADA = 'ada@example.com';

describe('the profile page', () => {
  let tenant: DeployedTenant;
  let agent: UserAgent;
  const profile = () => `${tenant.http}/app/profile`;
  const outbox = (to: string) => tenant.tenant.store.collection<OutboxMessage>('outbox').findBy('to', to);

  beforeAll(async () => {
    tenant = await startDeployedTenant();
  });
  afterAll(() => tenant.close());
  beforeEach(async () => {
    agent = await loggedIn(ADA);
  });

  async function loggedIn(email: string): Promise<UserAgent> {
    const person = userAgent();
    await person.open(profile());
    await person.submit({ username: email, password: EXAMPLE_PASSWORD }, { form: 'password' });
    return person;
  }

  it('asks for a login first, and comes back to itself', async () => {
    expect(agent.url.pathname).toBe('/app/profile');
    expect(agent.html).toContain('Ada Fine');
  });
});
