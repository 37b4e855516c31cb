import { performance } from 'node:perf_hooks';
import { eventFor } from './action-event';
import type {
  ActionReport,
  Effects,
  JsonObject,
  RunnableAction,
  Suspension,
  TriggerOutcome,
  TriggerResult,
  TriggerRun,
} from './contract';
import { applyCommands, emptyEffects } from './effects';
import { failed, outcomeOf } from './leg-outcome';
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
