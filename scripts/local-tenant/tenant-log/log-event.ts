import { randomBytes } from 'node:crypto';
import type { JsonObject, LogEntry } from '../store';
import type { TenantContext } from '../tenant-context';
import { keepNewest } from './keep-newest';
import type { LogType } from './log-types';

const KEPT_LOGS = 5_000;

export interface LogFields {
  description?: string;
  client_id?: string;
  client_name?: string;
  connection?: string;
  connection_id?: string;
  strategy?: string;
  strategy_type?: string;
  user_id?: string;
  /** Auth0 puts the email address here; leave it out where nobody proved who they are. */
  user_name?: string;
  organization_id?: string;
  organization_name?: string;
  audience?: string;
  scope?: string;
  ip?: string;
  user_agent?: string;
  hostname?: string;
  details?: JsonObject;
}

let lastMillisecond = 0;
let sequence = 0;

/**
 * Writes one tenant log entry in the Management API's shape (docs: deploy-monitor/logs). Never put passwords,
 * tokens, codes or form answers into `details`.
 */
export function logEvent(tenant: TenantContext, type: LogType, fields: LogFields): LogEntry {
  const date = tenant.now();
  const id = nextLogId(date);
  const entry: LogEntry = {
    _id: id,
    log_id: id,
    date: date.toISOString(),
    type,
    isMobile: false,
    tenant_name: tenant.store.name,
    $event_schema: { version: '1.0.0' },
    environment_name: 'local',
  };
  for (const [key, value] of Object.entries(fields)) if (value !== undefined) entry[key] = value;
  const logs = tenant.store.collection<LogEntry>('logs');
  logs.put(id, entry);
  keepNewest(tenant.store, 'logs', logs, KEPT_LOGS, (log) => log.log_id);
  return entry;
}

/** Ascending as text, so that checkpoint paging (`from`) works: `900` + date + sequence + random. */
function nextLogId(date: Date): string {
  const millisecond = date.getTime();
  sequence = millisecond === lastMillisecond ? sequence + 1 : 0;
  lastMillisecond = millisecond;
  const day = date.toISOString().replace(/[^0-9]/g, '');
  return `900${day}${String(sequence).padStart(6, '0')}${randomBytes(4).readUInt32BE().toString().padStart(10, '0')}`;
}
