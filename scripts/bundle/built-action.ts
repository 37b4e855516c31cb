import type { PolicySlices } from '../../actions/policy/policy';

export type ActionName = keyof PolicySlices;
export type TriggerId = 'post-login' | 'pre-user-registration';

/** One Action, compiled: the text that the Deploy CLI uploads, and what is known about it. */
export interface BuiltAction {
  name: ActionName;
  trigger: TriggerId;
  /** The CommonJS text, banner included. */
  code: string;
  /** Lowercase hex SHA-256 of `code`'s UTF-8 bytes. */
  sha256: string;
  bytes: number;
  /** How many of them are the policy's. */
  policyBytes: number;
  /** Exported entrypoints, e.g. `onExecutePostLogin`. */
  handlers: string[];
  /** Names of the secrets that the Action declares, as they follow from the policy. */
  secrets: string[];
  /** Declared npm dependencies. gatehouse has none. */
  dependencies: { name: string; version: string }[];
  runtime: 'node22';
}
