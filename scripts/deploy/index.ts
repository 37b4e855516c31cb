export { CREDENTIALS_HELP, readCredentials } from './credentials';
export { type DeployOptions, type DeployOutcome, deployEnvironment } from './deploy-environment';
export { type EvidenceCounts, streamEvidence } from './evidence';
export { type ReleaseRecord, readReleaseRecord, writeWhole } from './release-records';
export { renderComparison, summarize } from './render-plan';
export { type RollbackOutcome, rollbackEnvironment } from './rollback';
export { openTarget, type Target } from './target';
export { explainTenantError } from './tenant-error';
export { type Finding, verifyAdvice, verifyRelease, verifyTarget } from './verify';
