export { keepNewest } from './keep-newest';
export { type LogFields, logEvent } from './log-event';
export type { LogType } from './log-types';
