import { sendVerificationEmail } from '../../../scripts/local-tenant/email';
import { behaves } from '../../support/fidelity';
import { userAgent } from '../../support/user-agent';
import {
  authorize,
  connection,
  createLoginTenant,
  type LoginTenant,
  logIn,
  ORIGIN,
  PASSWORD,
} from '../authentication-api/login-tenant';

describe('hosted pages', () => {
  let login: LoginTenant;
  beforeEach(() => {
    login = createLoginTenant();
  });
  afterEach(() => login.close());

  const linkTo = (address: string) =>
    /href="([^"]+)"/.exec(login.outbox(address).at(-1)?.html ?? '')?.[1] ?? '';

  describe('email verification', () => {
    behaves(
      'Opening the link verifies the address, once, for the address that it was sent to, within its time',
      { source: 'docs: manage-users/user-accounts/verify-emails', status: 'supported' },
      async () => {
        const user = await login.user({ email_verified: false });
        const mailbox = userAgent({ send: login.send });
        const send = () =>
          sendVerificationEmail(login.tenant, login.stored(user.user_id), { baseUrl: ORIGIN });

        send();
        const link = linkTo('ada@example.com');
        expect(new URL(link).pathname).toBe('/u/email-verification');
        await mailbox.open(link);
        expect(mailbox.html).toContain('Email verified');
        expect(login.stored(user.user_id).email_verified).toBe(true);
        expect(login.logs('sv')).toHaveLength(1);

        await mailbox.open(link);
        expect(mailbox.status).toBe(400);

        login.change('users', user.user_id, { email_verified: false });
        send();
        login.change('users', user.user_id, { email: 'changed@example.com' });
        await mailbox.open(linkTo('ada@example.com'));
        expect(mailbox.html).toContain('Invalid link');
        expect(login.stored(user.user_id).email_verified).toBe(false);

        send();
        login.wait(432_001);
        await mailbox.open(linkTo('changed@example.com'));
        expect(mailbox.status).toBe(400);
        await mailbox.open(`${ORIGIN}/u/email-verification`);
        expect(mailbox.status).toBe(400);
        expect(login.logs('fv')).toHaveLength(4);
      },
    );

    it('goes on to the template’s result address, with success and message', async () => {
      const user = await login.user({ email_verified: false });
      login.put('email-templates', 'verify_email', {
        template: 'verify_email',
        resultUrl: 'http://localhost:3000/{{ user.nickname }}',
      });
      sendVerificationEmail(login.tenant, user, { baseUrl: ORIGIN });
      const mailbox = userAgent({ send: login.send, stopAt: 'http://localhost:3000/' });
      await mailbox.open(linkTo('ada@example.com'));
      expect(mailbox.url.href).toMatch(/^http:\/\/localhost:3000\/ada\?success=true&message=Your\+email/);
    });
  });

  it('logs in with a code by email, keeping what the prompt asked', async () => {
    login.put('connections', 'con_email', connection({ name: 'email', strategy: 'email' }));
    login.put('prompt-partials', 'login-passwordless', {
      prompt: 'login-passwordless',
      partials: {
        'login-passwordless-email-code': {
          'form-content-end': '<input type="checkbox" name="ulp-terms" value="v1">',
        },
      },
    });
    login.deploy(
      'post-login',
      'look',
      "exports.onExecutePostLogin = async (event, api) => { api.idToken.setCustomClaim('https://x/terms', event.request.body['ulp-terms']); };",
    );
    const attempt = await authorize(login, { connection: 'email' });
    expect(attempt.agent.url.pathname).toBe('/u/passwordless');
    await attempt.agent.submit({ username: 'nonsense' }, { form: 'username' });
    expect(attempt.agent.html).toContain('That is not a valid address.');
    await attempt.agent.submit({ username: 'new@example.com', 'ulp-terms': 'v1' }, { form: 'username' });
    await attempt.agent.submit({ code: '12345' }, { form: 'code' });
    expect(attempt.agent.html).toContain('The code you entered is invalid');
    const code = /\d{6}/.exec(login.outbox('new@example.com')[0]?.html ?? '')?.[0] ?? '';
    await attempt.agent.submit({ code }, { form: 'code' });
    expect((await attempt.redeem()).claims()).toMatchObject({
      email_verified: true,
      'https://x/terms': 'v1',
    });
  });

  it('sends the reset link from the login page, whoever asks, and shows the same', async () => {
    await login.user();
    const pages: string[] = [];
    for (const email of ['ada@example.com', 'eve@example.com']) {
      const { agent } = await authorize(login);
      await agent.open(`${ORIGIN}/u/reset-password/request${agent.url.search}`);
      await agent.submit({ email }, { form: 'email' });
      expect(agent.status).toBe(200);
      pages.push(agent.html.replace(/state=[\w-]+/g, ''));
    }
    expect(pages[0]).toBe(pages[1]);
    expect(login.outbox().map((message) => message.to)).toEqual(['ada@example.com']);
  });

  it('lets somebody go back and log in as somebody else while a form is open', async () => {
    await login.user();
    const other = await login.user({ email: 'bob@example.com' });
    login.put('forms', 'ap_1', {
      id: 'ap_1',
      nodes: [
        {
          id: 'one',
          type: 'STEP',
          config: {
            components: [{ id: 'x', category: 'FIELD', type: 'TEXT', config: {} }],
            next_node: '$ending',
          },
        },
      ],
      start: { next_node: 'one' },
    });
    login.deploy(
      'post-login',
      'render',
      "exports.onExecutePostLogin = async (event, api) => { if (event.user.email.startsWith('ada')) api.prompt.render('ap_1') }; exports.onContinuePostLogin = async () => {};",
    );
    const attempt = await logIn(login);
    expect(attempt.agent.url.pathname).toBe('/u/form');
    await attempt.agent.open(`${ORIGIN}/u/login${attempt.agent.url.search}`);
    await attempt.agent.submit({ username: 'bob@example.com', password: PASSWORD }, { form: 'password' });
    expect((await attempt.redeem()).claims()?.sub).toBe(other.user_id);
    expect(login.logins().map((record) => record.user_name)).toEqual(['ada@example.com', 'bob@example.com']);
  });

  behaves(
    'Prompt partials are shown at all six entry points of the login and the sign-up prompt',
    {
      source: 'docs: customize/login-pages/universal-login/customize-signup-and-login-prompts',
      status: 'unknown',
      note: 'Where the secondary actions stand is assumed: around the buttons of other connections at login, below the form’s own button at sign-up.',
    },
    async () => {
      const points = [
        'form-content-start',
        'form-content-end',
        'form-footer-start',
        'secondary-actions-start',
      ];
      points.push('secondary-actions-end', 'form-footer-end');
      for (const [prompt, query] of [
        ['login', {}],
        ['signup', { screen_hint: 'signup' }],
      ] as const) {
        const partials = Object.fromEntries(points.map((point) => [point, `<i>${point} {{ locale }}</i>`]));
        login.put('prompt-partials', prompt, { prompt, partials: { [prompt]: partials } });
        const { agent } = await authorize(login, query);
        const shown = [...agent.html.matchAll(/<i>(\S+) en<\/i>/g)].map(([, point]) => point);
        expect(shown).toEqual(points);
      }
    },
  );

  it('shows no form for passwords where the application has no database, and no sign-up where it is switched off', async () => {
    login.change('connections', 'con_database', { options: { disable_signup: true } });
    const off = await authorize(login);
    expect(off.agent.html).not.toContain('/u/signup');
    const page = await authorize(login, { screen_hint: 'signup' });
    expect(page.agent.html).toContain('Signing up is not possible here.');
    login.put('connections', 'con_email', connection({ name: 'email', strategy: 'email' }));
    login.change('connections', 'con_database', { enabled_clients: [] });
    const codes = await authorize(login);
    expect(codes.agent.html).toContain('Continue with');
    expect(codes.agent.html).not.toContain('type="password"');
  });

  behaves(
    'Where no connection is enabled for an application, the login page says so',
    { source: 'not established', status: 'unknown', note: 'The text and the place are assumed.' },
    async () => {
      login.change('connections', 'con_database', { enabled_clients: [] });
      const { agent } = await authorize(login);
      expect(agent.status).toBe(400);
      expect(agent.html).toContain('no connections enabled for the client');
    },
  );
});
