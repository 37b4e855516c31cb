import { EXAMPLE_PASSWORD } from '../../scripts/local-tenant/seed';
import type { OutboxMessage, User } from '../../scripts/local-tenant/store';
import { createUser, findConnection, patchUser } from '../../scripts/local-tenant/users';
import { type DeployedTenant, startDeployedTenant } from '../support/deployed-tenant';
import { type UserAgent, userAgent } from '../support/user-agent';

describe('the profile page', () => {
  let tenant: DeployedTenant;
  let agent: UserAgent;
  let email: string;
  let people = 0;

  beforeAll(async () => {
    tenant = await startDeployedTenant();
  });
  afterAll(() => tenant.close());
  beforeEach(async () => {
    people += 1;
    email = `person${people}@example.com`;
    await newPerson(email);
    agent = await loggedIn(email);
  });

  const stored = (address = email) => tenant.user(address);
  const letters = (to: string) =>
    tenant.tenant.store
      .collection<OutboxMessage>('outbox')
      .findBy('to', to)
      .map(({ subject }) => subject);
  const linkIn = (to: string) => {
    const message = tenant.tenant.store.collection<OutboxMessage>('outbox').findBy('to', to).at(-1);
    return /href="([^"]+)"/.exec(message?.html ?? '')?.[1] ?? '';
  };

  async function newPerson(address: string): Promise<void> {
    const connection = findConnection(tenant.tenant, 'Username-Password-Authentication');
    if (!connection) throw new Error('no database connection');
    await createUser(tenant.tenant, {
      connection,
      email: address,
      email_verified: true,
      name: 'Some Body',
      password: EXAMPLE_PASSWORD,
      app_metadata: { gatehouse_terms: tenant.user('ada@example.com').app_metadata?.gatehouse_terms },
    });
  }

  async function loggedIn(address: string, language = 'en'): Promise<UserAgent> {
    const person = userAgent({ headers: { 'accept-language': language } });
    await person.open(`${tenant.http}/app/profile`);
    await person.submit({ username: address, password: EXAMPLE_PASSWORD }, { form: 'password' });
    return person;
  }

  it('asks for a login first, comes back to itself, and says what was agreed to', () => {
    expect(agent.url.pathname).toBe('/app/profile');
    expect(agent.html).toContain('Some Body');
    expect(agent.html).toMatch(/Terms <span[^>]*>accepted/);
  });

  it('changes names and preferences, and removes what is emptied', async () => {
    await agent.submit(
      {
        name: 'Some Body Else',
        given_name: 'Some',
        family_name: '',
        language: 'de',
        accessibility: 'large text',
      },
      { form: 'given_name' },
    );
    // From now on the page speaks the language that was chosen.
    expect(agent.html).toContain('Gespeichert.');
    expect(stored()).toMatchObject({
      name: 'Some Body Else',
      given_name: 'Some',
      user_metadata: { language: 'de', accessibility: 'large text' },
    });
    await agent.submit({ language: '' }, { form: 'given_name' });
    expect(stored().user_metadata).toEqual({ accessibility: 'large text' });
  });

  it('refuses a name that sign-up would refuse, and shows stored markup as text', async () => {
    await agent.submit({ name: 'Win at https://spam.example' }, { form: 'given_name' });
    expect(agent.status).toBe(400);
    expect(agent.html).toContain('A name cannot hold links or markup.');
    expect(agent.html).toContain('value="Win at https://spam.example"');
    await patchUser(tenant.tenant, stored().user_id, {
      name: '<img src=x onerror=alert(1)>',
      user_metadata: { accessibility: '"><script>alert(1)</script>' },
    });
    await agent.open(`${tenant.http}/app/profile`);
    expect(agent.html).not.toMatch(/<img src=x|<script>alert/);
    expect(agent.html).toContain('&lt;img src=x');
  });

  it('leaves alone what a preference holds beyond a text', async () => {
    const { user_id: id } = stored();
    await patchUser(tenant.tenant, id, { user_metadata: { accessibility: { contrast: 'high' }, other: 1 } });
    await agent.open(`${tenant.http}/app/profile`);
    await agent.submit({ language: 'en' }, { form: 'given_name' });
    expect(stored().user_metadata).toEqual({
      accessibility: { contrast: 'high' },
      other: 1,
      language: 'en',
    });
  });

  it('speaks the language of the browser, in pages and mails, and asks the tenant for it', async () => {
    const person = userAgent({ headers: { 'accept-language': 'de-AT,de;q=0.9' } });
    await person.open(`${tenant.http}/app/profile`);
    expect(person.html).toContain('<html lang="de">');
    expect(person.html).toContain('Passwort vergessen?');
    await person.submit({ username: email, password: EXAMPLE_PASSWORD }, { form: 'password' });
    expect(person.html).toMatch(/<html lang="de">.*Ihr Profil.*Zum Inhalt springen/s);
    await person.submit({ email: `neu-${email}` }, { form: 'email' });
    expect(letters(email)).toEqual(['Ihre E-Mail-Adresse soll geändert werden']);
    await person.open(linkIn(`neu-${email}`));
    expect(person.html).toContain('Ab jetzt lautet die Adresse');
  });

  it('changes the address only after the new one has proved itself, and tells the old one', async () => {
    const next = `next-${email}`;
    await agent.submit({ email: next }, { form: 'email' });
    expect(agent.html).toContain(next);
    expect(stored().email).toBe(email);
    expect(letters(email)).toEqual(['Your email address is about to change']);
    expect(letters(next)).toEqual(['Confirm your new email address']);
    const link = linkIn(next);
    expect(JSON.stringify(stored().app_metadata)).not.toContain(new URL(link).searchParams.get('token'));

    await agent.open(link);
    expect(stored().email).toBe(email);
    await agent.submit({}, { form: 'token' });
    expect(agent.html).toContain('The address was changed.');
    expect(stored(next)).toMatchObject({ email: next, email_verified: true });
    expect(stored(next).app_metadata).not.toHaveProperty('sample_app_email_change');
    expect(letters(email)).toContain('Your email address was changed');

    await agent.open(link);
    expect(agent.html).toContain('does not work any more');
  });

  it('does not let somebody else follow the link of an email change', async () => {
    const next = `stolen-${email}`;
    await agent.submit({ email: next }, { form: 'email' });
    const other = await loggedIn('ada@example.com');
    await other.open(linkIn(next));
    expect(other.html).toContain('does not work any more');
    expect(tenant.user('ada@example.com').email).toBe('ada@example.com');
  });

  it('does not say that an address belongs to somebody else', async () => {
    await agent.submit({ email: 'ada@example.com' }, { form: 'email' });
    expect(agent.html).toContain('If this address can be used');
    await agent.open(linkIn('ada@example.com'));
    await agent.submit({}, { form: 'token' });
    expect(agent.html).toContain('The address could not be changed.');
    expect(stored().email).toBe(email);
  });

  it('sends the link for a new password to the stored address', async () => {
    await agent.open(`${tenant.http}/app/profile`);
    const token = /name="_csrf" value="([^"]+)"/.exec(agent.html)?.[1] ?? '';
    const answer = await post('/app/profile/password', { _csrf: token, email: 'attacker@example.com' });
    expect(answer.status).toBe(303);
    expect(tenant.tenant.store.collection<OutboxMessage>('outbox').findBy('to', email).at(-1)?.template).toBe(
      'reset_email',
    );
    expect(letters('attacker@example.com')).toEqual([]);
  });

  it('gives and withdraws a consent in one click each, with a history', async () => {
    await agent.open(`${tenant.http}/app/profile`);
    await agent.submit({ state: 'accepted' }, { action: '/app/profile/consents/newsletter' });
    expect(stored().app_metadata?.gatehouse_newsletter).toMatchObject({
      state: 'accepted',
      sequence: 1,
      locale: 'en',
      method: 'form',
      surface: 'profile-page',
    });
    await agent.submit({ state: 'withdrawn' }, { action: '/app/profile/consents/newsletter' });
    expect(stored().app_metadata?.gatehouse_newsletter).toMatchObject({
      state: 'withdrawn',
      total: 2,
      history: [{ state: 'accepted' }],
    });
    expect(agent.html).toContain('withdrawn');
    expect(agent.html).toMatch(/Before that.*accepted on/s);
  });

  it('never withdraws a contract', async () => {
    const token = /name="_csrf" value="([^"]+)"/.exec(agent.html)?.[1] ?? '';
    await post('/app/profile/consents/terms', { _csrf: token, state: 'withdrawn' });
    expect(stored().app_metadata?.gatehouse_terms).toMatchObject({ state: 'accepted' });
  });

  it('lets people who owe an acceptance take their data along and delete the account', async () => {
    agent = await loggedIn('stella@example.com');
    expect(agent.url.pathname).toBe('/app/profile');
    expect(agent.html).toContain('to be accepted again');
    expect(agent.html).toContain('A contract cannot be withdrawn');
    await agent.open(`${tenant.http}/app/profile/data.json`);
    expect(JSON.parse(agent.html)).toMatchObject({ email: 'stella@example.com' });
  });

  it('hands out all data of the person and of nobody else', async () => {
    await agent.open(`${tenant.http}/app/profile/data.json`);
    const data = JSON.parse(agent.html) as User;
    expect(data).toMatchObject({
      email,
      app_metadata: { gatehouse_terms: { state: 'accepted' } },
      organizations: [],
      login_history: expect.arrayContaining([expect.objectContaining({ type: 's', user_name: email })]),
    });
    expect(agent.html).not.toContain('ada@example.com');
    expect(agent.html).not.toContain('token_sha256');
    agent = await loggedIn('ada@example.com');
    await agent.open(`${tenant.http}/app/profile/data.json`);
    expect(JSON.parse(agent.html)).toMatchObject({ organizations: [{ display_name: 'Acme' }] });
  });

  it('deletes the account only with the tick, and ends the session', async () => {
    const { user_id: id } = stored();
    await agent.submit({}, { form: 'understood' });
    expect(agent.status).toBe(400);
    expect(agent.html).toContain('<a href="#field-understood">Tick the box');
    await agent.open(agent.url.href);
    expect(agent.url.pathname).toBe('/app/profile');
    await agent.submit({ understood: 'true' }, { form: 'understood' });
    expect(tenant.tenant.store.collection('users').get(id)).toBeUndefined();
    await agent.open(`${tenant.http}/app/profile`);
    expect(agent.url.pathname).toBe('/u/login');
  });

  it('asks for the password again before what cannot be undone, where the login is old', async () => {
    jest.useFakeTimers({
      now: Date.now() + 11 * 60_000,
      doNotFake: [
        'nextTick',
        'setImmediate',
        'setTimeout',
        'setInterval',
        'queueMicrotask',
        'clearTimeout',
        'clearInterval',
        'clearImmediate',
      ],
    });
    try {
      await agent.submit({ understood: 'true' }, { form: 'understood' });
      expect(agent.status).toBe(403);
      expect(agent.html).toContain('Confirm that it is you');
      expect(stored().email).toBe(email);
      await agent.open(`${tenant.http}/app/log-in?to=profile&again`);
      expect(agent.url.pathname).toBe('/u/login');
    } finally {
      jest.useRealTimers();
    }
  });

  it('changes nothing without the CSRF token, and sends strict headers', async () => {
    expect((await post('/app/profile/delete', { understood: 'true' })).status).toBe(403);
    expect(stored().email).toBe(email);
    const page = await fetch(`${tenant.http}/app/profile`, { headers: { cookie: cookies() } });
    expect(page.headers.get('content-security-policy')).toMatch(/frame-ancestors 'none'/);
    expect(page.headers.get('content-security-policy')).not.toContain('unsafe-inline');
    expect(page.headers.get('cache-control')).toBe('no-store');
  });

  const cookies = () => [...agent.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const post = (path: string, fields: Record<string, string>) =>
    fetch(tenant.http + path, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie: cookies() },
      body: new URLSearchParams(fields),
    });
});
