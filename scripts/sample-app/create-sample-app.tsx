import { Hono } from 'hono';
import { pageAssets, securityHeaders } from '../local-tenant/pages';
import { placeOf } from './frame';
import type { SampleAppOptions } from './options';
import { SignInPage } from './sign-in/page';
import { sdkScript, signInScript } from './sign-in/script';

const SCRIPT = { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-cache' };

/**
 * The app that one logs in to: a sign-in page with the real auth0-spa-js, which shows what comes back. Works
 * against the local tenant and against a real one, as the options say.
 */
export function createSampleApp(options: SampleAppOptions): Hono {
  const app = new Hono();
  app.use((c, next) =>
    // The silent login fetches from the tenant and opens it in a hidden frame.
    securityHeaders({ connectTo: [new URL(placeOf(c, options).issuerBaseUrl).origin] })(c, next),
  );
  app.route('/assets', pageAssets());
  app.get('/', (c) => c.html(<SignInPage options={options} place={placeOf(c, options)} />));
  app.get('/sign-in.js', async (c) => c.body(await signInScript(), 200, SCRIPT));
  app.get('/auth0-spa-js.js', (c) => c.body(sdkScript(), 200, SCRIPT));
  return app;
}
