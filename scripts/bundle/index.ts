export { readBanner } from './banner';
export { buildActions, bundleWarnings } from './build-actions';
export {
  assembleEnvironment,
  buildEnvironment,
  type EnvironmentBuild,
  type Manifest,
  type ManifestAction,
  writeFiles,
} from './build-environment';
export { BuildError } from './build-error';
export type { ActionName, BuiltAction, TriggerId } from './built-action';
export { disposableDomains } from './disposable-domains';
