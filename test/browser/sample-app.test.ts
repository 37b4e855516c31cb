import { REASON_CODES } from '../../actions/policy/decision';
import { patchUser } from '../../scripts/local-tenant/users';
import { describeInBrowser } from '../support/browser';
import { browserSuite } from '../support/browser-suite';

const ADA = 'ada@example.com';
const STELLA = 'stella@example.com';

/** Whole journeys through the shipped Actions with the real auth0-spa-js, the profile page, the help desk. */
describeInBrowser('the sample app in a browser', () => {
  const suite = browserSuite();
  const says = (name: string) => suite.person.page.getByRole('heading', { name }).waitFor();
  const textOf = async (id: string) => (await suite.person.page.locator(`#${id}`).textContent()) ?? '';
  const claimsOf = async (token: 'id-token' | 'access-token') => JSON.parse(await textOf(token));
  const status = async (): Promise<unknown> =>
    (await claimsOf('id-token'))[`${suite.tenant.config.policy.claims.namespace}/status`];

  it('shows what an app does with each code; logs in, shows the claims, stays logged in, and logs out', async () => {
    const { person, tenant } = suite;
    const { page } = person;
    await person.open('/app');
    await says('You are not logged in.');
    await person.look('sample-app-logged-out');

    for (const code of REASON_CODES) {
      await page.getByRole('button', { name: `See it: ${code}`, exact: true }).click();
      expect(await textOf('error-reason')).toBe(code);
      expect(await textOf('error-message')).toBe(tenant.config.policy.messages.en?.[code]);
      expect(await page.locator('tr.current').textContent()).toContain(await textOf('error-advice'));
    }

    await person.press('Try a silent login');
    await says('There is no session at the tenant.');
    expect(await textOf('error-code')).toBe('login_required');

    await person.logIn(ADA);
    await says('Logged in.');
    await page.getByText('Terms: in order.').waitFor();
    expect(await status()).toMatchObject({ state: 'ok' });
    expect((await claimsOf('access-token')).aud).toContain('https://api.gatehouse.example');
    expect(new URL(page.url()).search).toBe('');
    await person.look('sample-app-logged-in');

    await page.reload();
    await says('Still logged in');
    await person.press('Log in silently again');
    await says('Silent login succeeded');

    await person.press('Log out');
    await says('You are not logged in.');
    expect(await page.locator('#tokens').isVisible()).toBe(false);
  });

  it('goes from sign-up over the link in the email to the claims', async () => {
    const { person, tenant } = suite;
    const { page } = person;
    const label = tenant.config.policy.terms.documents[0]?.versions.at(-1)?.label;
    await person.openApp();
    await person.press('Sign up');
    await page.waitForURL(/\/u\/signup/);
    await person.enter('nora@example.com');
    await page.locator('input[name=ulp-terms]').check();
    await person.submit();
    await says('The email address has not been confirmed yet.');
    expect(await textOf('error-reason')).toBe('email_unverified');
    expect(await textOf('error-description')).toBe(`email_unverified: ${await textOf('error-message')}`);
    expect(await page.getByRole('button', { name: 'Log in', exact: true }).isVisible()).toBe(true);
    expect(await page.getByRole('button', { name: 'Log out', exact: true }).isVisible()).toBe(false);
    expect(await page.locator('tr.current').textContent()).toContain('email_unverified');

    await page.goto(suite.linkInMail('nora@example.com', 'verify_email'));
    await page.getByText('Email verified').first().waitFor();
    await person.look('hosted-email-verified');

    await person.open('/app');
    await person.press('Log in');
    await says('Logged in.');
    expect(await status()).toMatchObject({ state: 'ok', email: 'verified', terms: { terms: 2 } });
    expect(tenant.user('nora@example.com').app_metadata?.gatehouse_terms).toMatchObject({
      label,
      method: 'signup',
    });
  });

  it('is told to show a page where the terms are due and the login is silent', async () => {
    const { person } = suite;
    await person.logIn(STELLA);
    await person.page.locator('input[name=terms]').waitFor();
    await person.open('/app');
    await person.press('Try a silent login');
    await says('The tenant has to show a page');
    expect(await textOf('error-code')).toBe('interaction_required');
  });

  it('shows a refusal of the terms, then takes the acceptance', async () => {
    const { person, tenant } = suite;
    const { page } = person;
    await person.logIn(STELLA);
    await page.waitForURL(/\/u\/form/);
    await page.locator('input[name=declined]').check();
    await person.submit();
    await says('The terms were declined.');
    expect(await textOf('error-reason')).toBe('terms_declined');
    await person.look('sample-app-denied');

    await page.getByRole('link', { name: 'Your data' }).click();
    await says('Your profile');
    expect(await page.getByText('to be accepted again').isVisible()).toBe(true);
    await person.open('/app');
    await person.press('Log in');
    await page.waitForURL(/\/u\/form/);
    await page.locator('input[name=terms]').check();
    await person.submit();
    await page.locator('input[name=newsletter]').check();
    await person.submit();
    await says('Logged in.');
    expect(await status()).toMatchObject({ state: 'ok', terms: { terms: 2, newsletter: 1 } });
    expect(tenant.user(STELLA).app_metadata?.gatehouse_terms).toMatchObject({ method: 'form' });
  });

  it('refreshes the tokens, until the terms are due again', async () => {
    const { person, tenant } = suite;
    // The browser itself reports a refresh that the tenant denies.
    person.expected.push(/status of (403|500) .*\/oauth\/token/);
    await person.logIn(STELLA);
    await says('Logged in.');
    const first = await claimsOf('access-token');
    await person.press('Refresh the tokens');
    await says('The refresh token brought new tokens.');
    expect((await claimsOf('access-token')).sub).toBe(first.sub);

    const { user_id: id, app_metadata } = tenant.user(STELLA);
    await patchUser(tenant.tenant, id, { app_metadata: { gatehouse_terms: null } });
    await person.press('Refresh the tokens');
    await says('The current terms have not been accepted.');
    expect(await textOf('error-reason')).toBe('terms_required');
    await patchUser(tenant.tenant, id, { app_metadata: app_metadata ?? {} });
  });

  it('lets a person manage their own account, in German, down to the last step', async () => {
    const { tenant } = suite;
    const person = await suite.newPerson({ locale: 'de-DE' });
    const { page } = person;
    person.expected.push(/status of 400 .*\/app\/profile/);
    await person.logIn(STELLA, '/app/profile');
    await page.getByRole('heading', { name: 'Ihr Profil' }).waitFor();
    await person.look('sample-app-profile');
    expect(await page.locator('script').count()).toBe(0);

    await page.getByLabel('Vorname').fill('https://example.com');
    await person.press('Speichern');
    await page.getByRole('alert').waitFor();
    expect(await page.getByLabel('Vorname').inputValue()).toBe('https://example.com');
    await page.getByLabel('Vorname').fill('Stella');
    await page.getByLabel('Barrierefreiheit').fill('große Schrift');
    await person.press('Speichern');
    await page.getByText('Gespeichert.').waitFor();

    await page.getByRole('button', { name: 'Widerrufen' }).click();
    await page.getByText('Festgehalten.').waitFor();
    expect(tenant.user(STELLA).app_metadata?.gatehouse_newsletter).toMatchObject({ state: 'withdrawn' });

    await page.getByLabel('Neue Adresse').fill('stella.next@example.com');
    await person.press('Adresse ändern');
    await page.getByText('wurde ein Link gesendet').waitFor();
    await person.look('sample-app-profile-address-pending');
    await page.goto(suite.linkInMail('stella.next@example.com', 'sample_app'));
    await person.look('sample-app-confirm-address');
    await person.press('Diese Adresse verwenden');
    await page.getByText('Die Adresse wurde geändert.').waitFor();
    expect(tenant.user('stella.next@example.com')).toMatchObject({ email_verified: true });

    await page.getByLabel('Ich weiß').check();
    await person.press('Mein Konto löschen');
    await page.getByText('You are not logged in.').waitFor();
    expect(() => tenant.user('stella.next@example.com')).toThrow('no user');
    expect(person.problems).toEqual([]);
    await person.close();
  });

  it('shows the help desk to an administrator, and a way in to everybody else', async () => {
    const { person } = suite;
    const { page } = person;
    person.expected.push(/status of 403 .*\/app\/help-desk/);
    await person.logIn(ADA, '/app/profile');
    await says('Your profile');
    await person.open('/app/help-desk');
    await page.getByText('for administrators of an organization').waitFor();
    await person.look('sample-app-help-desk-closed');

    await page.getByRole('link', { name: 'Log in to the organization' }).click();
    await says('Help desk of Acme');
    await page.getByLabel('Email address').fill('new@example.com');
    await person.press('Send the invitation');
    await page.getByText('The invitation is on its way.').waitFor();
    await person.look('sample-app-help-desk');
  });
});
