import {
  type ActionReport,
  type ActionsRuntime,
  issuableClaims,
  mergeMetadata,
  type RunnableAction,
  type RunnableTrigger,
  type TriggerOutcome,
  type TriggerResult,
} from '../local-tenant/actions-runtime';
import { UserError } from '../terminal';
import { completeEvent, requestOf } from './default-event';
import { isObject, mergeDeep } from './merge';
import { returnToken } from './return-token';
import type { Leg } from './scenario';
import { type SimulationResult, simulatedAction } from './simulation-result';

type JsonObject = Record<string, unknown>;

/** Given Actions, an event and a clock: what the dashboard's “try it” and `gatehouse simulate` have in common. */
export interface Simulation {
  trigger: RunnableTrigger;
  /** In bound order, with their secrets. */
  actions: RunnableAction[];
  /** Laid over the default event. */
  event?: unknown;
  now: Date;
  /** One entry per resume; those after a leg that did not suspend are not used. */
  resume?: Leg[];
  /** Signs the return token of a leg with `redirect.claims`. */
  redirectSecret?: string;
}

const STATE = 'state_simulated';
/** Sign-ups of these strategies keep no metadata (docs page of the pre-user-registration trigger). */
const PASSWORDLESS = ['email', 'sms'];

/**
 * Runs the Actions of one trigger through all legs. Never rejects for anything that an Action does.
 *
 * @throws UserError RUNTIME_UNAVAILABLE where no Action can be run at all
 */
export async function simulateActions(
  runtime: ActionsRuntime,
  simulation: Simulation,
): Promise<SimulationResult> {
  const { trigger, actions } = simulation;
  let now = simulation.now;
  let event = completeEvent(trigger, now, simulation.event);
  const reports: ActionReport[] = [];

  let result = await runtime.run({ trigger, actions, event, now });
  reports.push(...result.reports);
  event = storeMetadata(event, trigger, result);
  for (const leg of simulation.resume ?? []) {
    const { outcome } = result;
    if (!('suspension' in outcome)) break;
    now = leg.now === undefined ? now : new Date(leg.now);
    event = resumeEvent(event, leg, outcome, now, simulation.redirectSecret);
    result = await runtime.run({ trigger, actions, event, now, resume: outcome.suspension });
    reports.push(...result.reports);
    event = storeMetadata(event, trigger, result);
  }
  return describe(trigger, event, result, reports);
}

/** Auth0 issues a fresh `event.request` for every resume; the profile is read anew, with whatever changed since. */
function resumeEvent(
  event: JsonObject,
  leg: Leg,
  suspended: TriggerOutcome,
  now: Date,
  secret: string | undefined,
): JsonObject {
  const { prompt: _answered, ...before } = event;
  const carried = carriedBy(before, leg, now, secret);
  const resumed: JsonObject = { ...before, request: carried };
  if (leg.form !== undefined) {
    const shown = suspended.kind === 'form' ? suspended : undefined;
    resumed.prompt = {
      id: leg.form.id ?? shown?.formId,
      fields: leg.form.fields ?? {},
      vars: leg.form.vars ?? shown?.vars ?? {},
    };
  }
  return mergeDeep(resumed, leg.event) as JsonObject;
}

function carriedBy(event: JsonObject, leg: Leg, now: Date, secret: string | undefined): JsonObject {
  const { body, query, claims } = leg.redirect ?? {};
  if (claims !== undefined) {
    const token = returnToken(event, claims, { secret: secret ?? '', state: STATE, now });
    return requestOf(event, 'POST', { state: STATE, ...query }, { session_token: token });
  }
  const method = body !== undefined || leg.form !== undefined ? 'POST' : 'GET';
  return requestOf(event, method, { state: STATE, ...query }, body ?? {});
}

