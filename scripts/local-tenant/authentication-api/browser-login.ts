import { randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { clientIp, localPath } from '../request-url';
import type { Connection, JsonObject, User } from '../store';
import type { TenantContext } from '../tenant-context';
import { findConnection, findUser, updateUser } from '../users';
import { answerLogin } from './answer-login';
import { type AuthenticatedTransaction, browserFacts, flowOf } from './browser-facts';
import { findClient } from './clients';
import { answerDevice } from './device-codes';
import { earnedGrant } from './earned-grant';
import { errorPage } from './error-page';
import type { Grant } from './grant';
import { eventRequest, type LoginFacts } from './login-event';
import { logRequest } from './login-log';
import { reasonOf } from './login-record';
import { invalidRequest, OAuthError } from './oauth-error';
import { acceptInvitation, requestedOrganization, requireMembership } from './organization';
import { type PostLoginResult, runPostLogin } from './post-login';
import { respond } from './respond';
import { currentSession, findSession, type Session, startSession, writeCookie } from './session';
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
  const session = tenant.store.transaction(() => {
    countLogin(tenant, c, user);
    const who = { user_id: user.user_id, connection: connection.name, methods };
    return startSession(tenant, c, { ...who, client_id: transaction.parameters.client_id });
  });
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
  if (earned !== undefined) return answerLogin(tenant, c, resumed, { ...earned, methods });
  return runLeg(tenant, c, resumed, findSession(tenant, authentication.session_id), resumption);
}

async function runLeg(
  tenant: TenantContext,
  c: Context,
  transaction: AuthenticatedTransaction,
  session: Session | undefined,
  resumption?: Resumption,
): Promise<Response> {
  const { parameters, authentication } = transaction;
  const client = findClient(tenant, parameters.client_id);
  let user = findUser(tenant, authentication.user_id);
  const connection = findConnection(tenant, authentication.connection);
  let executions: string[] = [];
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
    const facts = browserFacts(tenant, { transaction, client, user, connection, organization, session });
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
    executions = result.executions;
    return await settle(tenant, c, transaction, facts, result);
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return refuse(tenant, c, transaction, error, { user, connection, executions });
  }
}

/** What the outcome of a leg means for the browser. */
async function settle(
  tenant: TenantContext,
  c: Context,
  transaction: AuthenticatedTransaction,
  facts: LoginFacts,
  result: PostLoginResult,
): Promise<Response> {
  const { outcome, effects } = result;
  const changed = result.session !== facts.session ? result.session : undefined;
  if (changed !== undefined && isSessionHere(tenant, c, transaction, changed)) writeCookie(c, changed);
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
      return answerLogin(tenant, c, transaction, grant, result.executions);
    }
    default:
      throw new OAuthError(403, 'access_denied', reasonOf(outcome) ?? 'Access denied');
  }
}

/** Whoever opens the /continue of somebody else's login does not get their session. */
function isSessionHere(
  tenant: TenantContext,
  c: Context,
  transaction: AuthenticatedTransaction,
  session: Session,
): boolean {
  return transaction.step === undefined || currentSession(tenant, c)?.id === session.id;
}

function suspend(
  tenant: TenantContext,
  c: Context,
  transaction: AuthenticatedTransaction,
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

/** Whose login it was, and the executions of its Actions, as far as it came. */
interface Refused {
  user?: User | undefined;
  connection?: Connection | undefined;
  executions?: string[];
}

/** Ends a login without success: the app is told in OAuth's terms, the tenant log in Auth0's. */
export function refuse(
  tenant: TenantContext,
  c: Context,
  transaction: Transaction,
  error: OAuthError,
  { executions = [], ...who }: Refused = {},
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
        actions: { executions },
        ...(transaction.authentication === undefined
          ? {}
          : { session_id: transaction.authentication.session_id }),
        ...(who.user === undefined ? {} : { stats: { loginsCount: who.user.logins_count ?? 0 } }),
        transaction_id: transaction.login_id,
      },
    },
  );
  if (transaction.device !== undefined) {
    answerDevice(tenant, transaction.device, { refusal: error.description });
    return errorPage(tenant, c, error, parameters.client_id);
  }
  return respond(c, parameters, { ...error.body(), state: parameters.state });
}

function blocked(): OAuthError {
  return new OAuthError(403, 'unauthorized', 'user is blocked');
}

/** Denied logins count too: `stats.logins_count` is 1 at somebody's first attempt, whatever becomes of it. */
export function countLogin(tenant: TenantContext, c: Context, user: User): User {
  const now = tenant.now().toISOString();
  const counted = updateUser(tenant, user.user_id, (stored) => ({
    logins_count: (stored.logins_count ?? 0) + 1,
    last_login: now,
    updated_at: now,
    last_ip: clientIp(c),
  }));
  return counted ?? user;
}
