import type { Browser } from 'playwright-core';
import { EXAMPLE_PASSWORD } from '../../scripts/local-tenant/seed';
import type { OutboxMessage } from '../../scripts/local-tenant/store';
import { patchUser } from '../../scripts/local-tenant/users';
import { describeInBrowser, inspect, launchBrowser, type Visit, visit } from '../support/browser';
import { type DeployedTenant, startDeployedTenant } from '../support/deployed-tenant';

const STELLA = 'stella@example.com';

/** Whole journeys through the shipped Actions with the real auth0-spa-js: what the app shows at each station. */
describeInBrowser('journeys through the sample app', () => {
  let browser: Browser;
  let tenant: DeployedTenant;
  let person: Visit;

  beforeAll(async () => {
    browser = await launchBrowser();
    tenant = await startDeployedTenant();
  });
  afterAll(async () => {
    await browser?.close();
    await tenant?.close();
  });
  beforeEach(async () => {
    // The browser itself reports a refresh that the tenant denies.
    person = await visit(browser, [/status of (403|500) .*\/oauth\/token/]);
  });
  afterEach(async () => {
    const { problems } = person;
    await person.close();
    expect(problems).toEqual([]);
  });

  const press = (name: string) => person.page.getByRole('button', { name, exact: true }).click();
  const says = (name: string) => person.page.getByRole('heading', { name }).waitFor();
  const textOf = (id: string) => person.page.locator(`#${id}`).textContent();
  const submit = () => person.page.locator('main form button[type=submit]').first().click();

  async function enter(email: string) {
    await person.page.getByLabel('Email').fill(email);
    await person.page.locator('input[type=password]').fill(EXAMPLE_PASSWORD);
  }
  async function logIn(email: string) {
    await person.page.goto(`${tenant.http}/app`);
    await press('Log in');
    await enter(email);
    await press('Continue');
  }
  async function status(): Promise<unknown> {
    const claims = JSON.parse((await textOf('id-token')) ?? '{}');
    return claims[`${tenant.config.policy.claims.namespace}/status`];
  }

  it('goes from sign-up over the link in the email to the claims', async () => {
    const { page } = person;
    const label = tenant.config.policy.terms.documents[0]?.versions.at(-1)?.label;
    await page.goto(`${tenant.http}/app`);
    await press('Sign up');
    await page.waitForURL(/\/u\/signup/);
    await enter('nora@example.com');
    await page.locator('input[name=ulp-terms]').check();
    await submit();
    await says('The email address has not been confirmed yet.');
    expect(await textOf('error-reason')).toBe('email_unverified');
    expect(await page.getByRole('button', { name: 'Log in', exact: true }).isVisible()).toBe(true);
    expect(await page.getByRole('button', { name: 'Log out', exact: true }).isVisible()).toBe(false);

    const [mail] = tenant.tenant.store
      .collection<OutboxMessage>('outbox')
      .findBy('to', 'nora@example.com')
      .filter(({ template }) => template === 'verify_email');
    await page.goto(/href="([^"]+)"/.exec(mail?.html ?? '')?.[1]?.replaceAll('&amp;', '&') ?? '');
    await page.getByText('Email verified').first().waitFor();

    await page.goto(`${tenant.http}/app`);
    await press('Log in');
    await says('Logged in.');
    expect(await status()).toMatchObject({ state: 'ok', email: 'verified', terms: { terms: 2 } });
    expect(tenant.user('nora@example.com').app_metadata?.gatehouse_terms).toMatchObject({
      label,
      method: 'signup',
    });
  });

  it('shows a refusal of the terms, then takes the acceptance', async () => {
    const { page } = person;
    await logIn(STELLA);
    await page.waitForURL(/\/u\/form/);
    await page.locator('input[name=declined]').check();
    await submit();
    await says('The terms were declined.');
    expect(await textOf('error-reason')).toBe('terms_declined');
    expect(await inspect(page, 'sample-app-terms-declined')).toEqual([]);

    await page.getByRole('link', { name: 'Your data' }).click();
    await says('Your profile');
    expect(await page.getByText('to be accepted again').isVisible()).toBe(true);
    await page.goto(`${tenant.http}/app`);
    await press('Log in');
    await page.waitForURL(/\/u\/form/);
    await page.locator('input[name=terms]').check();
    await submit();
    await page.locator('input[name=newsletter]').check();
    await submit();
    await says('Logged in.');
    expect(await status()).toMatchObject({ state: 'ok', terms: { terms: 2, newsletter: 1 } });
    expect(tenant.user(STELLA).app_metadata?.gatehouse_terms).toMatchObject({ method: 'form' });
  });

  it('refreshes the tokens, until the terms are due again', async () => {
    await logIn(STELLA);
    await says('Logged in.');
    const first = JSON.parse((await textOf('access-token')) ?? '{}');
    await press('Refresh the tokens');
    await says('The refresh token brought new tokens.');
    expect(JSON.parse((await textOf('access-token')) ?? '{}').sub).toBe(first.sub);

    const { user_id: id, app_metadata } = tenant.user(STELLA);
    await patchUser(tenant.tenant, id, { app_metadata: { gatehouse_terms: null } });
    await press('Refresh the tokens');
    await says('The current terms have not been accepted.');
    expect(await textOf('error-reason')).toBe('terms_required');
    await patchUser(tenant.tenant, id, { app_metadata: app_metadata ?? {} });
  });
});
