import {
  type ActionsRuntime,
  createActionsRuntime,
  type RunnableAction,
  type TriggerResult,
  type TriggerRun,
} from '../../../scripts/local-tenant/actions-runtime';
import { completeEvent } from '../../../scripts/simulation';

const NOW = new Date('2026-07-15T12:00:00.000Z');

let runtime: ActionsRuntime | undefined;

/** One runtime per test file, in real sandbox processes. */
function sharedRuntime(): ActionsRuntime {
  runtime ??= createActionsRuntime();
  return runtime;
}

afterAll(async () => {
  await runtime?.close();
  runtime = undefined;
});

/** An Action of post-login whose handlers have these bodies. */
export function loginAction(
  body: string,
  options: {
    name?: string;
    onContinue?: string;
    secrets?: Record<string, string>;
    dependencies?: string[];
  } = {},
): RunnableAction {
  const handlers = [`exports.onExecutePostLogin = async (event, api) => { ${body} };`];
  if (options.onContinue !== undefined) {
    handlers.push(`exports.onContinuePostLogin = async (event, api) => { ${options.onContinue} };`);
  }
  return rawAction(handlers.join('\n'), options);
}

export function signupAction(body: string): RunnableAction {
  return rawAction(`exports.onExecutePreUserRegistration = async (event, api) => { ${body} };`);
}

let made = 0;

export function rawAction(
  code: string,
  options: { name?: string; secrets?: Record<string, string>; dependencies?: string[] } = {},
): RunnableAction {
  made += 1;
  const name = options.name ?? `action-${made}`;
  return { id: name, name, code, secrets: options.secrets ?? {}, dependencies: options.dependencies ?? [] };
}

/** Runs one leg of post-login; the event's changes are laid over a complete one. */
export function runLogin(
  actions: RunnableAction[],
  changes: unknown = {},
  rest: Partial<TriggerRun> = {},
): Promise<TriggerResult> {
  const event = completeEvent('post-login', NOW, changes);
  return sharedRuntime().run({ trigger: 'post-login', actions, event, ...rest });
}

export function runSignup(
  actions: RunnableAction[],
  changes: unknown = {},
  rest: Partial<TriggerRun> = {},
): Promise<TriggerResult> {
  const event = completeEvent('pre-user-registration', NOW, changes);
  return sharedRuntime().run({ trigger: 'pre-user-registration', actions, event, ...rest });
}

/** `<name>: <message>` of what the statements throw inside an Action, or `nothing`. */
export async function thrownBy(statements: string, changes: unknown = {}): Promise<string> {
  const { reports } = await runLogin([loginAction(catching(statements))], changes);
  return reports[0]?.logs[0] ?? 'no log';
}

export async function thrownAtSignup(statements: string): Promise<string> {
  const { reports } = await runSignup([signupAction(catching(statements))]);
  return reports[0]?.logs[0] ?? 'no log';
}

function catching(statements: string): string {
  return `try { ${statements}; console.log('nothing'); }
    catch (error) { console.log(error.name + ': ' + error.message); }`;
}

/** What an expression is inside an Action, by way of JSON. */
export async function valueInAction(expression: string, changes: unknown = {}): Promise<unknown> {
  const body = `console.log(JSON.stringify({ value: await (${expression}) }))`;
  const { reports, outcome } = await runLogin([loginAction(body)], changes);
  if (outcome.kind === 'failed') throw new Error(outcome.error.message);
  return (JSON.parse(reports[0]?.logs[0] ?? '{}') as { value: unknown }).value;
}

/** Types of the commands of all Actions, in order. */
export function commandTypes({ reports }: TriggerResult): string[] {
  return reports.flatMap((report) => report.commands.map((command) => command.type));
}
