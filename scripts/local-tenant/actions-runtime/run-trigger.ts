import { performance } from 'node:perf_hooks';
import type {
  ActionError,
  ActionReport,
  Command,
  Effects,
  JsonObject,
  RunnableAction,
  Suspension,
  TriggerOutcome,
  TriggerResult,
  TriggerRun,
} from './contract';
import { applyCommands, emptyEffects, mergeMetadata } from './effects';
import { NO_REDIRECT_PROTOCOLS } from './sandbox/api/redirect';
import type { ActionAnswer, ActionCall, CacheRecord } from './sandbox/messages';

/** Runs one call somewhere (another process, or this one). Never rejects. */
export type ExecuteAction = (call: ActionCall) => Promise<ActionAnswer>;

/** One trigger's `api.cache`, kept between runs. */
export interface TriggerCache {
  records: Record<string, CacheRecord>;
}

const HANDLERS = {
  'post-login': { execute: 'onExecutePostLogin', resume: 'onContinuePostLogin' },
  'pre-user-registration': {
    execute: 'onExecutePreUserRegistration',
    resume: 'onContinuePreUserRegistration',
  },
} as const;

/**
 * Runs the bound Actions of one leg, in order, and adds up what they ask for. It ends at the first Action that
 * denies, fails or suspends; a suspended leg resumes in that same Action.
 */
export async function runTrigger(
  run: TriggerRun,
  execute: ExecuteAction,
  cache: TriggerCache,
): Promise<TriggerResult> {
  const began = performance.now();
  const effects = run.resume ? structuredClone(run.resume.effects) : emptyEffects();
  const reports: ActionReport[] = [];
  const start = run.resume ? run.actions.findIndex((action) => action.id === run.resume?.actionId) : 0;
  let outcome: TriggerOutcome =
    start < 0 ? failed('The Action that suspended the login is not bound any more.') : { kind: 'completed' };

  for (
    let index = start;
    index >= 0 && index < run.actions.length && outcome.kind === 'completed';
    index += 1
  ) {
    const action = run.actions[index] as RunnableAction;
    const resumes = run.resume !== undefined && index === start;
    const handler = HANDLERS[run.trigger][resumes ? 'resume' : 'execute'];
    const event = eventFor(run, effects);
    const startedAt = new Date().toISOString();
    const answer = await execute(callOf(run, action, handler, event, effects, cache));
    if (answer.cache) cache.records = answer.cache;
    if (answer.skipped) continue;
    reports.push(reportOf(action, handler, startedAt, answer, run.recordEvents === true ? event : undefined));
    if (answer.error) outcome = { kind: 'failed', error: answer.error };
    else {
      applyCommands(effects, answer.commands);
      outcome = outcomeOf(answer.commands, event, (kind) => suspend(kind, action, index, effects));
    }
  }
  return { outcome, effects: dueNow(effects, outcome), reports, durationMs: performance.now() - began };
}

/** Later Actions see the metadata that earlier ones asked for, of whatever it is, as if it were stored. */
function eventFor(run: TriggerRun, effects: Effects): JsonObject {
  const user = run.event.user as JsonObject | undefined;
  const transaction = run.event.transaction as JsonObject | undefined;
  const pending = {
    ...(Object.keys(effects.appMetadata).length > 0 && {
      app_metadata: mergeMetadata(user?.app_metadata, effects.appMetadata),
    }),
    ...(Object.keys(effects.userMetadata).length > 0 && {
      user_metadata: mergeMetadata(user?.user_metadata, effects.userMetadata),
    }),
  };
  const metadata = mergeMetadata(transaction?.metadata, effects.transactionMetadata);
  return {
    ...run.event,
    ...withMetadata(run.event, 'session', effects.sessionMetadata),
    ...withMetadata(run.event, 'refresh_token', effects.refreshTokenMetadata),
    ...(user !== undefined && { user: { ...user, ...pending } }),
    ...((transaction !== undefined || Object.keys(metadata).length > 0) &&
      run.trigger === 'post-login' && { transaction: { ...transaction, metadata } }),
  };
}

function withMetadata(event: JsonObject, name: string, metadata: JsonObject | undefined): JsonObject {
  const owner = event[name];
  if (metadata === undefined || typeof owner !== 'object' || owner === null) return {};
  return { [name]: { ...owner, metadata } };
}

