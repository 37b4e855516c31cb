import * as oidc from 'openid-client';
import type { ClientCredentials } from '../options';
import type { PendingLogin, Session } from './sessions';
import type { TenantFetch } from './tenant-fetch';

const HOUR = 3_600;
const SESSION_SECONDS = 8 * HOUR;
const LOGIN_SECONDS = HOUR;
/** How long ago a person may have proved who they are when they change the address or delete the account. */
export const RECENT_SECONDS = 600;

export interface LoginRequest {
  redirectUri: string;
  returnTo: string;
  /** Ask for the password again, however recent the last login. */
  again?: boolean;
  organization?: string | undefined;
  /** The language of the tenant's pages. */
  locale: string;
}

/** The tenant refused the login: `error` and `error_description` as it sent them. */
export class LoginDenied extends Error {
  constructor(
    readonly error: string,
    readonly description: string,
  ) {
    super(error);
    this.name = 'LoginDenied';
  }
}

/** Logging in to the backend's pages: code flow with PKCE, state, nonce and `max_age`, by openid-client. */
export function webLogin(issuerBaseUrl: string, credentials: ClientCredentials, fetch: TenantFetch) {
  let discovered: Promise<oidc.Configuration> | undefined;
  const configuration = () => {
    discovered ??= oidc
      .discovery(new URL(`${issuerBaseUrl}/`), credentials.clientId, credentials.clientSecret, undefined, {
        [oidc.customFetch]: (url: string, init: unknown) => fetch(url, init as RequestInit),
        // Only a tenant on this machine is spoken to without TLS.
        execute: issuerBaseUrl.startsWith('http://localhost') ? [oidc.allowInsecureRequests] : [],
      })
      .catch((error: unknown) => {
        discovered = undefined;
        throw error;
      });
    return discovered;
  };

  return {
    async begin(request: LoginRequest): Promise<{ url: URL; pending: PendingLogin }> {
      const pending: PendingLogin = {
        codeVerifier: oidc.randomPKCECodeVerifier(),
        nonce: oidc.randomNonce(),
        state: oidc.randomState(),
        maxAge: request.again === true ? RECENT_SECONDS : SESSION_SECONDS,
        redirectUri: request.redirectUri,
        returnTo: request.returnTo,
        endsAt: Date.now() + LOGIN_SECONDS * 1000,
      };
      const url = oidc.buildAuthorizationUrl(await configuration(), {
        redirect_uri: request.redirectUri,
        scope: 'openid profile email',
        code_challenge: await oidc.calculatePKCECodeChallenge(pending.codeVerifier),
        code_challenge_method: 'S256',
        state: pending.state,
        nonce: pending.nonce,
        max_age: String(pending.maxAge),
        ui_locales: request.locale,
        ...(request.again === true ? { prompt: 'login' } : {}),
        ...(request.organization === undefined ? {} : { organization: request.organization }),
      });
      return { url, pending };
    },

    /** @throws LoginDenied where the tenant said no, or its answer does not fit the login that was begun */
    async finish(callback: URL, pending: PendingLogin): Promise<Session> {
      try {
        const tokens = await oidc.authorizationCodeGrant(await configuration(), callback, {
          pkceCodeVerifier: pending.codeVerifier,
          expectedNonce: pending.nonce,
          expectedState: pending.state,
          maxAge: pending.maxAge,
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        if (claims === undefined) throw new LoginDenied('invalid_response', 'the tenant sent no ID token');
        return {
          userId: claims.sub,
          name: String(claims.name ?? claims.email ?? claims.sub),
          organizationId: typeof claims.org_id === 'string' ? claims.org_id : undefined,
          authenticatedAt: claims.auth_time ?? 0,
          endsAt: Date.now() + SESSION_SECONDS * 1000,
        };
      } catch (error) {
        if (error instanceof oidc.AuthorizationResponseError || error instanceof oidc.ResponseBodyError) {
          throw new LoginDenied(error.error, error.error_description ?? '');
        }
        if (error instanceof oidc.ClientError) {
          throw new LoginDenied('invalid_response', 'The answer does not fit a login that was begun here.');
        }
        throw error;
      }
    },

    logoutUrl(returnTo: string): URL {
      const url = new URL(`${issuerBaseUrl}/v2/logout`);
      url.searchParams.set('client_id', credentials.clientId);
      url.searchParams.set('returnTo', returnTo);
      return url;
    },
  };
}

export type WebLogin = ReturnType<typeof webLogin>;
