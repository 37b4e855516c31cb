export { keepNewest } from './keep-newest';
export { type LogFields, logEvent } from './log-event';
export { LOG_TYPES, type LogType } from './log-types';
