import {
  type Diagnostic,
  type EnvironmentConfig,
  environmentNames,
  type LoadOptions,
  loadEnvironment,
  renderDiagnostics,
} from '../config';
import { PROJECT_ROOT } from '../project-root';
import { type Output, UserError } from '../terminal';

/** The environment that was named, or all there are. Whether a named one exists is checked by loading it. */
export function selectEnvironments(name: string | undefined): string[] {
  if (name !== undefined) return [name];
  const names = environmentNames(PROJECT_ROOT);
  if (names.length > 0) return names;
  throw new UserError(
    'NO_ENVIRONMENTS',
    'tenant/environments is empty: add a file such as tenant/environments/local.yaml.',
  );
}

/** For commands that take several: a slip in one name stops all. @throws UserError `CONFIG_UNKNOWN_ENVIRONMENT` */
export function requireEnvironments(names: readonly string[]): void {
  const accepted = environmentNames(PROJECT_ROOT);
  const unknown = names.filter((name) => !accepted.includes(name));
  if (unknown.length === 0) return;
  throw new UserError(
    'CONFIG_UNKNOWN_ENVIRONMENT',
    `There is no environment ${unknown.map((name) => `"${name}"`).join(', ')}; accepted: ${accepted.join(', ')}. Nothing was sent.`,
  );
}

/** Loads several environments; what is said of a file that they share is said once. */
export async function loadEnvironments(
  names: readonly string[],
  options: Partial<LoadOptions> = {},
): Promise<{ configs: EnvironmentConfig[]; diagnostics: Diagnostic[] }> {
  const results = await Promise.all(
    names.map((environment) => loadEnvironment({ root: PROJECT_ROOT, ...options, environment })),
  );
  const all = results.flatMap((result) => result.diagnostics);
  return {
    configs: results.flatMap((result) => (result.ok ? [result.config] : [])),
    diagnostics: [...new Map(all.map((each) => [JSON.stringify(each), each])).values()],
  };
}

/** The same for commands that go on only where nothing is wrong: warnings are noted. @throws UserError `CONFIG_INVALID` */
export async function loadOrRefuse(
  names: readonly string[],
  output: Output,
  options: Partial<LoadOptions> = {},
): Promise<EnvironmentConfig[]> {
  const { configs, diagnostics } = await loadEnvironments(names, options);
  if (diagnostics.some((diagnostic) => diagnostic.severity === 'error')) {
    throw new UserError('CONFIG_INVALID', renderDiagnostics(diagnostics, PROJECT_ROOT), { diagnostics });
  }
  if (diagnostics.length > 0) output.note(renderDiagnostics(diagnostics, PROJECT_ROOT));
  return configs;
}
