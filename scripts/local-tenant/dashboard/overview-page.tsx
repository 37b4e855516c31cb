import { Hono } from 'hono';
import { deployedActions } from '../actions-runtime';
import { Card, EmptyState } from '../pages';
import type { LoginRecord, OutboxMessage, User } from '../store';
import type { DashboardEnv } from './dashboard-env';
import { LoginTable } from './login-pages';
import { Shell } from './shell';

const LATEST = 8;

/** What is in the tenant, and what happened last. */
export function overviewPage(): Hono<DashboardEnv> {
  const app = new Hono<DashboardEnv>();
  app.get('/', (c) => {
    const { tenant, base } = c.var;
    const { store } = tenant;
    const logins = store.collection<LoginRecord>('logins').newest(LATEST);
    const actions =
      deployedActions(store, 'pre-user-registration').length + deployedActions(store, 'post-login').length;
    const tiles = [
      { label: 'Users', count: store.collection<User>('users').count(), path: '/users' },
      { label: 'Actions bound', count: actions, path: '/actions' },
      { label: 'Logins recorded', count: store.collection<LoginRecord>('logins').count(), path: '/logins' },
      { label: 'Emails sent', count: store.collection<OutboxMessage>('outbox').count(), path: '/outbox' },
    ];
    return c.html(
      <Shell base={base} title="Overview" section="Overview" lead="The local tenant, as it is now.">
        <ul class="tiles">
          {tiles.map(({ label, count, path }) => (
            <li>
              <a href={base + path}>
                <strong>{count}</strong> <span>{label}</span>
              </a>
            </li>
          ))}
        </ul>
        <Card title="Latest logins">
          {logins.length === 0 ? (
            <EmptyState title="Nobody has logged in yet.">
              <p>
                Open the <a href={base.replace(/dashboard$/, 'app')}>sample app</a> and log in as one of the
                example users.
              </p>
            </EmptyState>
          ) : (
            <LoginTable logins={logins} base={base} />
          )}
        </Card>
      </Shell>,
    );
  });
  return app;
}
