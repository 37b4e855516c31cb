import { readFileSync } from 'node:fs';
import type { Auth0Client, Auth0ClientOptions } from '@auth0/auth0-spa-js';
import { Hono } from 'hono';
import { EXAMPLE_PASSWORD, SEEDED_CLIENTS } from '../../scripts/local-tenant/seed';
import { listen } from '../../scripts/local-tenant/server';
import type { Client, Connection, OutboxMessage } from '../../scripts/local-tenant/store';
import { describeInBrowser } from '../support/browser';
import { browserSuite } from '../support/browser-suite';
import { bindActions, putAction } from '../support/deployed-tenant';

const ADA = 'ada@example.com';
const SDK = readFileSync(require.resolve('@auth0/auth0-spa-js/dist/auth0-spa-js.production.js'), 'utf8');
const MANY = [
  { value: 'a', label: 'First' },
  { value: 'b', label: 'Second' },
];
const field = (type: string, config: object = {}, required = false) => ({
  id: `field_${type.toLowerCase()}`,
  category: 'FIELD',
  type,
  label: `A ${type.toLowerCase()}`,
  hint: 'What it is for',
  config,
  required,
});
const block = (type: string, config: object = {}) => ({
  id: `block_${type}`,
  category: 'BLOCK',
  type,
  config,
});

/** Every component that a form of Auth0 can have (SDK types of forms), in one step. */
const ALL_COMPONENTS = [
  block('RICH_TEXT', { content: '<h2>A form</h2><p>With everything in it.</p>' }),
  block('HTML', { content: '<p>Own HTML</p>' }),
  block('DIVIDER', { text: 'Fields' }),
  block('IMAGE', { src: 'https://example.com/picture.png' }),
  field('TEXT', { placeholder: 'A word' }, true),
  { ...field('TEXT', { multiline: true }), id: 'field_lines', label: 'Some lines' },
  field('EMAIL', {}, true),
  field('TEL'),
  field('URL'),
  field('NUMBER', { min_value: 1, max_value: 9 }),
  field('PASSWORD'),
  field('DATE'),
  { ...field('DATE', { format: 'TIME' }), id: 'field_time', label: 'A time' },
  field('BOOLEAN'),
  field('LEGAL', { text: 'I have read <a href="https://example.com/">this</a>.' }, true),
  field('CHOICE', { options: MANY, allow_other: { enabled: true, label: 'Something else' } }),
  field('CARDS', { options: MANY, multiple: true }),
  field('DROPDOWN', { options: MANY, placeholder: 'Choose' }),
  ...['CUSTOM', 'FILE', 'PAYMENT', 'SOCIAL'].map((type) => field(type)),
  ...['AUTH0_VERIFIABLE_CREDENTIALS', 'GMAPS_ADDRESS', 'RECAPTCHA'].map((type) => ({
    ...field(type),
    category: 'WIDGET',
  })),
  block('RESEND_BUTTON', { button_text: 'Again' }),
  block('JUMP_BUTTON', { text: 'Skip', next_node: '$ending' }),
  block('NEXT_BUTTON', { text: 'Go on' }),
];

