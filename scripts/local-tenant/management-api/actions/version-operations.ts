import type { Action, ActionVersion } from '../../store';
import { badRequest, notFound } from '../api-error';
import { type Answer, type ApiRequest, bodyObject, type Operation, ok } from '../operation';
import { actionsPage } from '../paging';
import {
  actionSecrets,
  actionSummary,
  actionVersions,
  nanosecondTime,
  shownVersion,
  versionsOf,
} from './action-documents';
import { findAction } from './action-operations';
import { deploy } from './deploy';

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

/** @throws ApiError 400 where the build of the draft is not finished */
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
