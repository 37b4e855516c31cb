export {
  type ClientCredentials,
  HELP_DESK_SCOPES,
  type Mail,
  type SampleAppBackend,
  type SampleAppOptions,
  SELF_SERVICE_SCOPES,
} from './options';

export const createSampleApp: typeof import('./create-sample-app').createSampleApp = (options) => {
  // Loaded with the first page: the local tenant, which needs only the scopes to begin with, is ready sooner.
  const { createSampleApp } = require('./create-sample-app') as typeof import('./create-sample-app');
  return createSampleApp(options);
};
