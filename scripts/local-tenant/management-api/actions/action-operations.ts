import type { Action, ActionVersion, JsonObject } from '../../store';
import type { TenantContext } from '../../tenant-context';
import { badRequest, conflict, notFound } from '../api-error';
import { uuid } from '../identifiers';
import { type ApiRequest, bodyObject, created, isObject, NO_CONTENT, type Operation, ok } from '../operation';
import { actionsPage } from '../paging';
import {
  actionSecrets,
  actions,
  actionVersions,
  isBound,
  nanosecondTime,
  shownAction,
  triggerBindings,
  versionsOf,
} from './action-documents';
import { deploy, equalsDeployed } from './deploy';
import {
  ACTION_LIMITS,
  checkCode,
  checkDependencies,
  checkList,
  checkRuntime,
  checkSecrets,
  checkTriggers,
} from './limits';

const READ = ['read:actions'];
const CREATE = ['create:actions'];

/** Actions: their drafts. Versions and bindings stand in files of their own. */
export const ACTION_OPERATIONS: readonly Operation[] = [
  {
    method: 'GET',
    path: '/actions/actions',
    scopes: READ,
    handle: (request) => ok(listActions(request)),
    restore({ tenant }, answer) {
      if (!isObject(answer) || !Array.isArray(answer.actions)) return;
      for (const action of answer.actions) if (isObject(action)) restoreAction(tenant, action);
    },
  },
  { method: 'POST', path: '/actions/actions', scopes: CREATE, handle: createAction },
  {
    method: 'GET',
    path: '/actions/actions/:id',
    scopes: READ,
    handle: (request) => ok(shownAction(request.tenant, findAction(request))),
    restore({ tenant }, answer) {
      if (isObject(answer)) restoreAction(tenant, answer);
    },
  },
  { method: 'PATCH', path: '/actions/actions/:id', scopes: ['update:actions'], handle: updateAction },
  { method: 'DELETE', path: '/actions/actions/:id', scopes: ['delete:actions'], handle: deleteAction },
];

/**
 * The Action of the request's path, its build finished where its time has come.
 *
 * @throws ApiError 404
 */
export function findAction(request: ApiRequest, id = request.params.id ?? ''): Action {
  const action = actions(request.tenant).get(id);
  if (action === undefined) throw notFound('That action does not exist.');
  return settleBuild(request, action);
}

function listActions(request: ApiRequest): JsonObject {
  const { tenant, query } = request;
  const found = actions(tenant)
    .list()
    .filter((action) => query.actionName === undefined || action.name === query.actionName)
    .filter(
      (action) =>
        query.triggerId === undefined || action.supported_triggers.some(({ id }) => id === query.triggerId),
    )
    .filter(
      (action) =>
        query.deployed === undefined ||
        (action.deployed_version_id !== undefined) === (query.deployed === 'true'),
    )
    .filter((action) => query.installed !== 'true' || action.installed_integration_id !== undefined)
    .map((action) => shownAction(tenant, settleBuild(request, action)));
  return actionsPage(found, query, 'actions');
}

/** A saved draft builds for `actionBuildMs`, then it is `built`, or `failed` where the options say so. */
function settleBuild({ tenant, options }: ApiRequest, action: Action): Action {
  if (action.status !== 'pending') return action;
  const age = tenant.now().getTime() - new Date(action.updated_at).getTime();
  if (age < (options.actionBuildMs ?? 0)) return { ...action, status: 'building' };
  const built: Action = {
    ...action,
    status: options.actionBuildFails?.(action) === true ? 'failed' : 'built',
  };
  actions(tenant).put(action.id, built);
  return built;
}

function createAction(request: ApiRequest) {
  const { tenant } = request;
  const body = bodyObject(request);
  const name = String(body.name).trim();
  if (name === '') throw badRequest('The name of an action must not be empty.');
  if (
    actions(tenant)
      .findBy('name', name.toLowerCase())
      .some((other) => other.name === name)
  ) {
    throw conflict(`An action with the name '${name}' already exists.`, 'action_name_conflict');
  }
  if (actions(tenant).count() >= ACTION_LIMITS.actionsPerTenant) {
    throw badRequest(
      `A tenant has at most ${ACTION_LIMITS.actionsPerTenant} actions.`,
      'entity_limit_exceeded',
    );
  }
  const triggers = checkTriggers(body.supported_triggers);
  const now = nanosecondTime(tenant.now());
  const action: Action = {
    id: uuid(),
    name,
    supported_triggers: triggers,
    created_at: now,
    updated_at: now,
    code: checkCode(body.code),
    dependencies: checkDependencies(body.dependencies),
    runtime: checkRuntime(body.runtime, triggers),
    status: 'pending',
    secrets: [],
    all_changes_deployed: false,
  };
  if (body.modules !== undefined) action.modules = checkList(body.modules, 'modules', ACTION_LIMITS.modules);
  tenant.store.transaction(() => {
    action.secrets = writeSecrets(tenant, action, checkSecrets(body.secrets), now);
    actions(tenant).put(action.id, action);
    if (body.deploy === true) deployWhenBuilt(request, action.id);
  });
  return created(shownAction(tenant, actions(tenant).get(action.id) ?? action));
}

