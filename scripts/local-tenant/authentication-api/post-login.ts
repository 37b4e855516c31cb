import { deployedActions, type Effects, type TriggerOutcome, type TriggerResult } from '../actions-runtime';
import type { JsonObject, User } from '../store';
import type { TenantContext } from '../tenant-context';
import { logEvent } from '../tenant-log';
import { findUser, writeMetadata } from '../users';
import { recordExecution } from './execution';
import { actionClock, type EventRequest, type LoginFacts, postLoginEvent } from './login-event';
import { recordLeg } from './login-record';
import { revokeTokensOf } from './refresh-tokens';
import { rolesOf } from './roles';
import { endSession, type Session, saveSession } from './session';
import type { Step } from './transaction';

/** A login (or refresh, or password grant) at the point where its Actions run. */
export interface PostLoginRun {
  facts: LoginFacts;
  request: EventRequest;
  loginId: string;
  /** For the dashboard: browser, silent, refresh, password, passwordless. */
  flow: string;
  resume?: { step: Step; prompt?: JsonObject };
}

export interface PostLoginResult {
  outcome: TriggerOutcome;
  effects: Effects;
  /** As stored after this leg; after `setPrimaryUser` the one whom the login goes on with. */
  user: User;
  session?: Session;
  methods: { name: string; timestamp: string }[];
  /** For `details.actions.executions` of the tenant log. */
  executions: string[];
}

/**
 * Runs one leg of the post-login trigger and applies at once what has to survive whatever comes next: the
 * batched metadata write (kept after a denial), session settings, the record for the dashboard.
 */
export async function runPostLogin(tenant: TenantContext, run: PostLoginRun): Promise<PostLoginResult> {
  const { facts, request, resume } = run;
  const startedAt = tenant.now().toISOString();
  const event = postLoginEvent(tenant, facts, request);
  if (resume?.prompt !== undefined) event.prompt = resume.prompt;
  const result = await tenant.runtime.run({
    trigger: 'post-login',
    actions: deployedActions(tenant.store, 'post-login'),
    event,
    recordEvents: true,
    ...actionClock(tenant),
    lookups: { roles: rolesOf(tenant, facts.user.user_id, facts.organization) },
    ...(resume === undefined ? {} : { resume: resume.step.suspension }),
  });
  return applyResult(tenant, run, startedAt, result);
}

function applyResult(
  tenant: TenantContext,
  run: PostLoginRun,
  startedAt: string,
  result: TriggerResult,
): PostLoginResult {
  const { facts } = run;
  const { effects, outcome } = result;
  return tenant.store.transaction(() => {
    const user = applyMetadata(tenant, facts.user, effects);
    const session = applySession(tenant, facts.session, effects);
    recordLeg(tenant, openingOf(run), startedAt, result);
    const executions = recordExecution(tenant, { trigger: 'post-login', startedAt, result });
    const timestamp = tenant.now().toISOString();
    return {
      outcome,
      effects,
      user: primaryUser(tenant, effects) ?? user,
      ...(session === undefined ? {} : { session }),
      methods: [...facts.methods, ...effects.authenticationMethods.map((name) => ({ name, timestamp }))],
      executions,
    };
  });
}

/** Whether `api.multifactor.enable`, which takes effect after all Actions, asks for a factor that is yet to be used. */
export function wantsFactor({ effects, methods }: PostLoginResult): boolean {
  const provider = effects.multifactor?.provider ?? 'none';
  return provider !== 'none' && !methods.some((method) => method.name === 'mfa');
}

function openingOf({ facts, loginId, flow }: PostLoginRun) {
  const { user, client, connection } = facts;
  const name = user.email ?? user.name;
  return {
    id: loginId,
    trigger: 'post-login' as const,
    flow,
    user_id: user.user_id,
    client_id: client.client_id,
    connection: connection.name,
    ...(name === undefined ? {} : { user_name: name }),
  };
}

function applyMetadata(tenant: TenantContext, user: User, effects: Effects): User {
  const { userMetadata, appMetadata } = effects;
  if (Object.keys(userMetadata).length === 0 && Object.keys(appMetadata).length === 0) return user;
  return (
    writeMetadata(tenant, user.user_id, { user_metadata: userMetadata, app_metadata: appMetadata }) ?? user
  );
}

/** Expiries only ever move closer; a revoked session is gone at once. */
function applySession(
  tenant: TenantContext,
  session: Session | undefined,
  effects: Effects,
): Session | undefined {
  if (session === undefined) return undefined;
  const { revoke, expiresAt, idleExpiresAt, cookieMode } = effects.session;
  if (revoke !== undefined) {
    endSession(tenant, session.id);
    if (!revoke.preserveRefreshTokens) revokeTokensOf(tenant, session.user_id, { session_id: session.id });
    logEvent(tenant, 'session_revoked', {
      description: revoke.reason,
      user_id: session.user_id,
      details: { session_id: session.id },
    });
    return undefined;
  }
  const hasMetadata = effects.sessionMetadata !== undefined;
  if (expiresAt === undefined && idleExpiresAt === undefined && cookieMode === undefined && !hasMetadata) {
    return session;
  }
  const changed: Session = {
    ...session,
    expires_at: earlier(session.expires_at, expiresAt),
    idle_expires_at: earlier(session.idle_expires_at, idleExpiresAt),
    cookie_mode: cookieMode ?? session.cookie_mode,
    metadata: effects.sessionMetadata ?? session.metadata,
  };
  saveSession(tenant, changed);
  return changed;
}

function earlier(stored: string, milliseconds: number | undefined): string {
  return milliseconds === undefined
    ? stored
    : new Date(Math.min(Date.parse(stored), milliseconds)).toISOString();
}

function primaryUser(tenant: TenantContext, effects: Effects): User | undefined {
  return effects.primaryUserId === undefined ? undefined : findUser(tenant, effects.primaryUserId);
}
