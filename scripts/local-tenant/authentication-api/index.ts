export { createAuthenticationApi } from './app';
export { completeAuthentication, type ProvenIdentity, resumeLogin } from './browser-login';
export { liftBlocks } from './brute-force';
export { checkCredentials } from './check-credentials';
export { findClient } from './clients';
export { clientCors } from './cors';
export { beginDeviceLogin, cancelDeviceLogin } from './device-authorization';
export { errorPage } from './error-page';
export { acceptedLanguages, bestLanguage, pickLocale } from './locale';
export { eventUser as eventUserOf } from './login-event';
export { logRequest } from './login-log';
export { invalidRequest, OAuthError } from './oauth-error';
export { redeemPasswordlessCode, sendPasswordlessCode } from './passwordless';
export { refuseLogin } from './refuse-login';
export { type RegistrationResult, registerUser } from './register-user';
export { limitBody } from './request-body';
export {
  bindToBrowser,
  type FormProgress,
  findTransaction,
  saveTransaction,
  type Transaction,
} from './transaction';
export { unexpectedError } from './unexpected-error';