/** `deploy: true` at creation. A build that takes its time does not hold it up here; one that fails is not deployed. */
function deployWhenBuilt({ tenant, options, ...request }: ApiRequest, id: string): void {
  const { actionBuildMs: _time, ...others } = options;
  const action = findAction({ ...request, tenant, options: others }, id);
  if (action.status !== 'built') return;
  deploy({ ...request, tenant, options }, action, action, actionSecrets(tenant).get(id)?.values ?? {});
}

function updateAction(request: ApiRequest) {
  const { tenant } = request;
  const body = bodyObject(request);
  const current = findAction(request);
  const now = nanosecondTime(tenant.now());
  const triggers =
    body.supported_triggers === undefined
      ? current.supported_triggers
      : checkTriggers(body.supported_triggers);
  const action: Action = {
    ...current,
    name: body.name === undefined ? current.name : String(body.name),
    supported_triggers: triggers,
    code: body.code === undefined ? current.code : checkCode(body.code),
    dependencies:
      body.dependencies === undefined ? current.dependencies : checkDependencies(body.dependencies),
    runtime: body.runtime === undefined ? current.runtime : checkRuntime(body.runtime, triggers),
    status: 'pending',
    updated_at: now,
  };
  const taken = actions(tenant)
    .findBy('name', action.name.toLowerCase())
    .some((other) => other.name === action.name && other.id !== action.id);
  if (taken)
    throw conflict(`An action with the name '${action.name}' already exists.`, 'action_name_conflict');
  if (body.modules !== undefined) action.modules = checkList(body.modules, 'modules', ACTION_LIMITS.modules);
  tenant.store.transaction(() => {
    if (body.secrets !== undefined) {
      action.secrets = writeSecrets(tenant, current, checkSecrets(body.secrets), now);
    }
    action.all_changes_deployed = equalsDeployed(tenant, action);
    actions(tenant).put(action.id, action);
  });
  return ok(shownAction(tenant, action));
}

function deleteAction(request: ApiRequest) {
  const { tenant } = request;
  const action = findAction(request);
  if (request.query.force !== 'true' && isBound(tenant, action.id)) {
    throw conflict('Unable to delete an action bound to a trigger.', 'action_bound');
  }
  tenant.store.transaction(() => {
    for (const trigger of triggerBindings(tenant).list()) {
      const bindings = trigger.bindings.filter((binding) => binding.action_id !== action.id);
      if (bindings.length < trigger.bindings.length) {
        triggerBindings(tenant).put(trigger.trigger_id, { ...trigger, bindings });
      }
    }
    for (const version of versionsOf(tenant, action.id)) {
      actionVersions(tenant).delete(version.id);
      actionSecrets(tenant).delete(version.id);
    }
    actionSecrets(tenant).delete(action.id);
    actions(tenant).delete(action.id);
  });
  return NO_CONTENT;
}

/**
 * Stores the draft's secret values and answers what may be shown. A secret without `value` keeps the stored
 * one; what Auth0 does then is not established.
 */
function writeSecrets(
  tenant: TenantContext,
  action: Pick<Action, 'id' | 'secrets'>,
  secrets: ReturnType<typeof checkSecrets>,
  now: string,
): Action['secrets'] {
  const stored = actionSecrets(tenant).get(action.id)?.values ?? {};
  const values: Record<string, string> = {};
  const shown = secrets.map(({ name, value }) => {
    const before = action.secrets.find((secret) => secret.name === name);
    const unchanged = before !== undefined && (value === undefined || stored[name] === value);
    values[name] = value ?? stored[name] ?? '';
    return { name, updated_at: unchanged ? before.updated_at : now };
  });
  actionSecrets(tenant).put(action.id, { values });
  return shown;
}

/** Puts back an Action that another tenant showed, with its deployed version; secret values are unknown. */
function restoreAction(tenant: TenantContext, shown: JsonObject): void {
  const { current_version: _current, deployed_version: deployed, ...document } = shown;
  const action = document as Action;
  if (isObject(deployed)) {
    const version = { ...deployed, action_id: action.id } as ActionVersion;
    action.deployed_version_id = version.id;
    actionVersions(tenant).put(version.id, version);
    actionSecrets(tenant).put(version.id, { values: {} });
  }
  actionSecrets(tenant).put(action.id, { values: {} });
  actions(tenant).put(action.id, action);
}
