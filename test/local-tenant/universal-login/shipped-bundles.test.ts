import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildActions } from '../../../scripts/bundle';
import { loadEnvironment } from '../../../scripts/config';
import { PROJECT_ROOT } from '../../../scripts/project-root';
import { userAgent } from '../../support/user-agent';
import {
  authorize,
  claimsOf,
  createLoginTenant,
  type LoginTenant,
  logIn,
  PASSWORD,
} from '../authentication-api/login-tenant';

/** The Actions, the form and the prompt partial that the project ships, on the hosted pages. */
describe('the shipped Actions on the hosted pages', () => {
  let login: LoginTenant;
  let label: string;

  beforeEach(async () => {
    const loaded = await loadEnvironment({ root: PROJECT_ROOT, environment: 'local' });
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.diagnostics));
    const { config } = loaded;
    login = createLoginTenant();
    for (const action of await buildActions(config)) login.deploy(action.trigger, action.name, action.code);
    const formId = config.forms['accept-terms'] ?? '';
    const form = JSON.parse(readFileSync(join(PROJECT_ROOT, 'tenant/forms/accept-terms.json'), 'utf8'));
    login.put('forms', formId, { ...form, id: formId });
    label = config.policy.terms.documents[0]?.versions.at(-1)?.label ?? '';
    login.put('prompt-partials', 'signup', {
      prompt: 'signup',
      partials: {
        signup: {
          'form-content-end': `<label><input type="checkbox" name="ulp-terms" value="${label}"> Terms</label><input type="hidden" name="ulp-terms-locale" value="en">`,
        },
      },
    });
  });
  afterEach(() => login.close());

  async function signUp(email: string, fields: Record<string, string>) {
    const attempt = await authorize(login, { screen_hint: 'signup' });
    await attempt.agent.submit({ email, password: PASSWORD, ...fields }, { form: 'password' });
    return attempt;
  }

  it('takes a person from sign-up over the verification link to a login', async () => {
    const first = await signUp('ada@example.com', { 'ulp-terms': label });
    expect(first.answer().get('error_description')).toMatch(/^email_unverified: /);

    const [message] = login.outbox('ada@example.com');
    const link = /href="([^"]+)"/.exec(message?.html ?? '')?.[1]?.replaceAll('&amp;', '&');
    const mailbox = userAgent({ send: login.send });
    await mailbox.open(link ?? '');
    expect(mailbox.html).toContain('Email verified');

    const second = await authorize(login, {}, first.agent);
    const tokens = await second.redeem();
    expect(tokens.claims()).toHaveProperty(['https://gatehouse.example.com/status', 'email'], 'verified');
  });

  it('shows the message of an Action on the sign-up page and keeps what was entered', async () => {
    const { agent } = await signUp('ada@example.com', {});
    expect(agent.status).toBe(400);
    expect(agent.html).toContain('value="ada@example.com"');
    expect(agent.html).toContain('role="alert"');
    expect(login.outbox()).toEqual([]);
  });

  it('asks who has accepted nothing, and takes yes and no for an answer', async () => {
    const user = await login.user();
    const accepting = await logIn(login);
    expect(accepting.agent.url.pathname).toBe('/u/form');
    await accepting.agent.submit({ terms: 'true' }, { form: 'terms' });
    await accepting.agent.submit({}, { form: 'newsletter' });
    expect((await accepting.redeem()).claims()).toHaveProperty(
      ['https://gatehouse.example.com/status', 'state'],
      'ok',
    );
    expect(login.stored(user.user_id).app_metadata).toHaveProperty('gatehouse_terms.label', label);

    await login.user({ email: 'bob@example.com' });
    const declining = await logIn(login, {}, undefined, { username: 'bob@example.com', password: PASSWORD });
    await declining.agent.submit({ declined: 'true' }, { form: 'terms' });
    expect(declining.answer().get('error_description')).toMatch(/^terms_declined: /);
  });

  it('asks in the browser whoever logs in for a device, and the device gets the tokens', async () => {
    const grantType = 'urn:ietf:params:oauth:grant-type:device_code';
    login.change('clients', 'spa', { grant_types: [grantType] });
    const user = await login.user();
    const ask = async (path: string, body: object) =>
      (await (await login.post(path, { client_id: 'spa', ...body })).json()) as Record<string, string>;
    const codes = await ask('/oauth/device/code', { scope: 'openid' });
    const agent = login.browser();
    await agent.open(codes.verification_uri_complete ?? '');
    await agent.submit({}, { form: 'code' });
    await agent.submit({ username: 'ada@example.com', password: PASSWORD }, { form: 'password' });
    expect(agent.url.pathname).toBe('/u/form');
    await agent.submit({ terms: 'true' }, { form: 'terms' });
    await agent.submit({}, { form: 'newsletter' });
    expect(agent.url.pathname).toBe('/u/device/connected');

    const tokens = await ask('/oauth/token', { grant_type: grantType, device_code: codes.device_code });
    expect(claimsOf(tokens.id_token)).toHaveProperty(['https://gatehouse.example.com/status', 'state'], 'ok');
    expect(login.stored(user.user_id).app_metadata).toHaveProperty('gatehouse_terms.label', label);
  });

  it('denies who opens /continue instead of answering the form', async () => {
    await login.user();
    const { agent, answer } = await logIn(login);
    await agent.open(`http://localhost:4400/continue?state=${agent.url.searchParams.get('state')}`);
    expect(answer().get('error_description')).toMatch(/^terms_required: /);
  });
});
