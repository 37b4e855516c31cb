import type { Context } from 'hono';
import { clientIp } from '../request-url';
import type { Client, Connection, JsonObject, User } from '../store';
import type { TenantContext } from '../tenant-context';
import { type LogFields, type LogType, logEvent } from '../tenant-log';
import { strategyType } from '../users';

interface Who {
  client?: Client | undefined;
  connection?: Connection | undefined;
  /** Only where somebody has proved to be this user: the entry then carries the address. */
  user?: User | undefined;
}

/** Writes a tenant log entry about a request, with everything that Auth0 notes about its client and user. */
export function logRequest(
  tenant: TenantContext,
  c: Context,
  type: LogType,
  who: Who,
  fields: Omit<LogFields, 'details'> & { details?: JsonObject } = {},
): void {
  const { client, connection, user } = who;
  const userAgent = c.req.header('user-agent');
  const userName = user?.email ?? user?.phone_number ?? user?.name;
  logEvent(tenant, type, {
    ip: clientIp(c),
    hostname: new URL(c.req.url).host,
    ...(userAgent === undefined ? {} : { user_agent: userAgent }),
    ...(client === undefined ? {} : { client_id: client.client_id, client_name: client.name }),
    ...(connection === undefined
      ? {}
      : {
          connection: connection.name,
          connection_id: connection.id,
          strategy: connection.strategy,
          strategy_type: strategyType(connection.strategy),
        }),
    ...(user === undefined ? {} : { user_id: user.user_id }),
    ...(userName === undefined ? {} : { user_name: userName }),
    ...fields,
  });
}
