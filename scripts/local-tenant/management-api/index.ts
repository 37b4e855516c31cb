export { createManagementApi } from './create-management-api';
export type { Entitlement, Fault, ManagementApiOptions, RateLimitProfileName } from './operation';
export { restoreAnswer } from './restore-answer';
