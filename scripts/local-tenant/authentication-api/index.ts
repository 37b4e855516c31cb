export { createAuthenticationApi } from './app';
