import { Hono } from 'hono';
import type { ActionReport } from '../actions-runtime';
import { Address, Badge, Card, Code, Details, EmptyState, Json, Pair, Pairs, Table, Time } from '../pages';
import type { LoginRecord } from '../store';
import { ActionStep } from './action-step';
import type { DashboardEnv } from './dashboard-env';
import { toneOf, wordsOf } from './outcomes';
import { notFound, Shell } from './shell';

const SHOWN = 100;

/** Logins, sign-ups and refreshes, each as a timeline of Actions. */
export function loginPages(): Hono<DashboardEnv> {
  const app = new Hono<DashboardEnv>();
  app.get('/', (c) => {
    const { tenant, base } = c.var;
    const logins = tenant.store.collection<LoginRecord>('logins').newest(SHOWN);
    return c.html(
      <Shell
        base={base}
        title="Logins"
        section="Logins"
        lead="Every sign-up, login and refresh that ran Actions, the newest first."
      >
        <Card>
          {logins.length === 0 ? (
            <EmptyState title="No login yet.">
              <p>Each one will stand here as a timeline of its Actions.</p>
            </EmptyState>
          ) : (
            <LoginTable logins={logins} base={base} />
          )}
        </Card>
      </Shell>,
    );
  });
  app.get('/:id', (c) => {
    const { tenant, base } = c.var;
    const login = tenant.store.collection<LoginRecord>('logins').get(c.req.param('id'));
    if (!login) return notFound(c, 'Logins', 'This login');
    return c.html(<LoginPage login={login} base={base} />);
  });
  return app;
}

export function LoginTable({ logins, base }: { logins: LoginRecord[]; base: string }) {
  return (
    <Table
      caption="Logins"
      head={['When', 'Who', 'Flow', 'Outcome', 'Actions', 'Duration']}
      rows={logins.map((login) => [
        <a href={`${base}/logins/${encodeURIComponent(login.id)}`}>
          <Time value={login.started_at} />
        </a>,
        <Address>{login.user_name ?? login.user_id ?? 'somebody new'}</Address>,
        login.flow,
        <>
          <Badge tone={toneOf(login.outcome)}>{wordsOf(login.outcome)}</Badge>
          {login.reason === undefined ? null : <div class="small muted">{login.reason}</div>}
        </>,
        login.legs.reduce((count, leg) => count + leg.actions.length, 0),
        milliseconds(totalOf(login)),
      ])}
    />
  );
}

function LoginPage({ login, base }: { login: LoginRecord; base: string }) {
  const longest = Math.max(
    ...login.legs.flatMap((leg) => reportsOf(leg).map((report) => report.durationMs)),
    0,
  );
  return (
    <Shell
      base={base}
      title={`${titleOf(login)} of ${login.user_name ?? login.user_id ?? 'somebody new'}`}
      section="Logins"
    >
      <Card>
        <Pairs paired>
          <Pair name="Outcome">
            <Badge tone={toneOf(login.outcome)}>{wordsOf(login.outcome)}</Badge> {login.reason ?? ''}
          </Pair>
          <Pair name="Began">
            <Time value={login.started_at} />
          </Pair>
          <Pair name="Flow">{login.flow}</Pair>
          <Pair name="Application">{login.client_id ?? 'none'}</Pair>
          <Pair name="Connection">{login.connection ?? 'none'}</Pair>
          {login.user_id === undefined ? null : (
            <Pair name="User">
              <a href={`${base}/users/${encodeURIComponent(login.user_id)}`}>
                {login.user_name ?? login.user_id}
              </a>
            </Pair>
          )}
          <Pair name="Duration">{milliseconds(totalOf(login))}</Pair>
        </Pairs>
      </Card>
      <ol class="timeline">
        {login.legs.map((leg, index) => (
          <li>
            <h2>
              {index === 0 ? 'The login begins' : 'The login goes on, resumed'}{' '}
              <span class="muted small">
                <Time value={leg.started_at} />
              </span>
            </h2>
            <ol class="timeline-actions">
              {reportsOf(leg).map((report) => (
                <ActionStep report={report} longest={longest} />
              ))}
            </ol>
            <p class="timeline-end">
              <Badge tone={toneOf(leg.outcome)}>
                {index + 1 < login.legs.length ? 'suspended: ' : ''}
                {wordsOf(leg.outcome)}
              </Badge>{' '}
              after {milliseconds(leg.duration_ms)}
            </p>
            {leg.detail === undefined ? null : (
              <Details summary={index + 1 < login.legs.length ? 'Suspended with this' : 'More'}>
                <Json label="Detail of the outcome" value={leg.detail} />
              </Details>
            )}
          </li>
        ))}
      </ol>
      <Claims title="Claims of the ID token" claims={login.id_token_claims} />
      <Claims title="Claims of the access token" claims={login.access_token_claims} />
    </Shell>
  );
}

function Claims({ title, claims }: { title: string; claims: Record<string, unknown> | undefined }) {
  if (claims === undefined || Object.keys(claims).length === 0) return null;
  return (
    <Card title={title}>
      <Code label={`${title}, as JSON`}>{JSON.stringify(claims, null, 2)}</Code>
    </Card>
  );
}

function titleOf(login: LoginRecord): string {
  return login.trigger === 'pre-user-registration' ? 'Sign-up' : 'Login';
}

/** The runtime's reports are stored as plain JSON. */
function reportsOf(leg: LoginRecord['legs'][number]): ActionReport[] {
  return leg.actions as unknown as ActionReport[];
}

function totalOf(login: LoginRecord): number {
  return login.legs.reduce((total, leg) => total + leg.duration_ms, 0);
}

function milliseconds(value: number): string {
  return `${value.toFixed(1)} ms`;
}
