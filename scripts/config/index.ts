export { canonicalJson, sha256 } from './canonical-json';
export { renderDiagnostics, sortDiagnostics } from './diagnostics';
export { shownVersion } from './document-keywords';
export type { Diagnostic, EnvironmentConfig, LoadResult } from './environment-config';
export { keywordsIn, type Marker, substitute } from './keywords';
export { environmentNames, type LoadOptions, loadEnvironment, referencedFiles } from './load-environment';
export { localFormId } from './local-form-id';
export {
  type Located,
  type Located,
  locateValue,
  locateValue,
  parseLocated,
  parseLocated,
  toValue,
  toValue,
} from './located';
export { ACTION_TRIGGERS, PARTIAL_FILE, stripDot, type TenantFile, TRIGGER_VERSIONS } from './tenant-file';
export { zodDiagnostics, zodDiagnostics } from './zod-diagnostics';
