import type { Action, ActionVersion } from '../../store';
import type { TenantContext } from '../../tenant-context';
import { uuid } from '../identifiers';
import { type ApiRequest, isObject } from '../operation';
import {
  actionSecrets,
  actionSummary,
  actions,
  actionVersions,
  nanosecondTime,
  shownVersion,
  versionsOf,
} from './action-documents';
import { ACTION_LIMITS } from './limits';

/**
 * Makes a new version of an Action and lets it run. The answer still says `deployed: false`, as Auth0's does;
 * the next GET shows the change.
 *
 * @param source what the version is made of: the draft, or an older version
 * @param secrets the values of its secrets
 */
export function deploy(
  request: ApiRequest,
  action: Action,
  source: Action | ActionVersion,
  secrets: Record<string, string>,
) {
  const { tenant } = request;
  const now = nanosecondTime(tenant.now());
  const newest = versionsOf(tenant, action.id)[0];
  const version: ActionVersion = {
    code: source.code,
    dependencies: source.dependencies,
    id: uuid(),
    action_id: action.id,
    number: (newest?.number ?? 0) + 1,
    built_at: now,
    secrets: source.secrets,
    created_at: now,
    updated_at: now,
    runtime: source.runtime,
    supported_triggers: source.supported_triggers,
    ...(source.modules === undefined ? {} : { modules: source.modules }),
  };
  tenant.store.transaction(() => {
    actionVersions(tenant).put(version.id, version);
    actionSecrets(tenant).put(version.id, { values: secrets });
    const deployed: Action = { ...action, deployed_version_id: version.id };
    actions(tenant).put(action.id, { ...deployed, all_changes_deployed: equalsDeployed(tenant, deployed) });
    dropOldestVersions(request, deployed);
  });
  const {
    built_at: _built,
    action_id: _action,
    ...answer
  } = shownVersion(version, false, actionSummary(action, false));
  return answer;
}

/** Auth0 keeps 50 versions per Action and drops the oldest that does not run. */
function dropOldestVersions({ tenant }: ApiRequest, action: Action): void {
  for (const version of versionsOf(tenant, action.id).slice(ACTION_LIMITS.versions)) {
    if (version.id === action.deployed_version_id) continue;
    actionVersions(tenant).delete(version.id);
    actionSecrets(tenant).delete(version.id);
  }
}

/** Whether the draft is what runs. */
export function equalsDeployed(tenant: TenantContext, action: Action): boolean {
  const deployed =
    action.deployed_version_id === undefined
      ? undefined
      : actionVersions(tenant).get(action.deployed_version_id);
  if (deployed === undefined) return false;
  const secrets = (id: string) => sorted(actionSecrets(tenant).get(id)?.values ?? {});
  return (
    deployed.code === action.code &&
    deployed.runtime === action.runtime &&
    sorted(deployed.dependencies) === sorted(action.dependencies) &&
    sorted(deployed.supported_triggers) === sorted(action.supported_triggers) &&
    sorted(deployed.modules ?? []) === sorted(action.modules ?? []) &&
    secrets(deployed.id) === secrets(action.id)
  );
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    isObject(item) ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => a.localeCompare(b))) : item,
  );
}
