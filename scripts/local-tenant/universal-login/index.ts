export { createUniversalLogin } from './app';
