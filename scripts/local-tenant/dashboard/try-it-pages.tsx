import { Hono } from 'hono';
import type { SimulationResult } from '../../simulation';
import { deployedActions, type RunnableAction } from '../actions-runtime';
import { Alert, Badge, Button, Card, Field, Json, SelectField } from '../pages';
import type { Client, Connection, User } from '../store';
import { findUser } from '../users';
import { ActionStep } from './action-step';
import type { DashboardEnv } from './dashboard-env';
import { toneOf } from './outcomes';
import { notFound, Shell } from './shell';

/** Loaded when somebody tries a login: the server itself does without the build and the engine. */
function engine() {
  const { buildActions } = require('../../bundle') as typeof import('../../bundle');
  const { loadEnvironment } = require('../../config') as typeof import('../../config');
  const { simulateActions } = require('../../simulation') as typeof import('../../simulation');
  const { stringify } = require('yaml') as typeof import('yaml');
  return { buildActions, loadEnvironment, simulateActions, stringify };
}

const FLOWS = {
  browser: { label: 'in a browser', event: {} },
  silent: {
    label: 'silent (prompt=none)',
    event: { request: { query: { prompt: 'none' } }, transaction: { prompt: ['none'] } },
  },
  refresh: { label: 'refresh token', event: { transaction: { protocol: 'oauth2-refresh-token' } } },
} as const;
const MODES = ['as deployed', 'enforce', 'report', 'off'] as const;

const NO_PROFILE = {
  email: null,
  email_verified: null,
  name: null,
  given_name: null,
  family_name: null,
  nickname: null,
  picture: null,
};

const WOULD: Readonly<Record<SimulationResult['outcome'], string>> = {
  allow: 'be allowed',
  deny: 'be denied',
  prompt: 'ask on a form',
  redirect: 'go to another page first',
  interaction_required: 'need a page: interaction_required',
  error: 'fail',
};

interface Choice {
  connection: string;
  client: string;
  flow: keyof typeof FLOWS;
  now: string;
  mode: (typeof MODES)[number];
}

/** “Try it”: what each Action would decide for this user, without changing anything. */
export function tryItPages(): Hono<DashboardEnv> {
  const app = new Hono<DashboardEnv>();
  app.get('/:id/try', async (c) => {
    const { tenant, base, config } = c.var;
    const user = findUser(tenant, c.req.param('id'));
    if (!user) return notFound(c, 'Users', 'This user');
    const page = `${base}/users/${encodeURIComponent(user.user_id)}`;
    const connections = tenant.store.collection<Connection>('connections').list();
    const clients = tenant.store
      .collection<Client>('clients')
      .list()
      .filter((client) => client.app_type !== 'non_interactive' && client.global !== true);
    const choice = readChoice(c.req.query(), user, tenant.now(), clients);
    const now = new Date(choice.now);
    const event = eventOf(choice, user, connections, clients);
    const asked = c.req.query('client') !== undefined;

    if (c.req.query('export') === 'yes') {
      const scenario = {
        environment: config?.name ?? 'local',
        ...(choice.mode === 'as deployed' ? {} : { policy: { mode: choice.mode } }),
        now: now.toISOString(),
        trigger: 'post-login',
        event,
      };
      return c.body(engine().stringify(scenario), 200, {
        'content-type': 'application/yaml; charset=utf-8',
        'content-disposition': 'attachment; filename="scenario.yaml"',
      });
    }

    const actions = asked ? await actionsFor(choice.mode) : undefined;
    const result =
      actions === undefined
        ? undefined
        : await engine().simulateActions(tenant.runtime, { trigger: 'post-login', actions, event, now });

    /** The deployed Actions; with another mode, those of this project's policy with that mode. */
    async function actionsFor(mode: Choice['mode']): Promise<RunnableAction[]> {
      const deployed = deployedActions(tenant.store, 'post-login');
      if (mode === 'as deployed' || !config) return deployed;
      const loaded = await engine().loadEnvironment({
        root: config.root,
        environment: config.name,
        policyOverride: { mode },
      });
      if (!loaded.ok) return deployed;
      const built = await engine().buildActions(loaded.config);
      return deployed.map((action) => {
        const code = built.find((candidate) => candidate.name === action.name)?.code;
        return code === undefined ? action : { ...action, code };
      });
    }

    return c.html(
      <Shell
        base={base}
        title={`Try a login as ${user.name ?? user.email ?? user.user_id}`}
        section="Users"
        trail={[{ href: page, label: user.name ?? user.email ?? user.user_id }]}
        lead="Runs the Actions on this user's profile and shows what each would decide. Nothing is changed."
      >
        <Card>
          <form method="get">
            <div class="filters">
              <SelectField
                label="Connection"
                name="connection"
                value={choice.connection}
                options={connections.map(({ name, strategy }) => ({
                  value: name,
                  label: `${name} (${strategy})`,
                }))}
              />
              <SelectField
                label="Application"
                name="client"
                value={choice.client}
                options={clients.map((client) => ({ value: client.client_id, label: client.name }))}
              />
              <SelectField
                label="Flow"
                name="flow"
                value={choice.flow}
                options={Object.entries(FLOWS).map(([value, { label }]) => ({ value, label }))}
              />
              <Field
                label="Time (UTC)"
                name="now"
                type="datetime-local"
                value={now.toISOString().slice(0, 16)}
              />
              <SelectField
                label="Policy mode"
                name="mode"
                value={choice.mode}
                options={MODES.map((value) => ({ value, label: value }))}
              />
            </div>
            <div class="actions">
              <Button>Try it</Button>
              <Button kind="secondary" name="export" value="yes">
                Download as a scenario
              </Button>
            </div>
          </form>
        </Card>
        {user.blocked === true ? (
          <Alert tone="warning" title="This user is blocked.">
            Auth0 refuses the login before any Action runs. What follows is what the Actions would decide
            without the block.
          </Alert>
        ) : null}
        {result === undefined ? null : <Result result={result} />}
      </Shell>,
    );
  });
  return app;
}

