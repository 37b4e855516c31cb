import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { parseAccept } from 'hono/utils/accept';
import { Alert, Card } from './blocks';
import { CSRF_FIELD } from './csrf-field';
import { Page } from './page';

/** `new Hono<{ Variables: CsrfVariables }>()` */
export interface CsrfVariables {
  /** What a page's forms must carry. */
  csrfToken: string;
  /** Tells browsers apart, after a restart too: the hash of the cookie. */
  browser: string;
}

const COOKIE = 'gatehouse_csrf';
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Signed double submit: the token in the form is the HMAC of a random value in a cookie. A page of another
 * origin can neither read the cookie nor compute the token. A form that fails is answered 403 with a page
 * that says how to go on, and is not handled.
 *
 * The secret is made anew for each process: forms opened before a restart must be reloaded.
 *
 * @param options.assets where the refusal's page finds its stylesheet; by default `/assets`
 */
export function csrfProtection(
  options: { assets?: (c: Context) => string } = {},
): MiddlewareHandler<{ Variables: CsrfVariables }> {
  const secret = randomBytes(32);
  const tokenFor = (value: string) => createHmac('sha256', secret).update(value).digest('base64url');
  return async (c, next) => {
    let value = getCookie(c, cookieName(c));
    if (value === undefined || value === '') {
      value = randomBytes(24).toString('base64url');
      setCookie(c, cookieName(c), value, {
        httpOnly: true,
        sameSite: 'Lax',
        secure: isSecure(c),
        path: '/',
      });
    }
    const token = tokenFor(value);
    c.set('csrfToken', token);
    c.set('browser', createHash('sha256').update(value).digest('base64url'));
    if (!SAFE_METHODS.has(c.req.method) && !(await carries(c, token)))
      return refuse(c, options.assets?.(c) ?? '/assets');
    await next();
  };
}

/** A body that is no form carries nothing. */
async function carries(c: Context, expected: string): Promise<boolean> {
  const fields: Record<string, unknown> = await c.req.parseBody().catch(() => ({}));
  const given = fields[CSRF_FIELD];
  if (typeof given !== 'string') return false;
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const REFUSALS: Readonly<Record<string, { title: string; short: string; text: string }>> = {
  en: {
    title: 'This page is out of date',
    short: 'Nothing was changed.',
    text: 'The form was opened before the server restarted, or it did not come from this server. Go back, reload the page, and send it again.',
  },
  de: {
    title: 'Diese Seite ist veraltet',
    short: 'Es wurde nichts geändert.',
    text: 'Das Formular wurde geöffnet, bevor der Server neu startete, oder es stammt nicht von diesem Server. Gehen Sie zurück, laden Sie die Seite neu und senden Sie es noch einmal.',
  },
};

function refuse(c: Context, assets: string): Response | Promise<Response> {
  const wanted = parseAccept(c.req.header('accept-language') ?? '').map(({ type }) => type.slice(0, 2));
  const lang = wanted.find((language) => Object.hasOwn(REFUSALS, language)) ?? 'en';
  const { title = '', short = '', text = '' } = REFUSALS[lang] ?? {};
  return c.html(
    <Page title={title} lang={lang} layout="card" assets={assets}>
      <Card>
        <h1>{title}</h1>
        <Alert tone="warning" title={short}>
          {text}
        </Alert>
      </Card>
    </Page>,
    403,
  );
}

/** Browsers keep one cookie jar for all ports and schemes of a host. */
const cookieName = (c: Context) => (isSecure(c) ? `__Host-${COOKIE}` : COOKIE);
const isSecure = (c: Context) => new URL(c.req.url).protocol === 'https:';
