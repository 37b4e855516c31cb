export * from './contract';
export { createActionsRuntime } from './create-actions-runtime';
export { deployedActions } from './deployed-actions';
export { emptyEffects, mergeMetadata } from './effects';
export { errorClass } from './error-class';
export { createInProcessRuntime } from './in-process-runtime';
export { CLAIMS_BYTES, type IssuableClaims, issuableClaims, type TokenKind } from './issuable-claims';
export { persistedLogs } from './persisted-logs';
export { signSessionToken } from './sandbox/api/session-token';
