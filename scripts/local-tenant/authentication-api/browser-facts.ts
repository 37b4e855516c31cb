import type { Client, Connection, JsonObject, Organization, User } from '../store';
import type { TenantContext } from '../tenant-context';
import { effectiveAudience } from './grant';
import type { LoginFacts } from './login-event';
import type { Session } from './session';
import type { Authentication, Transaction } from './transaction';

export type AuthenticatedTransaction = Transaction & { authentication: Authentication };

interface Parts {
  transaction: AuthenticatedTransaction;
  client: Client;
  user: User;
  connection: Connection;
  organization: Organization | undefined;
  session: Session | undefined;
}

/** What the Actions of a login in the browser may know of it. */
export function browserFacts(tenant: TenantContext, parts: Parts): LoginFacts {
  const { transaction, organization, session, ...rest } = parts;
  const { parameters } = transaction;
  const audience = effectiveAudience(tenant, parameters.audience);
  return {
    ...rest,
    protocol: protocolOf(transaction),
    methods: transaction.authentication.methods,
    scope: parameters.scope,
    ...(audience === undefined ? {} : { audience }),
    ...(organization === undefined ? {} : { organization }),
    ...(session === undefined ? {} : { session }),
    transaction: eventTransaction(transaction),
  };
}

/** `event.transaction` of a login or a sign-up in the browser. */
export function eventTransaction(transaction: Transaction): JsonObject {
  const { parameters, login_id, locale, metadata, device } = transaction;
  return {
    id: login_id,
    locale,
    protocol: protocolOf(transaction),
    ...(device === undefined
      ? { redirect_uri: parameters.redirect_uri, response_mode: parameters.response_mode }
      : {}),
    requested_scopes: parameters.scope,
    response_type: parameters.response_type,
    acr_values: parameters.acr_values,
    prompt: parameters.prompt,
    ui_locales: parameters.ui_locales,
    metadata,
    ...(parameters.state === undefined ? {} : { state: parameters.state }),
    ...(parameters.login_hint === undefined ? {} : { login_hint: parameters.login_hint }),
  };
}

/** How the dashboard calls this way of logging in. */
export function flowOf({ parameters, authentication, device }: Transaction): string {
  if (device !== undefined) return 'device';
  if (parameters.prompt.includes('none')) return 'silent';
  return authentication?.interactive === false ? 'browser (single sign-on)' : 'browser';
}

function protocolOf({ parameters: { response_type: types }, device }: Transaction): string {
  if (device !== undefined) return 'oauth2-device-code';
  if (!types.includes('code')) return 'oidc-implicit-profile';
  return types.length > 1 ? 'oidc-hybrid-profile' : 'oidc-basic-profile';
}
