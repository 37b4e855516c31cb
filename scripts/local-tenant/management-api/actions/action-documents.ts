import type {
  Action,
  ActionSecrets,
  ActionVersion,
  Collection,
  JsonObject,
  TriggerBindings,
} from '../../store';
import type { TenantContext } from '../../tenant-context';

export interface StoredBinding {
  id: string;
  action_id: string;
  display_name: string;
  created_at: string;
  updated_at: string;
}

export function actions(tenant: TenantContext): Collection<Action> {
  return tenant.store.collection<Action>('actions');
}

export function actionVersions(tenant: TenantContext): Collection<ActionVersion> {
  return tenant.store.collection<ActionVersion>('action-versions');
}

export function actionSecrets(tenant: TenantContext): Collection<ActionSecrets> {
  return tenant.store.collection<ActionSecrets>('action-secrets');
}

export function triggerBindings(tenant: TenantContext): Collection<TriggerBindings> {
  return tenant.store.collection<TriggerBindings>('bindings');
}

/** The versions of one Action, the newest first. */
export function versionsOf(tenant: TenantContext, actionId: string): ActionVersion[] {
  return actionVersions(tenant)
    .findBy('action_id', actionId.toLowerCase())
    .sort((a, b) => b.number - a.number);
}

/** Whether any trigger runs this Action. */
export function isBound(tenant: TenantContext, actionId: string): boolean {
  return triggerBindings(tenant)
    .list()
    .some(({ bindings }) => bindings.some((binding) => binding.action_id === actionId));
}

let lastFraction = 0;

/** The Actions service stamps with nanoseconds; the last six digits count up, so that no two are equal. */
export function nanosecondTime(now: Date): string {
  lastFraction = (lastFraction + 1) % 1_000_000;
  return `${now.toISOString().slice(0, -1)}${String(lastFraction).padStart(6, '0')}Z`;
}

/** An Action as the API shows it. Properties that are empty or unknown are left out, as the service does. */
export function shownAction(tenant: TenantContext, action: Action): JsonObject {
  const { deployed_version_id: _deployed, all_changes_deployed: allChangesDeployed, ...document } = action;
  return { ...document, ...shownVersions(tenant, action), all_changes_deployed: allChangesDeployed };
}

/** The Action inside a binding: its versions without its draft, and never said to be fully deployed (recorded). */
export function boundActionSummary(tenant: TenantContext, action: Action): JsonObject {
  return { ...actionSummary(action, false), ...shownVersions(tenant, action) };
}

function shownVersions(tenant: TenantContext, action: Action): JsonObject {
  const [newest] = versionsOf(tenant, action.id);
  const deployed =
    action.deployed_version_id === undefined
      ? undefined
      : actionVersions(tenant).get(action.deployed_version_id);
  return {
    ...(newest === undefined ? {} : { current_version: currentVersion(newest) }),
    ...(deployed === undefined ? {} : { deployed_version: deployedVersion(deployed) }),
  };
}

/** The Action inside a version or a binding. */
export function actionSummary(action: Action, allChangesDeployed = action.all_changes_deployed): JsonObject {
  return {
    id: action.id,
    name: action.name,
    supported_triggers: action.supported_triggers,
    created_at: action.created_at,
    updated_at: action.updated_at,
    all_changes_deployed: allChangesDeployed,
  };
}

export function shownVersion(version: ActionVersion, deployed: boolean, action?: JsonObject): JsonObject {
  const { action_id: actionId, ...document } = version;
  return {
    ...document,
    action_id: actionId,
    deployed,
    status: 'built',
    ...(action === undefined ? {} : { action }),
  };
}

function currentVersion(version: ActionVersion): JsonObject {
  return {
    id: version.id,
    code: version.code,
    runtime: version.runtime,
    status: 'BUILT',
    number: version.number,
    build_time: version.built_at,
    created_at: version.created_at,
    updated_at: version.updated_at,
  };
}

function deployedVersion(version: ActionVersion): JsonObject {
  const { action_id: _action, ...document } = version;
  return { ...document, deployed: true, status: 'built' };
}
