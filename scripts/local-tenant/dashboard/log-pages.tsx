import { Hono } from 'hono';
import { Button, Card, Details, EmptyState, Field, Json, SelectField, Table, Time } from '../pages';
import type { LogEntry } from '../store';
import type { DashboardEnv } from './dashboard-env';
import { Shell } from './shell';

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
    const logs = all
      .filter((log) => type === '' || log.type === type)
      .filter((log) => wanted === '' || JSON.stringify(log).toLowerCase().includes(wanted))
      .slice(0, SHOWN);
    return c.html(
      <Shell base={base} title="Logs" section="Logs" lead="The tenant log, the newest first.">
        <Card>
          <form method="get" class="filters">
            <SelectField
              label="Type"
              name="type"
              value={type}
              options={[{ value: '', label: 'all' }, ...types.map((value) => ({ value, label: value }))]}
            />
            <Field label="Contains" name="text" type="search" value={text} />
            <Button kind="secondary">Filter</Button>
          </form>
          {logs.length === 0 ? (
            <EmptyState title="No log entry matches.">
              <p>
                <a href={`${base}/logs`}>Show all</a>
              </p>
            </EmptyState>
          ) : (
            <Table caption="Log entries" head={['When', 'Type', 'What', 'User', 'Details']}>
              {logs.map((log) => (
                <tr>
                  <td>
                    <Time value={log.date} />
                  </td>
                  <td>
                    <code>{log.type}</code>
                  </td>
                  <td>{log.description ?? ''}</td>
                  <td>{log.user_name ?? log.user_id ?? ''}</td>
                  <td>
                    <Details summary="Show">
                      <Json label={`Log entry ${log.log_id}`} value={log} />
                    </Details>
                  </td>
                </tr>
              ))}
            </Table>
          )}
        </Card>
      </Shell>,
    );
  });
  return app;
}
