import type { Action, ActionVersion } from '../../store';
import { badRequest, notFound } from '../api-error';
import { uuid } from '../identifiers';
import { type Answer, type ApiRequest, bodyObject, type Operation, ok } from '../operation';
import { actionsPage } from '../paging';
import {
  actionSecrets,
  actionSummary,
  actions,
  actionVersions,
  nanosecondTime,
  shownVersion,
  versionsOf,
} from './action-documents';
import { equalsDeployed, findAction } from './action-operations';
import { ACTION_LIMITS } from './limits';

/** Versions of an Action: made by deploying, immutable, with their own secrets. */
export const VERSION_OPERATIONS: readonly Operation[] = [
  { method: 'POST', path: '/actions/actions/:id/deploy', scopes: ['create:actions'], handle: deployDraft },
  {
    method: 'GET',
    path: '/actions/actions/:actionId/versions',
    scopes: ['read:actions'],
    handle(request) {
      const action = findAction(request, request.params.actionId);
      const versions = versionsOf(request.tenant, action.id).map((version) => shown(action, version));
      return ok(actionsPage(versions, request.query, 'versions'));
    },
  },
  {
    method: 'GET',
    path: '/actions/actions/:actionId/versions/:id',
    scopes: ['read:actions'],
    handle(request) {
      const action = findAction(request, request.params.actionId);
      return ok(shown(action, findVersion(request, action)));
    },
  },
  {
    method: 'POST',
    path: '/actions/actions/:actionId/versions/:id/deploy',
    scopes: ['create:actions'],
    handle: deployVersion,
  },
];

/** Deploys the draft as a new version. The answer still says `deployed: false`; the next GET shows the change. */
function deployDraft(request: ApiRequest): Answer {
  const action = findAction(request);
  if (action.status !== 'built') {
    throw badRequest(`A draft must be in the 'built' state before it can be deployed.`);
  }
  return ok(deploy(request, action, action, actionSecrets(request.tenant).get(action.id)?.values ?? {}));
}

/** Rolls back (or forward): a new version equal to an older one, secrets included, takes effect at once. */
function deployVersion(request: ApiRequest): Answer {
  const { tenant } = request;
  const action = findAction(request, request.params.actionId);
  const version = findVersion(request, action);
  const secrets = actionSecrets(tenant).get(version.id)?.values ?? {};
  return tenant.store.transaction(() => {
    const draft: Action = { ...action };
    if (bodyObject(request).update_draft === true) {
      Object.assign(draft, {
        code: version.code,
        runtime: version.runtime,
        dependencies: version.dependencies,
        secrets: version.secrets,
        updated_at: nanosecondTime(tenant.now()),
      });
      actionSecrets(tenant).put(action.id, { values: secrets });
    }
    return ok(deploy(request, draft, version, secrets));
  });
}

function deploy(
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

function findVersion(request: ApiRequest, action: Action): ActionVersion {
  const version = actionVersions(request.tenant).get(request.params.id ?? '');
  if (version === undefined || version.action_id !== action.id) {
    throw notFound('That action version does not exist.');
  }
  return version;
}

function shown(action: Action, version: ActionVersion) {
  return shownVersion(version, version.id === action.deployed_version_id, actionSummary(action));
}
