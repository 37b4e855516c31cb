/** Runs in the browser: the sign-in page's use of @auth0/auth0-spa-js. Compiled by script.ts. */
import { Auth0Client, type Auth0ClientOptions, InMemoryCache } from '@auth0/auth0-spa-js';
import { type Guidance, guidanceFor, readDescription } from './reason-guidance';

const app = element('sign-in');
const { issuer = '', clientId = '', audience, claimsNamespace = '' } = app.dataset;
const here = location.origin + location.pathname;

const settings: Auth0ClientOptions = {
  domain: issuer,
  clientId,
  cache: new InMemoryCache().enclosedCache,
  authorizationParams: {
    redirect_uri: here,
    scope: 'openid profile email',
    ...(audience === undefined ? {} : { audience }),
  },
};
/** What an app uses: refresh tokens, and a hidden frame where there is none yet. */
const auth0 = new Auth0Client({ ...settings, useRefreshTokens: true, useRefreshTokensFallback: true });
/** The same person, always asked for in a hidden frame, so that both ways can be tried. */
const inFrame = new Auth0Client(settings);
/** The one that came last. */
let accessToken: string | undefined;

const uiLocales = () => (element('language') as HTMLSelectElement).value;
const logIn = (extra: Record<string, string> = {}) =>
  auth0.loginWithRedirect({ authorizationParams: { ui_locales: uiLocales(), ...extra } });

const ACTIONS: Record<string, () => Promise<unknown>> = {
  'log-in': () => logIn(),
  'sign-up': () => logIn({ screen_hint: 'signup' }),
  'other-account': () => logIn({ prompt: 'login' }),
  'silent-login': () => silentLogin(),
  refresh: () => refresh(),
  'log-out': () => auth0.logout({ logoutParams: { returnTo: here } }),
};

for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-action]')) {
  button.addEventListener('click', () => run(button.dataset.action ?? ''));
}

for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-example]')) {
  button.addEventListener('click', () => showExample(button.dataset.example ?? ''));
}

void begin();

/** Takes the tenant's answer where there is one, follows an invitation, and looks for a session otherwise. */
async function begin(): Promise<void> {
  const answer = new URLSearchParams(location.search);
  if (answer.has('state') && (answer.has('code') || answer.has('error'))) {
    try {
      await auth0.handleRedirectCallback();
      accessToken = await auth0.getTokenSilently();
      history.replaceState(null, '', here);
      await show('Logged in.');
    } catch (error) {
      // The answer leaves the address bar, so that a reload does not show it again.
      history.replaceState(null, '', here);
      await show('The login was denied.', error);
    }
    return;
  }
  const [invitation, organization] = [answer.get('invitation'), answer.get('organization')];
  if (invitation !== null && organization !== null) return logIn({ invitation, organization });
  try {
    await auth0.checkSession();
    const remembered = await auth0.isAuthenticated();
    if (remembered) accessToken = await auth0.getTokenSilently();
    await show(remembered ? 'Still logged in: the tenant remembered you.' : 'You are not logged in.');
  } catch (error) {
    await show('The tenant did not confirm the session.', error);
  }
}

async function silentLogin(): Promise<void> {
  try {
    accessToken = await inFrame.getTokenSilently({ cacheMode: 'off' });
    await show('Silent login succeeded, with new tokens.');
  } catch (error) {
    await show('Silent login did not succeed.', error);
  }
}

async function refresh(): Promise<void> {
  try {
    accessToken = await auth0.getTokenSilently({ cacheMode: 'off' });
    await show('The refresh token brought new tokens.');
  } catch (error) {
    await show('The refresh was denied.', error);
  }
}

async function run(action: string): Promise<void> {
  try {
    await ACTIONS[action]?.();
  } catch (error) {
    await show('That did not work.', error);
  }
}

async function show(status: string, error?: unknown): Promise<void> {
  const authenticated = await auth0.isAuthenticated();
  element('status').textContent = status;
  document.body.dataset.state = error !== undefined ? 'denied' : authenticated ? 'in' : 'out';
  for (const part of document.querySelectorAll<HTMLElement>('[data-when]')) {
    part.hidden = part.dataset.when !== (authenticated ? 'in' : 'out');
  }
  showError(error);
  await showTokens(authenticated);
}

