import type { BuiltAction } from '../bundle';
import {
  type ActionsRuntime,
  createActionsRuntime,
  type RunnableAction,
} from '../local-tenant/actions-runtime';
import { BuildCache } from './build-cache';
import { checkScenario, type ReadScenario } from './read-scenario';
import type { Scenario, ScenarioInput } from './scenario';
import { simulateActions } from './simulate-actions';
import type { SimulationResult } from './simulation-result';

export interface SimulateOptions {
  /** The folder that holds tenant/ and actions/. */
  root: string;
  /** By default one runtime and its warm processes serve all simulations of this process. */
  runtime?: ActionsRuntime;
}

const builds = new BuildCache();
let sharedRuntime: ActionsRuntime | undefined;

/**
 * Runs a scenario through the built bundles in the Actions runtime. Whatever the Actions do is a result, not an error.
 *
 * @throws ScenarioError where the scenario or its policy is refused, BuildError where the Actions cannot be built
 */
export function simulate(scenario: ScenarioInput, options: SimulateOptions): Promise<SimulationResult> {
  return run({ scenario: checkScenario(scenario, options.root) }, options);
}

/** The same for a scenario that was read from a file, so that mistakes in its policy are shown at their line. */
export function simulateFile(read: ReadScenario, options: SimulateOptions): Promise<SimulationResult> {
  return run(read, options);
}

/** Ends the processes that simulations share. Not needed for Node to end. */
export async function closeSimulations(): Promise<void> {
  await sharedRuntime?.close();
  sharedRuntime = undefined;
}

async function run({ scenario, file }: ReadScenario, options: SimulateOptions): Promise<SimulationResult> {
  const now = scenario.now === undefined ? new Date() : new Date(scenario.now);
  const { config, actions } = await builds.get({
    root: options.root,
    environment: scenario.environment,
    policy: scenario.policy ?? undefined,
    trigger: scenario.trigger,
    now,
    ...(file !== undefined && { file }),
  });
  const redirectSecret = redirectSecretOf(config.policy.terms.prompt, scenario);
  return simulateActions(options.runtime ?? shared(), {
    trigger: scenario.trigger,
    actions: actions.map((action) => runnable(action, scenario)),
    event: scenario.event ?? undefined,
    now,
    resume: scenario.resume ?? [],
    ...(redirectSecret !== undefined && { redirectSecret }),
  });
}

function shared(): ActionsRuntime {
  sharedRuntime ??= createActionsRuntime();
  return sharedRuntime;
}

/** An Action gets the secrets that it declares, as far as the scenario gives them. */
function runnable(action: BuiltAction, { secrets }: Scenario): RunnableAction {
  const given = Object.entries(secrets ?? {}).filter(([name]) => action.secrets.includes(name));
  return {
    id: action.name,
    name: action.name,
    code: action.code,
    secrets: Object.fromEntries(given),
    dependencies: action.dependencies.map((dependency) => dependency.name),
  };
}

function redirectSecretOf(
  prompt: { kind: string; secret?: string },
  { secrets }: Scenario,
): string | undefined {
  return prompt.secret === undefined ? undefined : secrets?.[prompt.secret];
}
