import { describeInBrowser } from '../support/browser';
import { browserSuite } from '../support/browser-suite';
import { putAction } from '../support/deployed-tenant';

/** Every page of the dashboard after a login that was suspended and resumed, as a person sees it. */
describeInBrowser('the dashboard in a browser', () => {
  const suite = browserSuite();
  const open = (path: string) => suite.person.open(`/dashboard${path}`);

  beforeAll(async () => {
    const stella = await suite.newPerson();
    await stella.logIn('stella@example.com');
    await stella.acceptTerms();
    await stella.page.getByText('Welcome, Stella Stale').waitFor();
    await stella.close();
  });

  it.each([
    ['overview', ''],
    ['users', '/users'],
    ['logins', '/logins'],
    ['actions', '/actions'],
    ['policy', '/policy'],
    ['outbox', '/outbox'],
    ['logs', '/logs'],
  ])('shows %s readable for everybody', async (name, path) => {
    await open(path);
    await suite.person.look(`dashboard-${name}`);
  });

  it('shows an Action with what changed between its versions', async () => {
    const { store } = suite.tenant.tenant;
    const code = 'exports.onExecutePostLogin = async () => {\n  console.log("one");\n};\n';
    putAction(store, { name: 'example', trigger: 'post-login', code });
    const version = store.collection<{ code: string }>('action-versions').get('version_example');
    store.collection('action-versions').put('version_example_2', {
      ...version,
      id: 'version_example_2',
      number: 2,
      code: code.replace('one', 'two'),
    });
    await open('/actions/example');
    await suite.person.page.locator('ins', { hasText: 'two' }).waitFor();
    await suite.person.look('dashboard-action');
    store.collection('actions').delete('example');
  });

  it('shows the login as a timeline: what each Action decided, wrote and saw, over both legs', async () => {
    const { person } = suite;
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
    await page.getByText('suspended: waiting for a form').waitFor();
    await page.getByText('Metadata written: gatehouse_terms').click();
    await page.getByLabel('user.setAppMetadata').first().getByText('"method": "form"').waitFor();
    await person.look('dashboard-login');
  });

  it('shows a text that people accept as they read it, with its hash', async () => {
    const { person } = suite;
    await open('/policy');
    await person.page.getByRole('link', { name: 'de', exact: true }).nth(1).click();
    await person.page.getByText('it was computed just now').waitFor();
    await person.look('dashboard-text');
  });

  it('shows a user with stamps in words, and tries a login without changing anything', async () => {
    const { person, tenant } = suite;
    const { page } = person;
    await open('/users?search=stella');
    await page.getByRole('link', { name: 'Stella Stale' }).click();
    await page.getByText('version 2026-07-01 (number 2), shown in en, on the form at login.').waitFor();
    await person.look('dashboard-user');
    // On paper the evidence is complete, and there is nothing to click.
    await page.emulateMedia({ media: 'print' });
    await page.getByLabel('gatehouse_terms').getByText('"receipt"').first().waitFor();
    expect(await page.getByRole('button').count()).toBe(0);
    await page.emulateMedia({ media: 'screen' });

    const before = tenant.user('stella@example.com');
    await page.getByRole('link', { name: 'Try a login as this user' }).click();
    await page.getByLabel('Flow').selectOption('silent');
    await person.press('Try it');
    await page.getByText('The login would be allowed.').waitFor();
    await person.look('dashboard-try-it');
    expect(tenant.user('stella@example.com')).toEqual(before);
  });

  it('keeps metadata that is no JSON as it was typed, and asks before it deletes', async () => {
    const { person, tenant } = suite;
    const { page } = person;
    person.expected.push(/status of 400 .*\/metadata/);
    await open('/users?search=uri');
    await page.getByRole('link', { name: 'Uri Unverified' }).click();
    await page.getByLabel('user_metadata').fill('{ "language": }');
    await person.press('Save metadata');
    await page.getByRole('alert').getByRole('link').click();
    expect(await page.getByLabel('user_metadata').inputValue()).toBe('{ "language": }');
    await person.look('dashboard-user-metadata');
    await page.getByLabel('user_metadata').fill('{ "language": "de" }');
    await person.press('Save metadata');
    await page.getByText('The metadata was saved.').waitFor();
    expect(tenant.user('uri@example.com').user_metadata).toEqual({ language: 'de' });

    await page.getByRole('link', { name: 'Delete…' }).click();
    await person.look('dashboard-delete');
    await page.getByRole('link', { name: 'Keep the user' }).click();
    await page.getByRole('heading', { name: 'Uri Unverified' }).waitFor();
  });

  it('shows an email whose link works', async () => {
    const { person, tenant } = suite;
    const { page } = person;
    await open('/users?search=uri');
    await page.getByRole('link', { name: 'Uri Unverified' }).click();
    await person.press('Send the verification email');
    await page.getByText('is in the outbox').waitFor();
    await open('/outbox');
    await page.locator('tbody a').first().click();
    await person.look('dashboard-email');
    await page.frameLocator('iframe').getByRole('link').first().click();
    await page.waitForURL(/\/u\/email-verification/);
    expect(tenant.user('uri@example.com').email_verified).toBe(true);
  });

  it('says where a list is empty, or a page is not there', async () => {
    const { person } = suite;
    person.expected.push(/status of 404/);
    await open('/users?search=nobody');
    await person.page.getByText('Nobody matches.').waitFor();
    await open('/users/nobody');
    await person.page.getByText('This user is not there.').waitFor();
    await person.look('dashboard-not-found');
  });
});
