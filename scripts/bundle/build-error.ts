import { type Diagnostic, renderDiagnostics } from '../config';
import { UserError } from '../terminal';

/** The build refuses: the user can put it right. All reasons at once. */
export class BuildError extends UserError {
  constructor(
    readonly diagnostics: readonly Diagnostic[],
    root: string,
  ) {
    super('BUILD_REFUSED', `${renderDiagnostics(diagnostics, root)}\n\nNothing was built.`, { diagnostics });
    this.name = 'BuildError';
  }
}