/** The event with the profile as it is stored now. A sign-up that was refused stores nothing. */
function storeMetadata(
  event: JsonObject,
  trigger: RunnableTrigger,
  { outcome, effects }: TriggerResult,
): JsonObject {
  const user = isObject(event.user) ? event.user : {};
  const connection = isObject(event.connection) ? event.connection : {};
  const nothingStored =
    trigger === 'pre-user-registration' &&
    (outcome.kind !== 'completed' || PASSWORDLESS.includes(String(connection.strategy)));
  if (nothingStored) return event;
  const { appMetadata, userMetadata } = effects;
  const stored = {
    ...(hasKeys(appMetadata) && { app_metadata: mergeMetadata(user.app_metadata, appMetadata) }),
    ...(hasKeys(userMetadata) && { user_metadata: mergeMetadata(user.user_metadata, userMetadata) }),
  };
  if (!hasKeys(stored)) return event;
  return { ...event, user: { ...user, ...stored } };
}

function hasKeys(value: object): boolean {
  return Object.keys(value).length > 0;
}

function describe(
  trigger: RunnableTrigger,
  event: JsonObject,
  result: TriggerResult,
  reports: ActionReport[],
): SimulationResult {
  const { app_metadata, user_metadata } = isObject(event.user) ? event.user : {};
  return {
    ...describeOutcome(result, trigger === 'post-login' ? () => tokens(event, result) : () => ({})),
    user: { app_metadata: mergeMetadata(app_metadata, {}), user_metadata: mergeMetadata(user_metadata, {}) },
    actions: reports.map(simulatedAction),
  };
}

type Described = Omit<SimulationResult, 'user' | 'actions'>;

function describeOutcome({ outcome, reports }: TriggerResult, issue: () => Partial<Described>): Described {
  switch (outcome.kind) {
    case 'completed':
      return { outcome: 'allow', ...issue() };
    case 'denied': {
      const { reason, userMessage } = outcome;
      return denial(userMessage === undefined ? reason : `${reason}: ${userMessage}`);
    }
    case 'invalid': {
      const [first] = outcome.errors;
      return { ...denial(`${first?.code}: ${first?.message}`), validationErrors: outcome.errors };
    }
    case 'form': {
      const { formId, fields, vars } = outcome;
      return { outcome: 'prompt', prompt: { id: formId, fields, vars } };
    }
    case 'challenge':
      return { outcome: 'prompt' };
    case 'redirect':
      return { outcome: 'redirect', redirect: { url: outcome.url } };
    case 'interaction_required':
      return { outcome: 'interaction_required', ...wantedRedirect(reports) };
    case 'failed':
      if (outcome.error.kind === 'unavailable')
        throw new UserError('RUNTIME_UNAVAILABLE', outcome.error.message);
      return { outcome: 'error', description: outcome.error.message };
  }
}

/** Where the person would have been sent, had the app let them be asked. */
function wantedRedirect(reports: readonly ActionReport[]): Pick<Described, 'redirect'> {
  const command = reports.at(-1)?.commands.findLast(({ type }) => type === 'redirect.sendUserTo');
  return typeof command?.url === 'string' ? { redirect: { url: command.url } } : {};
}

/** A reason code is the first word, before a colon; a denial by some other Action may have none. */
function denial(description: string): Described {
  const code = /^([a-z]+(?:_[a-z]+)*)(?::|$)/.exec(description)?.[1];
  return { outcome: 'deny', ...(code !== undefined && { reason: code }), description };
}

/** The custom claims that the two tokens would carry. */
function tokens(event: JsonObject, { effects }: TriggerResult): Partial<Described> {
  const transaction = isObject(event.transaction) ? event.transaction : {};
  const scopes = Array.isArray(transaction.requested_scopes) ? transaction.requested_scopes.map(String) : [];
  const audience = isObject(event.resource_server) ? String(event.resource_server.identifier) : '';
  const idToken = issuableClaims(effects.idTokenClaims, { tokenKind: 'id', scopes });
  const accessToken = issuableClaims(effects.accessTokenClaims, { tokenKind: 'access', scopes, audience });
  if (!idToken.ok) return { outcome: 'error', description: idToken.message };
  if (!accessToken.ok) return { outcome: 'error', description: accessToken.message };
  return { idToken: idToken.claims, accessToken: accessToken.claims };
}
