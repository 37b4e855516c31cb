import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import {
  csrfProtection,
  EmptyState,
  Page,
  pageAssets,
  securityHeaders,
  withoutTrailingSlash,
} from '../local-tenant/pages';
import { backendLogin } from './backend/login-pages';
import { serviceCache } from './backend/services';
import type { WebEnv } from './backend/web-env';
import { frame, placeOf } from './frame';
import { helpDeskPages } from './help-desk/help-desk-pages';
import type { SampleAppOptions } from './options';
import { profilePages } from './profile/profile-pages';
import { SignInPage } from './sign-in/page';
import { sdkScript, signInScript } from './sign-in/script';
import { textsFor } from './texts';

/** Bytes. */
const LONGEST_FORM = 64 * 1024;
const SCRIPT = { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-cache' };

/**
 * The app that one logs in to: a sign-in page with the real auth0-spa-js, which shows what comes back; a profile page
 * and a help desk that call the Management API from a small backend. Works against the local tenant and against a
 * real one, as the options say.
 */
export function createSampleApp(options: SampleAppOptions): Hono {
  const app = new Hono();
  app.route('/assets', pageAssets());
  app.use((c, next) =>
    // The silent login fetches from the tenant and opens it in a hidden frame; logging out ends at the tenant.
    securityHeaders({ connectTo: [new URL(placeOf(c, options).issuerBaseUrl).origin], formAction: 'any' })(
      c,
      next,
    ),
  );
  app.get('/', (c) => c.html(<SignInPage options={options} place={placeOf(c, options)} />));
  app.get('/sign-in.js', async (c) => c.body(await signInScript(), 200, SCRIPT));
  app.get('/auth0-spa-js.js', (c) => c.body(sdkScript(), 200, SCRIPT));
  app.route('/', backendPages(options));
  app.get('*', (c) => withoutTrailingSlash(c) ?? lost(c, options));
  return app;
}

/** Answers 404 with a page that leads back. */
function lost(c: Context, options: SampleAppOptions): Response | Promise<Response> {
  const place = placeOf(c, options);
  const texts = textsFor(c);
  return c.html(
    <Page {...frame(place, texts.t('lost.title'), '', texts)}>
      <h1>{texts.t('lost.title')}</h1>
      <EmptyState title={texts.t('lost.text')}>
        <p>
          <a href={place.base}>{texts.t('nav.sign-in')}</a>
        </p>
      </EmptyState>
    </Page>,
    404,
  );
}

function backendPages(options: SampleAppOptions): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  const services = serviceCache();
  const login = backendLogin();
  const protect = csrfProtection({ assets: (c) => `${placeOf(c, options).base}/assets` });
  app.use(bodyLimit({ maxSize: LONGEST_FORM }));
  app.use(async (c, next) => {
    const backend = options.backend?.();
    if (backend === undefined) return withoutTrailingSlash(c) ?? lost(c, options);
    const place = placeOf(c, options);
    c.set('place', place);
    c.set('texts', textsFor(c));
    c.set('services', services(place, backend, (c.env ?? {}) as object));
    return protect(c as never, next);
  });
  app.onError((error, c) => login.onError(error, c));
  app.route('/', login.pages);
  app.route('/profile', profilePages(login));
  app.route('/help-desk', helpDeskPages(login));
  return app;
}
