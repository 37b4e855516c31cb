export { createSampleApp } from './create-sample-app';
export {
  HELP_DESK_SCOPES,
  type Mail,
  type SampleAppBackend,
  type SampleAppOptions,
  SELF_SERVICE_SCOPES,
} from './options';
