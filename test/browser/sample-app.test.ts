import type { Browser } from 'playwright-core';
import { EXAMPLE_PASSWORD } from '../../scripts/local-tenant/seed';
import { describeInBrowser, inspect, launchBrowser, type Visit, visit } from '../support/browser';
import { type DeployedTenant, startDeployedTenant } from '../support/deployed-tenant';

/** The app as a person uses it: the real auth0-spa-js, the profile page, the help desk. */
describeInBrowser('the sample app in a browser', () => {
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
    person = await visit(browser);
  });
  afterEach(async () => {
    const { problems } = person;
    await person.close();
    expect(problems).toEqual([]);
  });

  const press = (name: string) => person.page.getByRole('button', { name, exact: true }).click();

  async function logIn(email: string, path = '/app') {
    await person.page.goto(tenant.http + path);
    if (path === '/app') await press('Log in');
    await person.page.getByLabel('Email').fill(email);
    await person.page.locator('input[type=password]').fill(EXAMPLE_PASSWORD);
    await press('Continue');
  }

  it('logs in, shows the claims of both tokens, stays logged in, and logs out', async () => {
    const { page } = person;
    await page.goto(`${tenant.http}/app`);
    await page.getByText('You are not logged in.').waitFor();
    expect(await inspect(page, 'sample-app-logged-out')).toEqual([]);

    await press('Try a silent login');
    await page.getByRole('heading', { name: 'There is no session at the tenant.' }).waitFor();
    expect(await page.locator('#error-code').textContent()).toBe('login_required');

    await logIn('ada@example.com');
    await page.getByText('Logged in.').waitFor();
    await page.getByText('Terms: in order.').waitFor();
    const idToken = JSON.parse((await page.locator('#id-token').textContent()) ?? '{}');
    expect(idToken[`${tenant.config.policy.claims.namespace}/status`]).toMatchObject({ state: 'ok' });
    expect(JSON.parse((await page.locator('#access-token').textContent()) ?? '{}').aud).toContain(
      'https://api.gatehouse.example',
    );
    expect(new URL(page.url()).search).toBe('');
    expect(await inspect(page, 'sample-app-logged-in')).toEqual([]);

    await page.reload();
    await page.getByText('Still logged in').waitFor();
    await press('Log in silently again');
    await page.getByText('Silent login succeeded').waitFor();

    await press('Log out');
    await page.getByText('You are not logged in.').waitFor();
    expect(await page.locator('#tokens').isVisible()).toBe(false);
  });

  it('shows why a login was denied, and what an app does then', async () => {
    const { page } = person;
    await logIn('uri@example.com');
    await page.getByText('The login was denied.').waitFor();
    expect(await page.locator('#error-code').textContent()).toBe('access_denied');
    expect(await page.locator('#error-description').textContent()).toMatch(/^email_unverified: /);
    expect(await page.locator('#error-reason').textContent()).toBe('email_unverified');
    expect(await inspect(page, 'sample-app-denied')).toEqual([]);
  });

  it('is told to show a page where the terms are due and the login is silent', async () => {
    const { page } = person;
    await logIn('stella@example.com');
    await page.locator('input[name=terms]').waitFor();
    await page.goto(`${tenant.http}/app`);
    await press('Try a silent login');
    await page.getByRole('heading', { name: 'The tenant has to show a page' }).waitFor();
    expect(await page.locator('#error-code').textContent()).toBe('interaction_required');
  });

  it('shows the profile page, usable without a script', async () => {
    const { page } = person;
    await logIn('ada@example.com', '/app/profile');
    await page.getByRole('heading', { name: 'Your profile' }).waitFor();
    await page.getByLabel('Language').selectOption('de');
    await press('Save');
    await page.getByText('Saved.').waitFor();
    expect(await inspect(page, 'sample-app-profile')).toEqual([]);
    expect(await page.locator('script').count()).toBe(0);

    await page.getByLabel('New address').fill('ada.next@example.com');
    await press('Change the address');
    await page.getByText('A link was sent to').waitFor();
    expect(await inspect(page, 'sample-app-profile-address-pending')).toEqual([]);
    await press('Log out');
    await page.getByText('You are not logged in.').waitFor();
  });

  it('shows the help desk to an administrator, and a way in to everybody else', async () => {
    const { page } = person;
    await logIn('ada@example.com', '/app/profile');
    await page.goto(`${tenant.http}/app/help-desk`).catch(() => undefined);
    await page.getByText('for administrators of an organization').waitFor();
    expect(await inspect(page, 'sample-app-help-desk-closed')).toEqual([]);
    person.problems.length = 0;

    await page.getByRole('link', { name: 'Log in to the organization' }).click();
    await page.getByRole('heading', { name: 'Help desk of Acme' }).waitFor();
    await page.getByLabel('Email address').fill('new@example.com');
    await press('Send the invitation');
    await page.getByText('The invitation is on its way.').waitFor();
    expect(await inspect(page, 'sample-app-help-desk')).toEqual([]);
  });
});