function Result({ result }: { result: SimulationResult }) {
  const longest = Math.max(...result.actions.map((action) => action.durationMs), 0);
  return (
    <>
      <Alert tone={toneOf(result.outcome)} title={`The login would ${WOULD[result.outcome]}.`}>
        {result.description ?? ''} {result.reason === undefined ? null : <Badge>{result.reason}</Badge>}
      </Alert>
      <h2>What each Action decides</h2>
      <ol class="timeline-actions">
        {result.actions.map((report) => (
          <ActionStep report={report} longest={longest} />
        ))}
      </ol>
      {result.prompt === undefined ? null : (
        <Card title="The form would show">
          <Json label="Form" value={result.prompt} />
        </Card>
      )}
      {result.idToken === undefined ? null : (
        <Card title="Claims of the ID token">
          <Json label="Claims of the ID token, as JSON" value={result.idToken} />
        </Card>
      )}
    </>
  );
}

function readChoice(query: Record<string, string>, user: User, now: Date, clients: Client[]): Choice {
  const { flow = 'browser', mode = 'as deployed' } = query;
  const given = new Date(`${query.now ?? ''}Z`);
  return {
    connection: query.connection ?? user.identities[0]?.connection ?? '',
    client: query.client ?? clients[0]?.client_id ?? '',
    flow: Object.hasOwn(FLOWS, flow) ? (flow as keyof typeof FLOWS) : 'browser',
    now: (Number.isNaN(given.getTime()) ? now : given).toISOString(),
    mode: MODES.find((candidate) => candidate === mode) ?? 'as deployed',
  };
}

function eventOf(
  choice: Choice,
  user: User,
  connections: Connection[],
  clients: Client[],
): Record<string, unknown> {
  const connection = connections.find(({ name }) => name === choice.connection);
  const client = clients.find(({ client_id }) => client_id === choice.client);
  const { blocked: _blocked, last_login: _login, last_ip: _ip, logins_count: logins = 0, ...profile } = user;
  return {
    // The engine lays this over an example user: what this one does not have is taken out.
    user: { ...NO_PROFILE, app_metadata: {}, user_metadata: {}, ...profile },
    ...(connection && {
      connection: { id: connection.id, name: connection.name, strategy: connection.strategy },
    }),
    ...(client && { client: { client_id: client.client_id, name: client.name } }),
    stats: { logins_count: logins + 1 },
    ...FLOWS[choice.flow].event,
  };
}
