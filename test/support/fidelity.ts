/**
 * Declares what the local tenant does as Auth0 does, where it differs, and where nobody knows: the entries of
 * scripts/local-tenant/FIDELITY.md, which `npm run fidelity` collects by reading the calls in the test files
 * (so behaviour and declaration are written out as literals).
 */
export interface Declaration {
  /** Where the rule stands: a page of Auth0's docs, the official harness, an RFC, a recording. */
  source: string;
  /**
   * supported: as Auth0 does it · differs: deliberately or by limitation otherwise, `note` says how ·
   * unknown: not established what Auth0 does, `note` says what is assumed.
   */
  status: 'supported' | 'differs' | 'unknown';
  note?: string;
}

/**
 * A test of one behaviour and its entry in the ledger. Without a test only the entry is made: for what is left out
 * on purpose and so has nothing to run.
 */
export function behaves(
  behaviour: string,
  _declaration: Declaration,
  test?: (() => void) | (() => Promise<void>),
): void {
  if (test) it(behaviour, test);
}