/** The pages on which people sign up, log in, accept and reset, in both languages. */
describeInBrowser('the hosted pages in a browser', () => {
  const suite = browserSuite();

  /** Binds one more Action behind the shipped ones for as long as `journey` lasts. */
  async function withAction(code: string, journey: () => Promise<void>): Promise<void> {
    const { store } = suite.tenant.tenant;
    const shipped = suite.tenant.config.tenant.triggers['post-login'] ?? [];
    putAction(store, { name: 'example', trigger: 'post-login', code });
    bindActions(store, 'post-login', [...shipped, 'example']);
    try {
      await journey();
    } finally {
      bindActions(store, 'post-login', shipped);
    }
  }

  it('shows the login page, and says what is wrong beside a wrong password', async () => {
    const { person } = suite;
    const { page } = person;
    person.expected.push(/status of 400 .*\/u\/login/);
    await person.openApp();
    await person.press('Log in');
    await page.waitForURL(/\/u\/login/);
    expect(await page.getAttribute('html', 'lang')).toBe('en');
    await person.look('hosted-login');
    await person.enter(ADA, 'Wrong-Password-1');
    await person.press('Continue');
    await page.getByRole('alert').waitFor();
    await person.look('hosted-login-wrong');
  });

  it('opens in a popup of an app at another origin, and hands it the tokens', async () => {
    const { person, tenant } = suite;
    const app = new Hono()
      .get('/', (c) => c.html('<!doctype html><title>An app</title><script src="/sdk.js"></script>'))
      .get('/sdk.js', (c) => c.body(SDK, 200, { 'content-type': 'text/javascript' }))
      .get('/favicon.ico', (c) => c.body(null, 204));
    const listener = await listen((request, bindings) => app.fetch(request, bindings), { port: 0 });
    try {
      const origin = `http://localhost:${listener.port}`;
      const clients = tenant.tenant.store.collection<Client>('clients');
      const client = clients.get(SEEDED_CLIENTS.sampleApp);
      if (client === undefined) throw new Error('the sample app is seeded');
      clients.put('popup', { ...client, client_id: 'popup', callbacks: [origin], web_origins: [origin] });
      const connections = tenant.tenant.store.collection<Connection>('connections');
      for (const connection of connections.list()) {
        connections.put(connection.id, {
          ...connection,
          enabled_clients: [...connection.enabled_clients, 'popup'],
        });
      }

      await person.page.goto(origin);
      const opened = person.page.waitForEvent('popup');
      const email = person.page.evaluate(
        async (options) => {
          const { auth0 } = window as unknown as {
            auth0: { Auth0Client: new (options: Auth0ClientOptions) => Auth0Client };
          };
          const sdk = new auth0.Auth0Client(options);
          await sdk.loginWithPopup();
          return (await sdk.getUser())?.email;
        },
        { domain: tenant.http, clientId: 'popup', authorizationParams: { redirect_uri: origin } },
      );
      const popup = await opened;
      await popup.locator('input:is([name=username], [name=email])').fill(ADA);
      await popup.locator('input[type=password]').fill(EXAMPLE_PASSWORD);
      await popup.getByRole('button', { name: 'Continue', exact: true }).click();
      expect(await email).toBe(ADA);
    } finally {
      await listener.close();
    }
  });

  it('shows the sign-up page in German: rules of the password, the box for the terms, what is missing', async () => {
    const { person, tenant } = suite;
    const { page } = person;
    person.expected.push(/status of 400 .*\/u\/signup/);
    await person.openApp('de');
    await person.press('Sign up');
    await page.waitForURL(/\/u\/signup/);
    expect(await page.getAttribute('html', 'lang')).toBe('de');
    expect(await page.locator('input[name=ulp-terms-locale]').getAttribute('value')).toBe('de');
    await person.enter('greta@example.com', 'weak');
    await person.submit();
    await page.getByText('Das Passwort ist zu schwach').waitFor();
    const password = page.getByLabel('Passwort');
    expect(await password.getAttribute('aria-describedby')).toBe('field-password-error field-password-hint');
    expect(await password.evaluate((element) => element === document.activeElement)).toBe(true);
    await person.look('hosted-signup-de');

    await person.enter('greta@example.com');
    await person.submit();
    await page.getByRole('alert').waitFor();
    const refused = (await page.locator('input[name=ulp-terms]').getAttribute('aria-describedby')) ?? '';
    expect(await page.locator(`#${refused}`).textContent()).toContain('Bedingungen');
    await person.enter('greta@example.com');
    await page.locator('input[name=ulp-terms]').check();
    await person.submit();
    await page.getByText('email_unverified').first().waitFor();
    expect(tenant.user('greta@example.com').app_metadata?.gatehouse_terms).toMatchObject({
      locale: 'de',
      method: 'signup',
    });
  });

  it('takes the answers of the accept-terms form by keyboard alone', async () => {
    const { person } = suite;
    const { page } = person;
    const press = (key: string) => page.keyboard.press(key);
    await person.openApp();
    await person.press('Log in');
    await page.waitForURL(/\/u\/login/);
    // The browser sets the focus some time after the page is there.
    await page.locator('input[name=username]:focus').waitFor();
    await page.keyboard.type('stella@example.com');
    await press('Tab');
    await page.keyboard.type(EXAMPLE_PASSWORD);
    await press('Enter');
    await page.waitForURL(/\/u\/form/);
    await person.look('hosted-accept-terms');
    await press('Tab');
    expect(await page.locator('.skip').evaluate((element) => element === document.activeElement)).toBe(true);
    await press('Enter');
    // Past the link to the text, to the box of the terms.
    await press('Tab');
    await press('Tab');
    await press('Space');
    await press('Enter');
    await page.locator('input[name=newsletter]').waitFor();
    await person.look('hosted-consent');
    await page.locator('input[name=newsletter]').focus();
    await press('Space');
    await press('Enter');
    await page.getByText('Welcome, Stella Stale').waitFor();
    expect(suite.tenant.user('stella@example.com').app_metadata).toMatchObject({
      gatehouse_terms: { sequence: 2, method: 'form' },
      gatehouse_newsletter: { state: 'accepted' },
    });
  });

  it('resets a forgotten password over the link in the email', async () => {
    const { person } = suite;
    const { page } = person;
    person.expected.push(/status of 400 .*\/u\/reset-verify/);
    await person.openApp();
    await person.press('Log in');
    await page.getByRole('link', { name: /forgot/i }).click();
    await page.waitForURL(/\/u\/reset-password/);
    await person.look('hosted-reset-request');
    await page.getByLabel('Email').fill(ADA);
    await person.submit();
    await page.getByRole('status').first().waitFor();
    await person.look('hosted-reset-sent');
    await page.goto(suite.linkInMail(ADA, 'reset_email'));
    const choose = async (password: string) => {
      for (const input of await page.locator('input[type=password]').all()) await input.fill(password);
      await person.submit();
    };
    await choose('weak');
    await page.getByText('Password is too weak').waitFor();
    await person.look('hosted-reset-new');
    await choose('A-New-Password-2');
    await page.getByRole('status').first().waitFor();

    await person.openApp();
    await person.press('Log in');
    await person.enter(ADA, 'A-New-Password-2');
    await person.press('Continue');
    await page.getByText('Welcome, Ada Fine').waitFor();
  });

  it('lets one choose who comes back from an identity provider, with an editable profile', async () => {
    const { person } = suite;
    const { page } = person;
    person.expected.push(/status of 400 .*\/u\/identity-provider/);
    await person.openApp();
    await person.press('Log in');
    await page.getByRole('button', { name: /acme-azure/ }).click();
    await page.waitForURL(/\/u\/identity-provider/);
    const profile = await page.getByLabel('Raw profile').inputValue();
    await page.getByLabel('Raw profile').fill('{ nothing');
    await person.submit();
    await page.getByText('not a JSON object').waitFor();
    expect(await page.getByLabel('Raw profile').inputValue()).toBe('{ nothing');
    await person.look('hosted-identity-provider');
    await page.getByLabel('Raw profile').fill(profile);
    await person.submit();
    await page.getByText('email_unverified').first().waitFor();
  });

  it('logs in with a code by email', async () => {
    const { person, tenant } = suite;
    const { page } = person;
    person.expected.push(/status of 400 .*\/u\/passwordless/);
    const { store } = tenant.tenant;
    store.collection<Connection>('connections').put('con_code', {
      id: 'con_code',
      name: 'email',
      strategy: 'email',
      options: {},
      enabled_clients: ['gatehouse-sample-app'],
    });
    await person.openApp();
    await person.press('Log in');
    await page.getByRole('button', { name: /Email code/ }).click();
    await page.waitForURL(/\/u\/passwordless/);
    await person.look('hosted-passwordless');
    await page.getByLabel('Email').fill('code@example.com');
    await person.submit();
    await page.getByLabel('Code').fill('1');
    await person.submit();
    await page.getByText('The code you entered is invalid').waitFor();
    await person.look('hosted-passwordless-code');
    const [mail] = store.collection<OutboxMessage>('outbox').findBy('to', 'code@example.com');
    await page.getByLabel('Code').fill(/\d{6}/.exec(mail?.html ?? '')?.[0] ?? '');
    await person.submit();
    await page.waitForURL(/\/u\/form/);
    store.collection('connections').delete('con_code');
  });

  it('asks for a second factor where an Action does', async () => {
    const { person } = suite;
    const { page } = person;
    person.expected.push(/status of 400 .*\/u\/mfa/);
    await withAction(
      "exports.onExecutePostLogin = async (event, api) => { api.authentication.challengeWith({ type: 'otp' }); };",
      async () => {
        await person.logIn('stella@example.com');
        await page.waitForURL(/\/u\/mfa/);
        await page.getByLabel('One-time code').fill('1');
        await person.submit();
        await page.getByText('The code you entered is invalid').waitFor();
        await person.look('hosted-mfa');
        await page.getByLabel('One-time code').fill('000000');
        await person.submit();
        await page.getByText('Welcome, Stella Stale').waitFor();
      },
    );
  });

  it('connects a device whose code somebody types', async () => {
    const { person, tenant } = suite;
    const { page } = person;
    person.expected.push(/status of 400 .*\/u\/device/);
    const { store } = tenant.tenant;
    store.collection<Client>('clients').put('tv', {
      client_id: 'tv',
      name: 'Television',
      app_type: 'native',
      token_endpoint_auth_method: 'none',
      grant_types: ['urn:ietf:params:oauth:grant-type:device_code'],
    });
    const database = store.collection<Connection>('connections').list()[0];
    if (database === undefined) throw new Error('no connection');
    store.collection<Connection>('connections').put(database.id, {
      ...database,
      enabled_clients: [...database.enabled_clients, 'tv'],
    });
    const answer = await fetch(`${tenant.http}/oauth/device/code`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: 'tv', scope: 'openid' }),
    });
    const { verification_uri: uri, user_code: code } = (await answer.json()) as Record<string, string>;
    await page.goto(String(uri));
    await page.getByLabel('Code').fill('WRONG');
    await person.submit();
    await page.getByText("wasn't valid").waitFor();
    await person.look('hosted-device');
    await page.getByLabel('Code').fill(String(code));
    await person.submit();
    await person.enter('stella@example.com');
    await person.submit();
    await page.waitForURL(/\/u\/(form|device\/connected)/);
    if (page.url().includes('/u/form')) await person.acceptTerms();
    await page.getByText('Your device is now connected.').waitFor();
    await person.look('hosted-device-connected');
  });

  it('renders every component of a form, and says of those it cannot run that it does not', async () => {
    const { person, tenant } = suite;
    const { page } = person;
    person.expected.push(/status of 400 .*\/u\/form/);
    tenant.tenant.store.collection('forms').put('ap_all', {
      id: 'ap_all',
      name: 'all',
      nodes: [{ id: 'one', type: 'STEP', config: { components: ALL_COMPONENTS, next_node: '$ending' } }],
      start: { next_node: 'one' },
    });
    const code = `exports.onExecutePostLogin = async (event, api) => { api.prompt.render('ap_all'); };
exports.onContinuePostLogin = async (event, api) => { api.user.setAppMetadata('answers', event.prompt.fields); };`;
    await withAction(code, async () => {
      await person.logIn('stella@example.com');
      await page.getByText('With everything in it.').waitFor();
      expect(await page.getByText(/does not run this component/).count()).toBe(8);
      await page.locator('main form').evaluate((form) => form.setAttribute('novalidate', ''));
      await page.getByLabel('A number').fill('12');
      await person.press('Go on');
      const [first] = await page.getByRole('alert').getByRole('link').all();
      await person.look('hosted-form-components');
      await first?.click();
      expect(await page.evaluate(() => document.activeElement?.id ?? location.hash)).toBeTruthy();
      expect(new URL(page.url()).hash).toBe('#field-field_text');
      await page.getByLabel('A text').fill('word');
      await page.getByLabel('A email').fill('a@example.com');
      await page.getByLabel('A number').fill('7');
      await page.getByLabel('I have read').check();
      await page.getByLabel('Something else').fill('third');
      await person.press('Go on');
      await page.getByText('Welcome, Stella Stale').waitFor();
    });
    expect(tenant.user('stella@example.com').app_metadata?.answers).toMatchObject({
      field_text: 'word',
      field_number: 7,
      field_choice: 'third',
      field_legal: true,
      field_boolean: false,
    });
  });

  it('works without a script', async () => {
    const person = await suite.newPerson({ javaScriptEnabled: false });
    const { page } = person;
    await person.logIn('stella@example.com', '/app/profile');
    await page.getByRole('heading', { name: 'Your profile' }).waitFor();
    await page.getByLabel('Full name').fill('Stella Without');
    await person.press('Save');
    await page.getByText('Saved.').waitFor();
    expect(suite.tenant.user('stella@example.com').name).toBe('Stella Without');
    await person.open('/dashboard/users?search=without');
    await page.getByRole('link', { name: 'Stella Without' }).waitFor();

    await person.open('/app');
    await page.getByRole('heading', { name: 'What an app does', exact: false }).waitFor();
    expect(await page.getByRole('button').count()).toBe(0);
    expect(person.problems).toEqual([]);
    await person.close();
  });

  it('shows an error page where the request itself is wrong, in the language of the browser', async () => {
    const person = await suite.newPerson({ locale: 'de-DE' });
    person.expected.push(/status of 400 .*\/authorize/);
    await person.open('/authorize?client_id=nobody&response_type=code&redirect_uri=https://x.example');
    await person.page.getByRole('heading', { name: 'Etwas ist schiefgegangen' }).waitFor();
    await person.look('hosted-error');
    expect(person.problems).toEqual([]);
    await person.close();
  });
});
