import { randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { clientIp, issuer, localPath } from '../request-url';
import type { Client, Connection, JsonObject, Organization, User } from '../store';
import type { TenantContext } from '../tenant-context';
import { findConnection, findUser, updateUser } from '../users';
import type { AuthorizeParameters } from './authorize-parameters';
import { findClient } from './clients';
import { createCode } from './codes';
import { earnedGrant } from './earned-grant';
import { accessTokenLifetime, effectiveAudience, type Grant } from './grant';
import { issueAccessToken, issueIdToken } from './issue-tokens';
import { eventRequest, type LoginFacts } from './login-event';
import { logRequest } from './login-log';
import { reasonOf } from './login-record';
import { invalidRequest, OAuthError } from './oauth-error';
import { acceptInvitation, requestedOrganization, requireMembership } from './organization';
import { type PostLoginResult, runPostLogin } from './post-login';
import { respond } from './respond';
import { findSession, type Session, startSession, writeCookie } from './session';
import {
  type Authentication,
  endTransaction,
  type Step,
  saveTransaction,
  type Transaction,
} from './transaction';

/** Somebody has just proved who they are, on a page of this transaction. */
export interface ProvenIdentity {
  user: User;
  connection: Connection;
  /** pwd, email, sms, federated, … (authentication.methods[].name) */
  method: string;
}

/** Begins the session and runs the post-login pipeline. */
export async function completeAuthentication(
  tenant: TenantContext,
  c: Context,
  transaction: Transaction,
  { user, connection, method }: ProvenIdentity,
): Promise<Response> {
  const timestamp = tenant.now().toISOString();
  const methods = [{ name: method, timestamp }];
  if (user.blocked === true) return refuse(tenant, c, transaction, blocked(), { user, connection });
  const session = startSession(tenant, c, {
    user_id: user.user_id,
    connection: connection.name,
    methods,
    client_id: transaction.parameters.client_id,
  });
  countLogin(tenant, c, user);
  const authentication: Authentication = {
    user_id: user.user_id,
    connection: connection.name,
    methods,
    session_id: session.id,
    interactive: true,
  };
  return runLeg(tenant, c, { ...fromTheStart(transaction), authentication }, session);
}

/** Whoever goes back to the login page and logs in again leaves nothing of the attempt before. */
function fromTheStart({
  step: _step,
  earned: _earned,
  form: _form,
  ...transaction
}: Transaction): Transaction {
  const isSecondAttempt = transaction.authentication !== undefined;
  return isSecondAttempt
    ? { ...transaction, login_id: randomBytes(16).toString('hex'), metadata: {} }
    : transaction;
}

/** Runs the pipeline for somebody whose session already exists. */
export function continueSession(
  tenant: TenantContext,
  c: Context,
  transaction: Transaction,
  session: Session,
): Promise<Response> {
  const authentication: Authentication = {
    user_id: session.user_id,
    connection: session.connection,
    methods: session.methods,
    session_id: session.id,
    interactive: false,
  };
  return runLeg(tenant, c, { ...transaction, authentication }, session);
}

/** What a suspended pipeline goes on with. */
export interface Resumption {
  query: JsonObject;
  body: JsonObject;
  /** `event.prompt` after a form. */
  prompt?: JsonObject;
  /** A factor that was just used, e.g. `mfa`. */
  method?: string;
}

/** Resumes in the Action that suspended, with a fresh `event.request`. */
export async function resumeLogin(
  tenant: TenantContext,
  c: Context,
  transaction: Transaction,
  resumption: Resumption,
): Promise<Response> {
  const { authentication, earned } = transaction;
  if (authentication === undefined) throw invalidRequest('There is no login to continue');
  const timestamp = tenant.now().toISOString();
  const methods =
    resumption.method === undefined
      ? authentication.methods
      : [...authentication.methods, { name: resumption.method, timestamp }];
  const resumed = { ...transaction, authentication: { ...authentication, methods } };
  if (earned !== undefined) return succeed(tenant, c, resumed, { ...earned, methods });
  return runLeg(tenant, c, resumed, findSession(tenant, authentication.session_id), resumption);
}

async function runLeg(
  tenant: TenantContext,
  c: Context,
  transaction: Transaction & { authentication: Authentication },
  session: Session | undefined,
  resumption?: Resumption,
): Promise<Response> {
  const { parameters, authentication } = transaction;
  const client = findClient(tenant, parameters.client_id);
  let user = findUser(tenant, authentication.user_id);
  const connection = findConnection(tenant, authentication.connection);
  try {
    if (client === undefined || user === undefined || connection === undefined) {
      throw new OAuthError(
        403,
        'access_denied',
        'The application, the user or the connection was deleted meanwhile',
      );
    }
    if (user.blocked === true) throw blocked();
    const organization = requestedOrganization(tenant, client, parameters.organization);
    if (organization !== undefined) {
      if (parameters.invitation !== undefined) {
        user = acceptInvitation(tenant, organization, parameters.invitation, user);
      }
      requireMembership(tenant, organization, user, connection);
    }
    const facts = factsOf(tenant, { transaction, client, user, connection, organization, session });
    const result = await runPostLogin(tenant, {
      facts,
      request:
        resumption === undefined
          ? eventRequest(c, transaction.query, transaction.prompt_fields)
          : eventRequest(c, resumption.query, resumption.body),
      loginId: transaction.login_id,
      flow: flowOf(transaction),
      ...(resumption === undefined || transaction.step === undefined
        ? {}
        : {
            resume: {
              step: transaction.step,
              ...(resumption.prompt === undefined ? {} : { prompt: resumption.prompt }),
            },
          }),
    });
    return await settle(tenant, c, transaction, facts, result);
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return refuse(tenant, c, transaction, error, { user, connection });
  }
}

/** What the outcome of a leg means for the browser. */
async function settle(
  tenant: TenantContext,
  c: Context,
  transaction: Transaction & { authentication: Authentication },
  facts: LoginFacts,
  result: PostLoginResult,
): Promise<Response> {
  const { outcome, effects } = result;
  if (result.session !== undefined && result.session !== facts.session) writeCookie(c, result.session);
  switch (outcome.kind) {
    case 'redirect':
    case 'form':
    case 'challenge':
      return suspend(tenant, c, transaction, result, outcome);
    case 'interaction_required':
      throw new OAuthError(403, 'interaction_required', 'Interaction required');
    case 'completed': {
      const grant = earnedGrant(tenant, facts, result, {
        login_id: transaction.login_id,
        ...(transaction.parameters.nonce === undefined ? {} : { nonce: transaction.parameters.nonce }),
        ...(transaction.parameters.max_age === undefined ? {} : { with_auth_time: true }),
      });
      const wantsFactor = effects.multifactor !== undefined && effects.multifactor.provider !== 'none';
      if (wantsFactor && !facts.methods.some((method) => method.name === 'mfa')) {
        return challengeAtTheEnd(tenant, c, transaction, grant);
      }
      return succeed(tenant, c, transaction, grant, result.executions);
    }
    default:
      throw new OAuthError(403, 'access_denied', reasonOf(outcome) ?? 'Access denied');
  }
}

function suspend(
  tenant: TenantContext,
  c: Context,
  transaction: Transaction & { authentication: Authentication },
  result: PostLoginResult,
  step: Step,
): Response {
  const { form: _finished, ...rest } = transaction;
  saveTransaction(tenant, {
    ...rest,
    step,
    metadata: { ...transaction.metadata, ...result.effects.transactionMetadata },
    authentication: { ...transaction.authentication, methods: result.methods },
  });
  if (step.kind === 'redirect') {
    const url = new URL(step.url);
    url.searchParams.set('state', transaction.state);
    return c.redirect(url.toString(), 302);
  }
  const page = step.kind === 'form' ? '/u/form' : '/u/mfa';
  return c.redirect(localPath(c, `${page}?state=${transaction.state}`), 302);
}

/** `api.multifactor.enable` asks for a factor after all Actions have run. */
function challengeAtTheEnd(
  tenant: TenantContext,
  c: Context,
  transaction: Transaction,
  earned: Grant,
): Response {
  if (transaction.parameters.prompt.includes('none')) {
    throw new OAuthError(403, 'interaction_required', 'Multifactor authentication required');
  }
  saveTransaction(tenant, { ...transaction, earned });
  return c.redirect(localPath(c, `/u/mfa?state=${transaction.state}`), 302);
}

async function succeed(
  tenant: TenantContext,
  c: Context,
  transaction: Transaction & { authentication: Authentication },
  grant: Grant,
  executions: string[] = [],
): Promise<Response> {
  const { parameters } = transaction;
  const client = findClient(tenant, grant.client_id);
  const user = findUser(tenant, grant.user_id);
  const connection = findConnection(tenant, grant.connection);
  if (client === undefined || user === undefined) throw new OAuthError(403, 'access_denied', 'Unauthorized');
  endTransaction(tenant, transaction);
  logRequest(
    tenant,
    c,
    transaction.parameters.prompt.includes('none') ? 'ssa' : 's',
    { client, connection, user },
    {
      details: {
        prompts: [],
        actions: { executions },
        session_id: grant.session_id,
        transaction_id: transaction.login_id,
      },
    },
  );
  const issuing = { tenant, issuer: issuer(c), client, user, grant };
  const types = parameters.response_type;
  const code = types.includes('code') ? createCode(tenant, codeFor(parameters, grant)) : undefined;
  const expiresIn = accessTokenLifetime(tenant, grant.audience, 'browser');
  const accessToken = types.includes('token') ? await issueAccessToken(issuing, expiresIn) : undefined;
  const idToken = types.includes('id_token')
    ? await issueIdToken(issuing, {
        ...(code === undefined ? {} : { code }),
        ...(accessToken === undefined ? {} : { accessToken }),
      })
    : undefined;
  return respond(c, parameters, {
    code,
    access_token: accessToken,
    id_token: idToken,
    ...(accessToken === undefined
      ? {}
      : { scope: grant.scope.join(' '), expires_in: expiresIn, token_type: 'Bearer' }),
    state: parameters.state,
  });
}

function codeFor(parameters: AuthorizeParameters, grant: Grant) {
  return {
    redirect_uri: parameters.redirect_uri,
    grant,
    ...(parameters.code_challenge === undefined ? {} : { code_challenge: parameters.code_challenge }),
    ...(parameters.code_challenge_method === undefined
      ? {}
      : { code_challenge_method: parameters.code_challenge_method }),
  };
}

/** Ends a login without success: the app is told in OAuth's terms, the tenant log in Auth0's. */
export function refuse(
  tenant: TenantContext,
  c: Context,
  transaction: Transaction,
  error: OAuthError,
  who: { user?: User | undefined; connection?: Connection | undefined } = {},
): Response | Promise<Response> {
  const { parameters } = transaction;
  endTransaction(tenant, transaction);
  const client = findClient(tenant, parameters.client_id);
  logRequest(
    tenant,
    c,
    parameters.prompt.includes('none') ? 'fsa' : 'f',
    { client, ...who },
    {
      description: error.description,
      details: {
        error: { message: error.description, oauthError: error.error, type: 'oauth-authorization' },
        transaction_id: transaction.login_id,
      },
    },
  );
  return respond(c, parameters, { ...error.body(), state: parameters.state });
}

function blocked(): OAuthError {
  return new OAuthError(403, 'unauthorized', 'user is blocked');
}

/** Denied logins count too: `stats.logins_count` is 1 at somebody's first attempt, whatever becomes of it. */
export function countLogin(tenant: TenantContext, c: Context, user: User): User {
  const counted = updateUser(tenant, user.user_id, (stored) => ({
    logins_count: (stored.logins_count ?? 0) + 1,
    last_login: tenant.now().toISOString(),
    last_ip: clientIp(c),
  }));
  return counted ?? user;
}

function flowOf({ parameters, authentication }: Transaction): string {
  if (parameters.prompt.includes('none')) return 'silent';
  return authentication?.interactive === false ? 'browser (single sign-on)' : 'browser';
}

interface Facts {
  transaction: Transaction & { authentication: Authentication };
  client: Client;
  user: User;
  connection: Connection;
  organization: Organization | undefined;
  session: Session | undefined;
}

function factsOf(tenant: TenantContext, facts: Facts): LoginFacts {
  const { transaction, organization, session, ...rest } = facts;
  const { parameters } = transaction;
  const audience = effectiveAudience(tenant, parameters.audience);
  return {
    ...rest,
    protocol: protocolOf(parameters.response_type),
    methods: transaction.authentication.methods,
    scope: parameters.scope,
    ...(audience === undefined ? {} : { audience }),
    ...(organization === undefined ? {} : { organization }),
    ...(session === undefined ? {} : { session }),
    transaction: eventTransaction(transaction),
  };
}

function eventTransaction({ parameters, login_id, locale, metadata }: Transaction): JsonObject {
  return {
    id: login_id,
    locale,
    redirect_uri: parameters.redirect_uri,
    response_mode: parameters.response_mode,
    response_type: parameters.response_type,
    acr_values: parameters.acr_values,
    prompt: parameters.prompt,
    ui_locales: parameters.ui_locales,
    metadata,
    ...(parameters.state === undefined ? {} : { state: parameters.state }),
    ...(parameters.login_hint === undefined ? {} : { login_hint: parameters.login_hint }),
  };
}

function protocolOf(types: string[]): string {
  if (!types.includes('code')) return 'oidc-implicit-profile';
  return types.length > 1 ? 'oidc-hybrid-profile' : 'oidc-basic-profile';
}