function callOf(
  run: TriggerRun,
  action: RunnableAction,
  handler: string,
  event: JsonObject,
  effects: Effects,
  cache: TriggerCache,
): ActionCall {
  return {
    instance: '',
    name: action.name,
    trigger: run.trigger,
    handler,
    // After a challenge the login goes on with the next Action; after a redirect or form the handler is needed.
    optional: run.resume?.kind === 'challenge' && handler === HANDLERS[run.trigger].resume,
    code: action.code,
    dependencies: action.dependencies,
    event: { ...event, configuration: {}, secrets: action.secrets },
    ...(run.now && { now: run.now.getTime() }),
    ...(run.hostname !== undefined && { hostname: run.hostname }),
    cache: cache.records,
    earlier: {
      addedScopes: effects.addedScopes,
      removedScopes: effects.removedScopes,
      samlAttributes: effects.samlAttributes,
      primaryUserWasSet: effects.primaryUserId !== undefined,
      ...(effects.refreshTokenMetadata && { refreshTokenMetadata: effects.refreshTokenMetadata }),
    },
    lookups: run.lookups ?? {},
  };
}

function reportOf(
  action: RunnableAction,
  handler: string,
  startedAt: string,
  answer: ActionAnswer,
  event: JsonObject | undefined,
): ActionReport {
  return {
    id: action.id,
    name: action.name,
    handler,
    startedAt,
    durationMs: answer.durationMs,
    logs: answer.logs,
    commands: answer.commands,
    ...(answer.error && { error: answer.error }),
    ...(event && { event }),
  };
}

/**
 * How an Action that did not fail ends its leg. A denial beats everything else that the same Action asked for:
 * together with a redirect or a form its outcome is not established (fact sheet actions-platform.md, section 10).
 */
function outcomeOf(
  commands: Command[],
  event: JsonObject,
  suspension: (kind: Suspension['kind']) => Suspension,
): TriggerOutcome {
  const last = (...types: string[]) => commands.findLast((command) => types.includes(command.type));

  const denial = last('access.deny');
  if (denial) {
    const { reason, userMessage } = denial;
    return {
      kind: 'denied',
      reason: String(reason ?? ''),
      ...(userMessage !== undefined && { userMessage: String(userMessage) }),
    };
  }
  const revocation = last('session.revoke', 'refreshToken.revoke');
  if (revocation) return { kind: 'denied', reason: String(revocation.reason) };

  const errors = commands.filter((command) => command.type === 'validation.error');
  if (errors.length > 0) {
    return {
      kind: 'invalid',
      errors: errors.map(({ code, message }) => ({ code: String(code), message: String(message) })),
    };
  }

  const redirect = last('redirect.sendUserTo');
  const form = last('prompt.render');
  const challenge = last(
    'authentication.challengeWith',
    'authentication.challengeWithAny',
    'authentication.enrollWith',
    'authentication.enrollWithAny',
  );
  if (!redirect && !form && !challenge) return { kind: 'completed' };
  if (isSilent(event)) return { kind: 'interaction_required' };
  if (!isInteractive(event)) return nonInteractive(challenge !== undefined && !redirect && !form);
  if (redirect) return { kind: 'redirect', url: String(redirect.url), suspension: suspension('redirect') };
  if (form) {
    return {
      kind: 'form',
      formId: String(form.id),
      fields: form.fields as JsonObject,
      vars: form.vars as JsonObject,
      suspension: suspension('form'),
    };
  }
  return {
    kind: 'challenge',
    mode: challenge?.type.includes('enroll') ? 'enroll' : 'challenge',
    factors: challenge?.factors as JsonObject[],
    suspension: suspension('challenge'),
  };
}

/** Metadata is written before a redirect leaves, and only then; a form or a challenge holds it back. */
function suspend(
  kind: Suspension['kind'],
  action: RunnableAction,
  index: number,
  effects: Effects,
): Suspension {
  const held = structuredClone(effects);
  if (kind === 'redirect') Object.assign(held, { appMetadata: {}, userMetadata: {} });
  return { kind, actionId: action.id, index, effects: held };
}

function dueNow(effects: Effects, outcome: TriggerOutcome): Effects {
  const holdsBack = outcome.kind === 'form' || outcome.kind === 'challenge';
  return holdsBack ? { ...effects, appMetadata: {}, userMetadata: {} } : effects;
}

function isSilent(event: JsonObject): boolean {
  const query = (event.request as JsonObject | undefined)?.query as JsonObject | undefined;
  const prompt = (event.transaction as JsonObject | undefined)?.prompt;
  return query?.prompt === 'none' || (Array.isArray(prompt) && prompt.includes('none'));
}

function isInteractive(event: JsonObject): boolean {
  return !NO_REDIRECT_PROTOCOLS.includes((event.transaction as JsonObject | undefined)?.protocol);
}

function nonInteractive(isChallenge: boolean): TriggerOutcome {
  return isChallenge
    ? failed('Multifactor authentication required', 'mfa_required')
    : failed(
        'The Action asked for a redirect or a form where there is no browser.',
        'interaction_not_possible',
      );
}

function failed(message: string, code?: string): TriggerOutcome {
  const error: ActionError = { kind: 'invalid', name: 'Error', message, ...(code !== undefined && { code }) };
  return { kind: 'failed', error };
}
