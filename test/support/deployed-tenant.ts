import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { assembleEnvironment, type BuiltAction } from '../../scripts/bundle';
import { type EnvironmentConfig, loadEnvironment } from '../../scripts/config';
import { type RunningTenant, startTenant } from '../../scripts/local-tenant/running';
import { seedExampleUsers } from '../../scripts/local-tenant/seed';
import type { TenantStore, User } from '../../scripts/local-tenant/store';
import { PROJECT_ROOT } from '../../scripts/project-root';

export interface DeployedTenant extends RunningTenant {
  config: EnvironmentConfig;
  user(email: string): User;
}

/**
 * A tenant behind real sockets with the example users and the built `local` Actions in place, as the Deploy CLI would
 * leave it. For tests that are about something else than deploying: a run of the CLI costs half a minute.
 */
export async function startDeployedTenant(policyOverride?: unknown): Promise<DeployedTenant> {
  const loaded = await loadEnvironment({ root: PROJECT_ROOT, environment: 'local', policyOverride });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.diagnostics));
  const { config } = loaded;
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-tenant-'));
  const running = await startTenant({
    database: ':memory:',
    certificates: join(folder, 'tls'),
    http: { port: 0 },
    https: { port: 0 },
    claimsNamespace: config.policy.claims.namespace,
    config: () => config,
  });
  const { store } = running.tenant;
  await seedExampleUsers(running.tenant, config);
  const { actions, files } = await assembleEnvironment(config);
  putActions(store, config, actions);
  putForm(store, config);
  const content = parse(files.get('tenant.yaml') ?? '');
  store
    .collection('prompt-partials')
    .put('signup', { prompt: 'signup', partials: content.prompts.partials.signup });
  store.collection('singletons').put('tenant-settings', content.tenant);
  return {
    ...running,
    config,
    user: (email) => {
      const user = store.collection<User>('users').findBy('email', email)[0];
      if (!user) throw new Error(`no user ${email}`);
      return user;
    },
    close: async () => {
      await running.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function putActions(store: TenantStore, config: EnvironmentConfig, actions: BuiltAction[]): void {
  for (const action of actions) putAction(store, action);
  for (const [trigger, names] of Object.entries(config.tenant.triggers)) bindActions(store, trigger, names);
}

/** Puts an Action in place as if it had been deployed; it runs where it is bound. */
export function putAction(
  store: TenantStore,
  { name, trigger, code }: { name: string; trigger: BuiltAction['trigger']; code: string },
): void {
  const now = new Date().toISOString();
  const common = {
    code,
    runtime: 'node22',
    dependencies: [],
    secrets: [],
    supported_triggers: [{ id: trigger, version: trigger === 'post-login' ? 'v3' : 'v2' }],
    created_at: now,
    updated_at: now,
  };
  const version = `version_${name}`;
  store.collection('action-versions').put(version, { ...common, id: version, action_id: name, number: 1 });
  store.collection('actions').put(name, {
    ...common,
    id: name,
    name,
    status: 'built',
    all_changes_deployed: true,
    deployed_version_id: version,
  });
}

/** Binds these Actions to a trigger in this order, and no others. */
export function bindActions(store: TenantStore, trigger: string, names: readonly string[]): void {
  const now = new Date().toISOString();
  const bindings = names.map((name) => ({
    id: `binding_${name}`,
    action_id: name,
    display_name: name,
    created_at: now,
    updated_at: now,
  }));
  store.collection('bindings').put(trigger, { trigger_id: trigger, bindings });
}

function putForm(store: TenantStore, config: EnvironmentConfig): void {
  const id = config.forms['accept-terms'] ?? '';
  const form = JSON.parse(readFileSync(join(PROJECT_ROOT, 'tenant/forms/accept-terms.json'), 'utf8'));
  store.collection('forms').put(id, { ...form, id });
}