/** The panel as it would look for an answer that nobody has provoked. */
function showExample(description: string): void {
  element('status').textContent = 'An example: nothing was denied.';
  showError({ error: 'access_denied', error_description: description });
  element('denied').scrollIntoView({ block: 'center' });
  element('denied').focus({ preventScroll: true });
}

function showError(error: unknown): void {
  element('denied').hidden = error === undefined;
  if (error === undefined) return;
  const code = text(error, 'error') || 'error';
  const description = text(error, 'error_description') || text(error, 'message');
  element('error-code').textContent = code;
  element('error-description').textContent = description;
  const found = guidanceFor(code, description);
  element('error-reason').textContent = found?.code ?? 'none of the known codes';
  element('error-meaning').textContent = found?.guidance.meaning ?? 'The tenant refused the request.';
  element('error-message').textContent = readDescription(description).message;
  element('error-advice').textContent =
    found?.guidance.advice ?? 'Show a general message, keep the details for the log, and offer to try again.';
  offer(found?.guidance ?? { next: 'log-in', button: 'Try again' });
  markRow(found?.code);
  const ownData = document.getElementById('own-data');
  // Export and deletion stay open to who does not accept the terms.
  if (ownData !== null) ownData.hidden = found?.code.startsWith('terms_') !== true;
}

function offer({ next, button }: Pick<Guidance, 'next' | 'button'>): void {
  for (const offered of document.querySelectorAll<HTMLButtonElement>('#denied button[data-action]')) {
    const isNext = offered.dataset.action === next;
    offered.hidden = !isNext && (next === 'none' || offered.dataset.action !== 'other-account');
    if (isNext) offered.textContent = button;
  }
}

/** Leads from what happened to its line in the table of all answers. */
function markRow(code: string | undefined): void {
  for (const row of document.querySelectorAll('tbody tr')) {
    row.classList.toggle('current', row.querySelector('.badge')?.textContent?.trim() === code);
  }
}

async function showTokens(authenticated: boolean): Promise<void> {
  element('tokens').hidden = !authenticated;
  if (!authenticated) return;
  const claims = (await auth0.getIdTokenClaims()) ?? {};
  const { __raw: _raw, ...idToken } = claims as Record<string, unknown>;
  element('user-name').textContent = String(idToken.name ?? idToken.email ?? idToken.sub ?? '');
  element('status-claim').textContent = inWords(idToken[`${claimsNamespace}/status`]);
  element('id-token').textContent = JSON.stringify(idToken, null, 2);
  element('access-token').textContent = payloadOf(accessToken ?? '');
}

/** The status claim that gatehouse sets, as a sentence. */
function inWords(status: unknown): string {
  if (typeof status !== 'object' || status === null) return 'The ID token carries no status claim.';
  const { state, email, terms } = status as {
    state?: string;
    email?: string;
    terms?: Record<string, number>;
  };
  const accepted = Object.entries(terms ?? {}).map(
    ([document, sequence]) => `${document} (version ${sequence})`,
  );
  return [
    `Terms: ${{ ok: 'in order', pending: 'something is still to be accepted', exempt: 'not asked here' }[state ?? ''] ?? state}.`,
    accepted.length === 0 ? 'Nothing accepted yet.' : `Accepted: ${accepted.join(', ')}.`,
    `Email: ${{ verified: 'verified', trusted: 'vouched for by the connection', unverified: 'not verified', none: 'none' }[email ?? ''] ?? email}.`,
  ].join(' ');
}

function payloadOf(token: string): string {
  const part = token.split('.')[1];
  if (part === undefined) return 'An opaque token: only the tenant can read it.';
  try {
    const bytes = Uint8Array.from(atob(part.replace(/-/g, '+').replace(/_/g, '/')), (char) =>
      char.charCodeAt(0),
    );
    return JSON.stringify(JSON.parse(new TextDecoder().decode(bytes)), null, 2);
  } catch {
    return 'A token that is not a JWT: only the tenant can read it.';
  }
}

function text(value: unknown, field: string): string {
  const found = (value as Record<string, unknown> | null)?.[field];
  return typeof found === 'string' ? found : '';
}

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no element #${id}`);
  return found;
}
