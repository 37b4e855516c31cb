import { Hono } from 'hono';
import { errorPage, limitBody, OAuthError, unexpectedError } from '../authentication-api';
import { type CsrfVariables, csrfProtection, pageAssets, securityHeaders } from '../pages';
import { localPath } from '../request-url';
import type { TenantContext } from '../tenant-context';
import { showConnected, showDevice, submitDevice } from './device';
import { verifyEmail } from './email-verification';
import { showForm, submitForm } from './form/form-page';
import type { PageContext } from './hosted-page';
import { showIdentityProvider, submitIdentityProvider } from './identity-provider';
import { showLogin, submitLogin } from './login';
import { showMultifactor, submitMultifactor } from './multifactor';
import { showPasswordless, submitPasswordless } from './passwordless';
import { showNewPassword, showResetRequest, submitNewPassword, submitResetRequest } from './reset-password';
import { showSignup, submitSignup } from './signup';

type Handler = (tenant: TenantContext, c: PageContext) => Response | Promise<Response>;

const PAGES: Readonly<Record<string, { show: Handler; submit?: Handler }>> = {
  '/u/login': { show: showLogin, submit: submitLogin },
  '/u/signup': { show: showSignup, submit: submitSignup },
  '/u/form': { show: showForm, submit: submitForm },
  '/u/email-verification': { show: verifyEmail },
  '/u/reset-password/request': { show: showResetRequest, submit: submitResetRequest },
  '/u/reset-verify': { show: showNewPassword, submit: submitNewPassword },
  '/u/identity-provider': { show: showIdentityProvider, submit: submitIdentityProvider },
  '/u/passwordless': { show: showPasswordless, submit: submitPasswordless },
  '/u/device': { show: showDevice, submit: submitDevice },
  '/u/device/connected': { show: showConnected },
  '/u/mfa': { show: showMultifactor, submit: submitMultifactor },
};

/**
 * The hosted pages of one tenant. Every form carries a CSRF token; forms may lead anywhere, as a login ends at
 * its application's callback.
 */
export function createUniversalLogin(tenant: TenantContext): Hono<{ Variables: CsrfVariables }> {
  const app = new Hono<{ Variables: CsrfVariables }>();
  app.onError((error, c) => errorPage(tenant, c, unexpectedError(tenant, c, error)));
  app.use('/u/*', securityHeaders({ formAction: 'any', opener: 'any' }), limitBody, csrfProtection());
  for (const [path, { show, submit }] of Object.entries(PAGES)) {
    app.get(path, (c) => answer(tenant, c, show));
    if (submit !== undefined) app.post(path, (c) => answer(tenant, c, submit));
  }
  app.route('/assets', pageAssets());
  // Browsers ask for it at the root wherever an answer names no icon, such as a redirect or plain text.
  app.get('/favicon.ico', (c) => c.redirect(localPath(c, '/assets/icon.svg')));
  return app;
}

async function answer(tenant: TenantContext, c: PageContext, handler: Handler): Promise<Response> {
  try {
    return await handler(tenant, c);
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return errorPage(tenant, c, error);
  }
}
