import { Hono } from 'hono';
import { Address, Button, Card, Details, EmptyState, Field, Json, SelectField, Table, Time } from '../pages';
import type { LogEntry } from '../store';
import { LOG_TYPES } from '../tenant-log';
import type { DashboardEnv } from './dashboard-env';
import { Count, Shell } from './shell';

/** Auth0's own words for a type of log entry. */
function meaningOf(type: string): string {
  return (LOG_TYPES as Readonly<Record<string, string>>)[type] ?? type;
}

const READ = 2_000;
const SHOWN = 200;

/** The tenant log with filters, as `GET /api/v2/logs` has it. */
export function logPages(): Hono<DashboardEnv> {
  const app = new Hono<DashboardEnv>();
  app.get('/', (c) => {
    const { tenant, base } = c.var;
    const { type = '', text = '' } = c.req.query();
    const all = tenant.store.collection<LogEntry>('logs').newest(READ);
    const types = [...new Set(all.map((log) => log.type))].sort();
    const wanted = text.trim().toLowerCase();
    const found = all
      .filter((log) => type === '' || log.type === type)
      .filter((log) => wanted === '' || JSON.stringify(log).toLowerCase().includes(wanted));
    const logs = found.slice(0, SHOWN);
    return c.html(
      <Shell base={base} title="Logs" section="Logs" lead="The tenant log, the newest first.">
        <Card>
          <form method="get" class="filters">
            <SelectField
              label="Type"
              name="type"
              value={type}
              options={[
                { value: '', label: 'all' },
                ...types.map((value) => ({ value, label: `${value}: ${meaningOf(value)}` })),
              ]}
            />
            <Field label="Contains" name="text" type="search" value={text} />
            <Button kind="secondary">Filter</Button>
          </form>
          <Count found={found.length} shown={logs.length} one="entry" many="entries" />
          {logs.length === 0 ? (
            <EmptyState title="No log entry matches.">
              <p>
                <a href={`${base}/logs`}>Show all</a>
              </p>
            </EmptyState>
          ) : (
            <Table
              caption="Log entries"
              head={['When', 'Type', 'What', 'User', 'Details']}
              rows={logs.map((log) => [
                <Time value={log.date} />,
                <code>{log.type}</code>,
                <>
                  {meaningOf(log.type)}
                  {log.description === undefined ? null : <div class="muted small">{log.description}</div>}
                </>,
                log.user_id === undefined ? (
                  <Address>{log.user_name ?? ''}</Address>
                ) : (
                  <a href={`${base}/users/${encodeURIComponent(log.user_id)}`}>
                    <Address>{log.user_name ?? log.user_id}</Address>
                  </a>
                ),
                <Details summary="Show">
                  <Json label={`Log entry ${log.log_id}`} value={log} />
                </Details>,
              ])}
            />
          )}
        </Card>
      </Shell>,
    );
  });
  return app;
}
