import { version } from '../../package.json';
import type { Diagnostic, EnvironmentConfig } from '../config';
import { BuildError } from './build-error';
import type { BuiltAction } from './built-action';
import { compileAction } from './compile-action';
import { AUTH0_LIMITS, bundleBudget } from './limits';

/** Compiles all Actions of an environment in memory. @throws BuildError with everything that is wrong */
export async function buildActions(config: EnvironmentConfig): Promise<BuiltAction[]> {
  const compiled = await Promise.all(
    config.tenant.actions.map((name) => compileAction(name, config, version)),
  );
  const refused = compiled.flatMap((result) => (result.ok ? [] : result.diagnostics));
  const actions = compiled.flatMap((result) => (result.ok ? [result.action] : []));
  const problems = [...unique(refused), ...limitProblems(config, actions)];
  if (problems.length > 0) throw new BuildError(problems, config.root);
  return actions;
}

/** What is not wrong but worth saying about built Actions. */
export function bundleWarnings(actions: readonly BuiltAction[]): Diagnostic[] {
  return actions
    .filter((action) => action.bytes > bundleBudget(action.name))
    .map((action) => ({
      severity: 'warning',
      code: 'BUILD_OVER_BUDGET',
      file: `actions/${action.trigger}/${action.name}.ts`,
      message: `the bundle has ${action.bytes} bytes, more than the ${bundleBudget(action.name)} it should stay under to start fast; ${action.policyBytes} of them are the policy, which grows with every text of every version. Auth0 takes ${AUTH0_LIMITS.codeBytes}`,
    }));
}

function limitProblems(config: EnvironmentConfig, actions: readonly BuiltAction[]): Diagnostic[] {
  const file = 'tenant/tenant.yaml';
  const problems: Diagnostic[] = [];
  const over = (code: string, message: string) => problems.push({ severity: 'error', code, file, message });
  for (const action of actions) {
    if (action.secrets.length > AUTH0_LIMITS.secretsPerAction) {
      over(
        'BUILD_TOO_MANY_SECRETS',
        `${action.name} has ${action.secrets.length} secrets; accepted: ${AUTH0_LIMITS.secretsPerAction}`,
      );
    }
    if (action.dependencies.length > AUTH0_LIMITS.dependenciesPerAction) {
      over(
        'BUILD_TOO_MANY_DEPENDENCIES',
        `${action.name} has ${action.dependencies.length} dependencies; accepted: ${AUTH0_LIMITS.dependenciesPerAction}`,
      );
    }
  }
  for (const [trigger, bound] of Object.entries(config.tenant.triggers)) {
    if (bound.length > AUTH0_LIMITS.actionsPerTrigger) {
      over(
        'BUILD_TOO_MANY_ACTIONS',
        `${trigger} has ${bound.length} Actions; accepted: ${AUTH0_LIMITS.actionsPerTrigger}`,
      );
    }
  }
  return problems;
}

/** Several Actions share files: one mistake in such a file is said once. */
function unique(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...new Map(diagnostics.map((diagnostic) => [JSON.stringify(diagnostic), diagnostic])).values()];
}
