export { DEFAULT_TENANT, type RunningTenant, startTenant } from './running-tenant';
export { openStateFolder } from './state-folder';
