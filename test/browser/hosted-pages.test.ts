import type { Browser } from 'playwright-core';
import { EXAMPLE_PASSWORD } from '../../scripts/local-tenant/seed';
import type { OutboxMessage } from '../../scripts/local-tenant/store';
import { describeInBrowser, inspect, launchBrowser, type Visit, visit } from '../support/browser';
import { type DeployedTenant, startDeployedTenant } from '../support/deployed-tenant';

/** The pages on which people sign up, log in, accept and reset, in both languages. */
describeInBrowser('the hosted pages in a browser', () => {
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
    expect(person.problems).toEqual([]);
    await person.close();
  });

  async function openApp(language = 'en') {
    await person.page.goto(`${tenant.http}/app`);
    await person.page.getByLabel('Language of the tenant').selectOption(language);
  }
  const press = (name: string) => person.page.getByRole('button', { name, exact: true }).click();

  async function linkInMail(to: string, template: string): Promise<string> {
    const mail = tenant.tenant.store
      .collection<OutboxMessage>('outbox')
      .findBy('to', to)
      .findLast((message) => message.template === template);
    return /href="([^"]+)"/.exec(mail?.html ?? '')?.[1]?.replaceAll('&amp;', '&') ?? '';
  }

  it('shows the login page, and says what is wrong beside a wrong password', async () => {
    const { page } = person;
    await openApp();
    await press('Log in');
    await page.waitForURL(/\/u\/login/);
    expect(await page.getAttribute('html', 'lang')).toBe('en');
    expect(await inspect(page, 'hosted-login')).toEqual([]);
    await page.getByLabel('Email').fill('ada@example.com');
    await page.locator('input[type=password]').fill('Wrong-Password-1');
    await press('Continue');
    await page.getByRole('alert').waitFor();
    expect(await inspect(page, 'hosted-login-wrong')).toEqual([]);
    person.problems.length = 0;
  });

  it('shows the sign-up page in German with the box for the terms, and the terms of that language', async () => {
    const { page } = person;
    await openApp('de');
    await press('Sign up');
    await page.waitForURL(/\/u\/signup/);
    expect(await page.getAttribute('html', 'lang')).toBe('de');
    expect(await page.locator('input[name=ulp-terms-locale]').getAttribute('value')).toBe('de');
    expect(await inspect(page, 'hosted-signup-de')).toEqual([]);
    await page.getByLabel('E-Mail').fill('greta@example.com');
    await page.locator('input[type=password]').fill(EXAMPLE_PASSWORD);
    await page.locator('input[name=ulp-terms]').check();
    await page.locator('main form button[type=submit]').first().click();
    await page.getByText('email_unverified').first().waitFor();
    expect(tenant.user('greta@example.com').app_metadata?.gatehouse_terms).toMatchObject({
      locale: 'de',
      method: 'signup',
    });
  });

  it('shows the accept-terms form, and the app what a refusal means', async () => {
    const { page } = person;
    await openApp();
    await press('Log in');
    await page.getByLabel('Email').fill('stella@example.com');
    await page.locator('input[type=password]').fill(EXAMPLE_PASSWORD);
    await press('Continue');
    await page.waitForURL(/\/u\/form/);
    expect(await inspect(page, 'hosted-accept-terms')).toEqual([]);
    await page.locator('input[name=declined]').check();
    await page.locator('main form button[type=submit]').first().click();
    await page.getByText('terms_declined').first().waitFor();
    expect(await inspect(page, 'sample-app-declined')).toEqual([]);
  });

  it('resets a forgotten password over the link in the email', async () => {
    const { page } = person;
    await openApp();
    await press('Log in');
    await page.getByRole('link', { name: /forgot/i }).click();
    await page.waitForURL(/\/u\/reset-password/);
    expect(await inspect(page, 'hosted-reset-request')).toEqual([]);
    await page.getByLabel('Email').fill('ada@example.com');
    await page.locator('main form button[type=submit]').first().click();
    await page.getByRole('status').first().waitFor();
    expect(await inspect(page, 'hosted-reset-sent')).toEqual([]);
    await page.goto(await linkInMail('ada@example.com', 'reset_email'));
    expect(await inspect(page, 'hosted-reset-new')).toEqual([]);
    for (const field of await page.locator('input[type=password]').all())
      await field.fill('A-New-Password-2');
    await page.locator('main form button[type=submit]').first().click();
    await page.getByRole('status').first().waitFor();

    await openApp();
    await press('Log in');
    await page.getByLabel('Email').fill('ada@example.com');
    await page.locator('input[type=password]').fill('A-New-Password-2');
    await press('Continue');
    await page.getByText('Welcome, Ada Fine').waitFor();
  });

  it('lets one choose who comes back from an identity provider, with an editable profile', async () => {
    const { page } = person;
    await openApp();
    await press('Log in');
    await page.getByRole('button', { name: /acme-azure/ }).click();
    await page.waitForURL(/\/u\/identity-provider/);
    expect(await inspect(page, 'hosted-identity-provider')).toEqual([]);
    await page.locator('main form button[type=submit]').first().click();
    await page.getByText('email_unverified').first().waitFor();
  });

  it('shows an error page where the request itself is wrong', async () => {
    const { page } = person;
    await page.goto(
      `${tenant.http}/authorize?client_id=nobody&response_type=code&redirect_uri=https://x.example`,
    );
    expect(await inspect(page, 'hosted-error')).toEqual([]);
    person.problems.length = 0;
  });
});
