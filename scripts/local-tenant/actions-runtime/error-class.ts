import type { ActionErrorKind } from './contract';

/** `error_class` of the tenant log `actions_execution_failed` (schema of tenant logs). */
export type ErrorClass = 'platform_error' | 'action_timeout' | 'action_error' | 'rate_limited';

const CLASSES: Readonly<Record<ActionErrorKind, ErrorClass>> = {
  threw: 'action_error',
  invalid: 'action_error',
  timeout: 'action_timeout',
  memory: 'platform_error',
  exit: 'platform_error',
  unavailable: 'platform_error',
};

/** Which `error_class` the tenant log gives an Action's failure. Auth0 documents none for memory and exit. */
export function errorClass(kind: ActionErrorKind): ErrorClass {
  return CLASSES[kind];
}
