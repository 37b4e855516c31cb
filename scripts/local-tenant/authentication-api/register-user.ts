import { randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { deployedActions, type Effects } from '../actions-runtime';
import { sendVerificationEmail } from '../email';
import { baseUrl } from '../request-url';
import type { Client, Connection, JsonObject, User } from '../store';
import type { TenantContext } from '../tenant-context';
import { createUser, mergeMetadata, type NewUser, newEventUser, strategyType, UserDataError } from '../users';
import { eventTransaction } from './browser-facts';
import { recordExecution } from './execution';
import { actionClock, commonEvent, eventRequest } from './login-event';
import { logRequest } from './login-log';
import { recordLeg } from './login-record';
import type { Transaction } from './transaction';

export interface Registration {
  client: Client;
  connection: Connection;
  profile: Omit<NewUser, 'connection' | 'password' | 'app_metadata'>;
  password?: string;
  /** `event.request.body`: the page's `ulp-*` fields. */
  body: JsonObject;
  /** Absent where somebody calls /dbconnections/signup directly. */
  transaction?: Transaction;
}

export type RegistrationResult =
  | { kind: 'registered'; user: User }
  | { kind: 'exists' }
  /** By an Action: `reason` for the log and API callers, `message` for the person. */
  | { kind: 'denied'; reason: string; message: string }
  | { kind: 'invalid'; reason: string; message: string; errors: { code: string; message: string }[] };

/**
 * Runs pre-user-registration and creates the user: from the sign-up page, /dbconnections/signup, or a
 * passwordless code's first use. A database user gets the verification email. (docs: customize/actions/explore-triggers/pre-user-registration)
 */
export async function registerUser(
  tenant: TenantContext,
  c: Context,
  registration: Registration,
): Promise<RegistrationResult> {
  const { client, connection, profile, password } = registration;
  const run = await runPreUserRegistration(tenant, c, registration);
  const { outcome, effects } = run.result;
  if (outcome.kind !== 'completed') {
    const refused = refusalOf(outcome);
    logRequest(
      tenant,
      c,
      'fs',
      { client, connection },
      {
        description: refused.reason,
        details: { actions: { executions: run.executions } },
      },
    );
    return refused;
  }
  // Metadata set before the registration of a passwordless user is not stored.
  const keepsMetadata = strategyType(connection.strategy) === 'database';
  try {
    const user = await createUser(tenant, {
      ...profile,
      connection,
      ...(password === undefined ? {} : { password }),
      ...(effects.userId === undefined ? {} : { user_id: effects.userId }),
      ...(keepsMetadata ? storedMetadata(profile.user_metadata, effects) : {}),
    });
    logRequest(
      tenant,
      c,
      'ss',
      { client, connection, user },
      {
        details: { actions: { executions: run.executions }, prompts: [] },
      },
    );
    if (keepsMetadata && user.email !== undefined && user.email_verified !== true) {
      sendVerificationEmail(tenant, user, { baseUrl: baseUrl(c), client });
    }
    return { kind: 'registered', user };
  } catch (error) {
    if (!(error instanceof UserDataError) || error.statusCode !== 409) throw error;
    logRequest(tenant, c, 'fs', { client, connection }, { description: 'Invalid sign up' });
    return { kind: 'exists' };
  }
}

/** What the caller and the Actions set; nothing where neither set anything. */
function storedMetadata(given: JsonObject | undefined, effects: Effects): Partial<NewUser> {
  const userMetadata = mergeMetadata(given, effects.userMetadata);
  const appMetadata = mergeMetadata({}, effects.appMetadata);
  return {
    ...(Object.keys(userMetadata).length === 0 ? {} : { user_metadata: userMetadata }),
    ...(Object.keys(appMetadata).length === 0 ? {} : { app_metadata: appMetadata }),
  };
}

async function runPreUserRegistration(tenant: TenantContext, c: Context, registration: Registration) {
  const { client, connection, transaction, profile, body } = registration;
  const startedAt = tenant.now().toISOString();
  const { query: _query, ...request } = eventRequest(c, {}, body);
  const result = await tenant.runtime.run({
    trigger: 'pre-user-registration',
    actions: deployedActions(tenant.store, 'pre-user-registration'),
    recordEvents: true,
    ...actionClock(tenant),
    event: {
      ...commonEvent(tenant, client, connection),
      request,
      user: newEventUser(profile),
      ...(transaction === undefined ? {} : { transaction: eventTransaction(transaction) }),
    },
  });
  recordLeg(
    tenant,
    {
      id: randomBytes(16).toString('hex'),
      trigger: 'pre-user-registration',
      flow: transaction === undefined ? 'sign-up (API)' : 'sign-up',
      client_id: client.client_id,
      connection: connection.name,
      ...(profile.email === undefined ? {} : { user_name: profile.email }),
    },
    startedAt,
    result,
  );
  const executions = recordExecution(tenant, { trigger: 'pre-user-registration', startedAt, result });
  return { result, executions };
}

type Outcome = Awaited<ReturnType<typeof runPreUserRegistration>>['result']['outcome'];

function refusalOf(outcome: Outcome): Extract<RegistrationResult, { kind: 'denied' | 'invalid' }> {
  switch (outcome.kind) {
    case 'denied':
      return { kind: 'denied', reason: outcome.reason, message: outcome.userMessage ?? outcome.reason };
    case 'invalid': {
      const message = outcome.errors.map((error) => error.message).join(' ');
      return { kind: 'invalid', reason: outcome.errors[0]?.code ?? message, message, errors: outcome.errors };
    }
    case 'failed':
      return { kind: 'denied', reason: outcome.error.message, message: outcome.error.message };
    default:
      return { kind: 'denied', reason: 'Sandbox error', message: 'Sandbox error' };
  }
}
