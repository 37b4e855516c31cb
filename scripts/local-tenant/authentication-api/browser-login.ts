import { randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import type { Connection, JsonObject, User } from '../store';
import type { TenantContext } from '../tenant-context';
import { findConnection, findUser } from '../users';
import { answerLogin } from './answer-login';
import { type AuthenticatedTransaction, browserFacts, flowOf } from './browser-facts';
import { findClient } from './clients';
import { countLogin } from './count-login';
import { earnedGrant } from './earned-grant';
import { eventRequest, type LoginFacts } from './login-event';
import { reasonOf } from './login-record';
import { invalidRequest, OAuthError, userIsBlocked } from './oauth-error';
import { acceptInvitation, requestedOrganization, requireMembership } from './organization';
import { type PostLoginResult, runPostLogin, wantsFactor } from './post-login';
import { refuseLogin } from './refuse-login';
import { currentSession, findSession, type Session, startSession, writeCookie } from './session';
import { challengeAtTheEnd, suspendLogin } from './suspend-login';
import type { Authentication, Transaction } from './transaction';

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
  if (user.blocked === true)
    return refuseLogin(tenant, c, transaction, userIsBlocked(), { user, connection });
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
    if (user.blocked === true) throw userIsBlocked();
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
    return refuseLogin(tenant, c, transaction, error, { user, connection, executions });
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
  const { outcome } = result;
  const changed = result.session !== facts.session ? result.session : undefined;
  if (changed !== undefined && isSessionHere(tenant, c, transaction, changed)) writeCookie(c, changed);
  switch (outcome.kind) {
    case 'redirect':
    case 'form':
    case 'challenge':
      return suspendLogin(tenant, c, transaction, result, outcome);
    case 'interaction_required':
      throw new OAuthError(403, 'interaction_required', 'Interaction required');
    case 'completed': {
      const grant = earnedGrant(tenant, facts, result, {
        login_id: transaction.login_id,
        ...(transaction.parameters.nonce === undefined ? {} : { nonce: transaction.parameters.nonce }),
        ...(transaction.parameters.max_age === undefined ? {} : { with_auth_time: true }),
      });
      if (wantsFactor(result)) return challengeAtTheEnd(tenant, c, transaction, grant);
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
