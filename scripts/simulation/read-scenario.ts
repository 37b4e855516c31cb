import { readFileSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';
import { type Located, locateValue, parseLocated, toValue, zodDiagnostics } from '../config';
import { UserError } from '../terminal';
import { type Scenario, scenarioSchema } from './scenario';
import { ScenarioError } from './scenario-error';

/** A scenario and where it was read from; the place is what mistakes in its policy are shown with. */
export interface ReadScenario {
  scenario: Scenario;
  /** Absolute, or relative to the project's root where it lies inside; absent for standard input. */
  file?: string;
}

/**
 * Reads a scenario file (YAML or JSON, which is YAML); `-` reads standard input.
 *
 * @throws UserError where there is no such file
 * @throws ScenarioError with everything that is wrong in it
 */
export function readScenario(path: string, root: string): ReadScenario {
  const fromStandardInput = path === '-';
  const file = fromStandardInput ? 'standard input' : shownPath(path, root);
  const { root: located, diagnostics } = parseLocated(readText(path), file);
  if (located === undefined && diagnostics.length > 0) throw new ScenarioError(diagnostics, root);
  const scenario = parseScenario(located ?? locateValue({}, { file }), root);
  return fromStandardInput ? { scenario } : { scenario, file };
}

/** Checks a scenario given as a value. @throws ScenarioError with everything that is wrong in it */
export function checkScenario(value: unknown, root: string): Scenario {
  return parseScenario(locateValue(value, { file: 'scenario' }), root);
}

function parseScenario(located: Located, root: string): Scenario {
  const parsed = scenarioSchema.safeParse(toValue(located));
  if (parsed.success) return parsed.data;
  throw new ScenarioError(zodDiagnostics(parsed.error.issues, located, scenarioSchema), root);
}

function readText(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const what = code === 'ENOENT' ? 'There is no such file' : `It cannot be read (${code})`;
    throw new UserError(
      'SCENARIO_UNREADABLE',
      `${path}: ${what}. Give the path of a scenario, or - for standard input.`,
    );
  }
}

function shownPath(path: string, root: string): string {
  const fromRoot = relative(root, resolve(path));
  return fromRoot.startsWith('..') || isAbsolute(fromRoot) ? resolve(path) : fromRoot;
}
