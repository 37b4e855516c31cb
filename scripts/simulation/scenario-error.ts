import { type Diagnostic, renderDiagnostics } from '../config';
import { UserError } from '../terminal';

/** A scenario, or the policy that it asks for, that cannot be run: every reason at once, each with its place. */
export class ScenarioError extends UserError {
  constructor(
    readonly diagnostics: readonly Diagnostic[],
    root: string,
  ) {
    const text = renderDiagnostics(diagnostics, root);
    super('SCENARIO_REFUSED', `${text}\n\nNothing was simulated.`, { diagnostics });
    this.name = 'ScenarioError';
  }
}
