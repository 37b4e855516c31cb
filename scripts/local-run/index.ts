export { runLocally } from './run-locally';
