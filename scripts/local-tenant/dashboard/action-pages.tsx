import { createPatch, OMIT_HEADERS } from 'diff';
import { Hono } from 'hono';
import { Badge, Button, Card, Code, EmptyState, Pair, Pairs, SelectField, Table, Time } from '../pages';
import type { Action, ActionVersion, TenantStore, TriggerBindings } from '../store';
import { Bar } from './bar';
import type { DashboardEnv } from './dashboard-env';
import { Patch } from './patch';
import { notFound, Shell } from './shell';

/** What an Action should not exceed, in bytes (docs: customize/actions/limitations). */
const CODE_LIMIT = 100_000;
const TRIGGERS = ['pre-user-registration', 'post-login'] as const;

/** Deployed Actions in their order, with versions, sizes and what changed between them. */
export function actionPages(): Hono<DashboardEnv> {
  const app = new Hono<DashboardEnv>();
  app.get('/', (c) => {
    const { tenant, base } = c.var;
    const unbound = unboundActions(tenant.store);
    return c.html(
      <Shell
        base={base}
        title="Actions"
        section="Actions"
        lead="What runs in this tenant, in the order in which it runs."
      >
        {TRIGGERS.map((trigger) => (
          <Card title={trigger}>
            <ActionTable
              caption={`Actions of ${trigger}`}
              actions={boundActions(tenant.store, trigger)}
              store={tenant.store}
              base={base}
            />
          </Card>
        ))}
        {unbound.length === 0 ? null : (
          <Card title="Not bound">
            <ActionTable
              caption="Actions that are not bound"
              actions={unbound}
              store={tenant.store}
              base={base}
            />
          </Card>
        )}
      </Shell>,
    );
  });
  app.get('/:id', (c) => {
    const { tenant, base } = c.var;
    const action = tenant.store.collection<Action>('actions').get(c.req.param('id'));
    if (!action) return notFound(c, 'Actions', 'This Action');
    const versions = versionsOf(tenant.store, action.id);
    const shown =
      versions.find((version) => String(version.number) === c.req.query('version')) ?? versions[0];
    const older =
      versions.find((version) => String(version.number) === c.req.query('since')) ??
      versions.find((version) => version.number < (shown?.number ?? 0));
    return c.html(
      <Shell base={base} title={action.name} section="Actions">
        <Card>
          <Pairs>
            <Pair name="Trigger">
              {action.supported_triggers.map((trigger) => `${trigger.id} ${trigger.version}`).join(', ')}
            </Pair>
            <Pair name="Runtime">{action.runtime}</Pair>
            <Pair name="Secrets">{names(action.secrets)}</Pair>
            <Pair name="Dependencies">{names(action.dependencies)}</Pair>
            <Pair name="Draft">
              {action.all_changes_deployed ? 'the same as deployed' : 'differs from what is deployed'}
            </Pair>
          </Pairs>
        </Card>
        <Card title="Versions">
          {versions.length === 0 ? (
            <EmptyState title="This Action has never been deployed." />
          ) : (
            <Table
              caption={`Versions of ${action.name}`}
              head={['Version', 'Deployed', 'Size', 'State']}
              rows={versions.map((version) => [
                <a href={`${base}/actions/${action.id}?version=${version.number}`}>{version.number}</a>,
                <Time value={version.created_at} />,
                kilobytes(version.code),
                version.id === action.deployed_version_id ? <Badge tone="success">runs now</Badge> : null,
              ])}
            />
          )}
        </Card>
        {shown === undefined ? null : (
          <>
            {older === undefined ? null : (
              <Card title={`What changed from version ${older.number} to ${shown.number}`}>
                <Comparison versions={versions} older={older} newer={shown} />
                <Difference older={older} newer={shown} />
              </Card>
            )}
            <Card title={`Code of version ${shown.number}`}>
              <Code label={`Code of ${action.name}`}>{shown.code}</Code>
            </Card>
          </>
        )}
      </Shell>,
    );
  });
  return app;
}

/** Any two versions can be compared. */
function Comparison(props: { versions: ActionVersion[]; older: ActionVersion; newer: ActionVersion }) {
  const options = props.versions.map(({ number }) => ({ value: String(number), label: `version ${number}` }));
  return (
    <form method="get" class="filters">
      <SelectField label="From" name="since" options={options} value={String(props.older.number)} />
      <SelectField label="To" name="version" options={options} value={String(props.newer.number)} />
      <Button kind="secondary">Compare</Button>
    </form>
  );
}

function ActionTable(props: { caption: string; actions: Action[]; store: TenantStore; base: string }) {
  const { caption, actions, store, base } = props;
  if (actions.length === 0) return <EmptyState title="No Action is bound here." />;
  return (
    <Table
      caption={caption}
      head={['Order', 'Name', 'Version', 'Deployed', 'Size of 100 kB', 'Secrets']}
      rows={actions.map((action, index) => {
        const version = action.deployed_version_id
          ? store.collection<ActionVersion>('action-versions').get(action.deployed_version_id)
          : undefined;
        const code = version?.code ?? action.code;
        return [
          index + 1,
          <a href={`${base}/actions/${action.id}`}>{action.name}</a>,
          version?.number ?? 'not deployed',
          <Time value={version?.created_at} />,
          <>
            {kilobytes(code)}
            <Bar label={`${kilobytes(code)} of 100 kB`} value={Buffer.byteLength(code)} max={CODE_LIMIT} />
          </>,
          names(action.secrets),
        ];
      })}
    />
  );
}

function Difference({ older, newer }: { older: ActionVersion; newer: ActionVersion }) {
  if (older.code === newer.code) return <p>The code is the same, byte for byte.</p>;
  const patch = createPatch('', older.code, newer.code, undefined, undefined, {
    context: 3,
    headerOptions: OMIT_HEADERS,
  });
  return <Patch label={`Difference between version ${older.number} and ${newer.number}`} patch={patch} />;
}

function boundActions(store: TenantStore, trigger: string): Action[] {
  const actions = store.collection<Action>('actions');
  const { bindings = [] } = store.collection<TriggerBindings>('bindings').get(trigger) ?? {};
  return bindings.flatMap((binding) => actions.get(binding.action_id) ?? []);
}

function unboundActions(store: TenantStore): Action[] {
  const bound = new Set(
    store
      .collection<TriggerBindings>('bindings')
      .list()
      .flatMap(({ bindings }) => bindings.map(({ action_id }) => action_id)),
  );
  return store
    .collection<Action>('actions')
    .list()
    .filter((action) => !bound.has(action.id));
}

function versionsOf(store: TenantStore, actionId: string): ActionVersion[] {
  return store
    .collection<ActionVersion>('action-versions')
    .findBy('action_id', actionId.toLowerCase())
    .sort((a, b) => b.number - a.number);
}

function names(list: readonly { name: string }[] | undefined): string {
  return list === undefined || list.length === 0 ? 'none' : list.map(({ name }) => name).join(', ');
}

function kilobytes(code: string): string {
  return `${(Buffer.byteLength(code) / 1000).toFixed(1)} kB`;
}
