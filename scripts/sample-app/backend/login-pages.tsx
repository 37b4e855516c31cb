import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { HTTPException } from 'hono/http-exception';
import { Alert, Card, Details, LinkButton, Page, Pair, Pairs } from '../../local-tenant/pages';
import { frame } from '../frame';
import { readDescription } from '../sign-in/reason-guidance';
import { ManagementApiError } from './management-api';
import { type PendingLogin, type Session, SessionEnded, ShortMemory } from './sessions';
import type { WebEnv } from './web-env';
import { LoginDenied, RECENT_SECONDS } from './web-login';

const SESSION_COOKIE = 'gatehouse_sample_session';
const LOGIN_COOKIE = 'gatehouse_sample_login';

/** Sessions of the backend's pages, and the pages on which they begin and end. */
export function backendLogin() {
  const sessions = new ShortMemory<Session>();
  const logins = new ShortMemory<PendingLogin>();

  async function begin(
    c: Context<WebEnv>,
    returnTo: string,
    again: boolean,
    organization?: string,
  ): Promise<Response> {
    const { place, services } = c.var;
    const { url, pending } = await services.login.begin({
      redirectUri: `${new URL(c.req.url).origin}${place.base}/callback`,
      returnTo,
      again,
      organization,
      locale: c.var.texts.locale,
    });
    setCookie(c, cookieName(c, LOGIN_COOKIE), logins.add(pending), cookieOptions(c));
    return c.redirect(url.href);
  }

  /** Lets people through who are logged in; everybody else logs in first and comes back to the same page. */
  const requireSession: MiddlewareHandler<WebEnv> = async (c, next) => {
    const session = sessions.get(getCookie(c, cookieName(c, SESSION_COOKIE)));
    if (session === undefined) {
      const page = new URL(c.req.url);
      const { base } = c.var.place;
      // A form that was sent without a session is not kept: the person finds the page again, not a blind change.
      return begin(
        c,
        c.req.method === 'GET' ? prefixOf(c) + page.pathname + page.search : `${base}/profile`,
        false,
      );
    }
    c.set('session', session);
    await next();
  };

  const pages = new Hono<WebEnv>();
  pages.get('/log-in', (c) => {
    const { to = 'profile', again, organization } = c.req.query();
    const page = to === 'help-desk' ? 'help-desk' : 'profile';
    return begin(c, `${c.var.place.base}/${page}`, again !== undefined, organization);
  });
  pages.get('/callback', async (c) => {
    const key = getCookie(c, cookieName(c, LOGIN_COOKIE));
    const pending = logins.get(key);
    logins.delete(key);
    deleteCookie(c, cookieName(c, LOGIN_COOKIE), cookieOptions(c));
    if (pending === undefined) return c.redirect(`${c.var.place.base}/profile`);
    try {
      const answer = new URL(pending.redirectUri);
      answer.search = new URL(c.req.url).search;
      const session = await c.var.services.login.finish(answer, pending);
      // A new session, never the old one filled: nobody can plant a session before the login.
      sessions.delete(getCookie(c, cookieName(c, SESSION_COOKIE)));
      setCookie(c, cookieName(c, SESSION_COOKIE), sessions.add(session), cookieOptions(c));
      return c.redirect(pending.returnTo);
    } catch (error) {
      if (!(error instanceof LoginDenied)) throw error;
      return c.html(<DeniedPage c={c} denied={error} />, 403);
    }
  });

  const forget = (c: Context<WebEnv>) => {
    sessions.delete(getCookie(c, cookieName(c, SESSION_COOKIE)));
    deleteCookie(c, cookieName(c, SESSION_COOKIE), cookieOptions(c));
  };
  const endSession = (c: Context<WebEnv>) => {
    forget(c);
    const { place, services } = c.var;
    return c.redirect(services.login.logoutUrl(`${new URL(c.req.url).origin}${place.base}`).href);
  };
  pages.post('/log-out', (c) => endSession(c));

  /** What is shown where a page could not be made. Causes are for the log: they may name what only the tenant knows. */
  const onError = (error: Error, c: Context<WebEnv>): Response | Promise<Response> => {
    if (error instanceof SessionEnded) {
      forget(c);
      return c.redirect(`${c.var.place.base}/log-in`, 303);
    }
    if (error instanceof HTTPException) return error.getResponse();
    process.stderr.write(`sample app: ${error.name}: ${error.message}\n`);
    return c.html(<FailurePage c={c} />, error instanceof ManagementApiError ? 502 : 500);
  };

  return { pages, requireSession, endSession, onError };
}

/** Whether the person proved who they are a short while ago: what cannot be undone asks for that. */
export function isRecent({ authenticatedAt }: Session): boolean {
  return Date.now() / 1000 - authenticatedAt < RECENT_SECONDS;
}

/** Asks for the password again before something that cannot be undone. */
export function LogInAgain({ c, page }: { c: Context<WebEnv>; page: 'profile' | 'help-desk' }) {
  const { place, texts } = c.var;
  const { t } = texts;
  return (
    <Page {...frame(place, t('again.title'), page, texts)}>
      <Card>
        <h1>{t('again.title')}</h1>
        <p>{t('again.text')}</p>
        <div class="actions">
          <LinkButton kind="primary" href={`${place.base}/log-in?to=${page}&again`}>
            {t('again.button')}
          </LinkButton>
          <LinkButton href={`${place.base}/${page}`}>{t('back')}</LinkButton>
        </div>
      </Card>
    </Page>
  );
}

/** What the tenant says is for the person, in their language; the codes are for whoever helps them. */
function DeniedPage({ c, denied }: { c: Context<WebEnv>; denied: LoginDenied }) {
  const { place, texts } = c.var;
  const { t } = texts;
  const { code, message } = readDescription(denied.description);
  return (
    <Page {...frame(place, t('denied.title'), 'profile', texts)}>
      <Card>
        <h1>{t('denied.title')}</h1>
        <Alert tone="warning">{message}</Alert>
        <div class="actions">
          <LinkButton kind="primary" href={`${place.base}/profile`}>
            {t('denied.retry')}
          </LinkButton>
          <LinkButton href={`${place.base}/log-in?again`}>{t('denied.other')}</LinkButton>
        </div>
        <Details summary={t('denied.details')}>
          <Pairs>
            <Pair name="error">
              <code>{denied.error}</code>
            </Pair>
            <Pair name="reason">
              <code>{code ?? '–'}</code>
            </Pair>
          </Pairs>
        </Details>
      </Card>
    </Page>
  );
}

function FailurePage({ c }: { c: Context<WebEnv> }) {
  const { place, texts } = c.var;
  const { t } = texts;
  return (
    <Page {...frame(place, t('failed.title'), 'profile', texts)}>
      <Card>
        <h1>{t('failed.title')}</h1>
        <Alert tone="danger">{t('failed.text')}</Alert>
        <LinkButton href={`${place.base}/profile`}>{t('failed.button')}</LinkButton>
      </Card>
    </Page>
  );
}

const isSecure = (c: Context) => new URL(c.req.url).protocol === 'https:';
/** Browsers keep one cookie jar for both schemes. */
const cookieName = (c: Context, name: string) => (isSecure(c) ? `__Host-${name}` : name);
const cookieOptions = (c: Context) =>
  ({ httpOnly: true, sameSite: 'Lax', secure: isSecure(c), path: '/' }) as const;

function prefixOf(c: Context<WebEnv>): string {
  return (c.env as { basePath?: string } | undefined)?.basePath ?? '';
}
