export { createSampleApp } from './create-sample-app';
export {
  type ClientCredentials,
  HELP_DESK_SCOPES,
  type Mail,
  type SampleAppBackend,
  type SampleAppOptions,
  SELF_SERVICE_SCOPES,
} from './options';
