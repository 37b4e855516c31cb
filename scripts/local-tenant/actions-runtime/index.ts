export * from './contract';
export { createActionsRuntime } from './create-actions-runtime';
export { deployedActions } from './deployed-actions';
export { mergeMetadata } from './effects';
export { errorClass } from './error-class';
export { createInProcessRuntime } from './in-process-runtime';
export { issuableClaims } from './issuable-claims';
export { persistedLogs } from './persisted-logs';
export { signSessionToken } from './sandbox/api/session-token';
