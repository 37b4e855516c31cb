import type { Browser } from 'playwright-core';
import { EXAMPLE_PASSWORD } from '../../scripts/local-tenant/seed';
import { describeInBrowser, inspect, launchBrowser, type Visit, visit } from '../support/browser';
import { type DeployedTenant, startDeployedTenant } from '../support/deployed-tenant';

/** Every page of the dashboard after a login that was suspended and resumed, as a person sees it. */
describeInBrowser('the dashboard in a browser', () => {
  let browser: Browser;
  let tenant: DeployedTenant;
  let person: Visit;

  beforeAll(async () => {
    browser = await launchBrowser();
    tenant = await startDeployedTenant();
    person = await visit(browser);
    const { page } = person;
    await page.goto(`${tenant.http}/app`);
    await page.getByRole('button', { name: 'Log in', exact: true }).click();
    await page.getByLabel('Email').fill('stella@example.com');
    await page.locator('input[type=password]').fill(EXAMPLE_PASSWORD);
    await page.getByRole('button', { name: 'Continue', exact: true }).click();
    await page.locator('input[name=terms]').check();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.locator('input[name=newsletter]').waitFor();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('Welcome, Stella Stale').waitFor();
  });
  afterAll(async () => {
    await person?.close();
    await browser?.close();
    await tenant?.close();
  });

  const open = (path: string) => person.page.goto(`${tenant.http}/dashboard${path}`);

  it.each([
    ['overview', ''],
    ['users', '/users'],
    ['logins', '/logins'],
    ['actions', '/actions'],
    ['action', '/actions/require-terms'],
    ['policy', '/policy'],
    ['outbox', '/outbox'],
    ['logs', '/logs'],
  ])('shows %s readable for everybody', async (name, path) => {
    await open(path);
    expect(await inspect(person.page, `dashboard-${name}`)).toEqual([]);
  });

  it('shows the login as a timeline: what each Action decided, wrote and saw, over both legs', async () => {
    const { page } = person;
    await open('/logins');
    await page.locator('tbody a').first().click();
    await page.getByRole('heading', { name: /^The login goes on/ }).waitFor();
    expect(await page.getByRole('heading', { level: 3 }).allTextContents()).toEqual([
      'require-verified-email',
      'require-terms',
      'require-terms',
      'enrich-profile',
    ]);
    await page.getByText('Metadata written: gatehouse_terms').click();
    await page.getByLabel('user.setAppMetadata').getByText('"method": "form"').waitFor();
    expect(await inspect(page, 'dashboard-login')).toEqual([]);
  });

  it('shows a text that people accept as they read it, with its hash', async () => {
    const { page } = person;
    await open('/policy');
    await page.getByRole('link', { name: 'de', exact: true }).last().click();
    await page.getByText('it was computed just now').waitFor();
    expect(await inspect(page, 'dashboard-text')).toEqual([]);
  });

  it('shows a user with stamps in words, and tries a login without changing anything', async () => {
    const { page } = person;
    await open('/users?search=stella');
    await page.getByRole('link', { name: 'Stella Stale' }).click();
    await page.getByText('version 2026-07-01 (number 2), shown in en, on the form at login.').waitFor();
    expect(await inspect(page, 'dashboard-user')).toEqual([]);

    const before = tenant.user('stella@example.com');
    await page.getByRole('link', { name: 'Try a login as this user' }).click();
    await page.getByLabel('Flow').selectOption('silent');
    await page.getByRole('button', { name: 'Try it' }).click();
    await page.getByText('The login would be allowed.').waitFor();
    expect(await inspect(page, 'dashboard-try-it')).toEqual([]);
    expect(tenant.user('stella@example.com')).toEqual(before);
  });

  it('shows an email whose link works', async () => {
    const { page } = person;
    await open('/users?search=uri');
    await page.getByRole('link', { name: 'Uri Unverified' }).click();
    await page.getByRole('button', { name: 'Send the verification email' }).click();
    await page.locator('tbody a').first().click();
    expect(await inspect(page, 'dashboard-email')).toEqual([]);
    await page.frameLocator('iframe').getByRole('link').first().click();
    await page.waitForURL(/\/u\/email-verification/);
    expect(tenant.user('uri@example.com').email_verified).toBe(true);
  });

  it('logs no error on the console and asks nothing of another machine', () => {
    expect(person.problems).toEqual([]);
  });
});
