import type { Action, JsonObject } from '../../store';
import type { TenantContext } from '../../tenant-context';
import { badRequest, notFound } from '../api-error';
import { uuid } from '../identifiers';
import { type Answer, type ApiRequest, bodyObject, isObject, type Operation, ok } from '../operation';
import { actionsPage } from '../paging';
import { union } from '../resources/documents';
import {
  actions,
  boundActionSummary,
  nanosecondTime,
  type StoredBinding,
  triggerBindings,
} from './action-documents';
import { ACTION_LIMITS, checkList } from './limits';
import { TRIGGERS } from './trigger-table';

/** Triggers, and which Actions they run in which order. */
export const BINDING_OPERATIONS: readonly Operation[] = [
  {
    method: 'GET',
    path: '/actions/triggers',
    scopes: ['read:actions'],
    handle: () => ok({ triggers: TRIGGERS }),
  },
  {
    method: 'GET',
    path: '/actions/triggers/:triggerId/bindings',
    scopes: ['read:actions'],
    handle(request) {
      const triggerId = knownTrigger(request);
      const bindings = storedBindings(request.tenant, triggerId).map((binding) =>
        shownBinding(request.tenant, triggerId, binding),
      );
      return ok(actionsPage(bindings, request.query, 'bindings'));
    },
    restore({ tenant, params }, answer) {
      const triggerId = params.triggerId ?? '';
      const shown = isObject(answer) && Array.isArray(answer.bindings) ? answer.bindings : [];
      const bindings = shown.filter(isObject).map((binding) => ({
        id: String(binding.id),
        action_id: isObject(binding.action) ? String(binding.action.id) : '',
        display_name: String(binding.display_name),
        created_at: String(binding.created_at),
        updated_at: String(binding.updated_at),
      }));
      triggerBindings(tenant).put(triggerId, {
        trigger_id: triggerId,
        bindings: union(storedBindings(tenant, triggerId), bindings) as StoredBinding[],
      });
    },
  },
  {
    method: 'PATCH',
    path: '/actions/triggers/:triggerId/bindings',
    scopes: ['update:actions'],
    handle: updateBindings,
  },
];

/** Replaces the whole list: what is not named is unbound, the order is the order of execution. */
function updateBindings(request: ApiRequest): Answer {
  const { tenant } = request;
  const triggerId = knownTrigger(request);
  if (!TRIGGERS.some(({ id, binding_policy }) => id === triggerId && binding_policy === 'trigger-bound')) {
    throw badRequest(`The trigger ${triggerId} is entity-bound: its bindings cannot be changed.`);
  }
  const wanted = checkList(bodyObject(request).bindings, 'bindings', ACTION_LIMITS.bindingsPerTrigger);
  const reusable = [...storedBindings(tenant, triggerId)];
  const now = nanosecondTime(tenant.now());
  const bindings = wanted.map((entry): StoredBinding => {
    const { ref, display_name: displayName } = isObject(entry) ? entry : {};
    const action = boundAction(request, triggerId, ref);
    const index = reusable.findIndex((binding) => binding.action_id === action.id);
    const before = index === -1 ? undefined : reusable.splice(index, 1)[0];
    const name = typeof displayName === 'string' ? displayName : action.name;
    if (before !== undefined && before.display_name === name) return before;
    return {
      id: before?.id ?? uuid(),
      action_id: action.id,
      display_name: name,
      created_at: before?.created_at ?? now,
      updated_at: now,
    };
  });
  triggerBindings(tenant).put(triggerId, { trigger_id: triggerId, bindings });
  return ok({ bindings: bindings.map((binding) => shownBinding(tenant, triggerId, binding)) });
}

/** @throws ApiError 400 where the reference leads nowhere, to another trigger's Action, or to one that was never deployed */
function boundAction(request: ApiRequest, triggerId: string, ref: unknown): Action {
  const { type, value } = isObject(ref) ? ref : {};
  const wanted = String(value ?? '');
  const collection = actions(request.tenant);
  let action: Action | undefined;
  if (type === 'action_name') {
    action = collection.findBy('name', wanted.toLowerCase()).find(({ name }) => name === wanted);
  } else if (type === 'action_id') action = collection.get(wanted);
  else if (type === 'binding_id') {
    const binding = storedBindings(request.tenant, triggerId).find(({ id }) => id === wanted);
    action = binding === undefined ? undefined : collection.get(binding.action_id);
  } else throw badRequest(`A binding's ref.type must be action_name, action_id or binding_id.`);

  if (action === undefined)
    throw badRequest(`The action '${wanted}' of a binding does not exist.`, 'invalid_binding');
  if (!action.supported_triggers.some(({ id }) => id === triggerId)) {
    throw badRequest(
      `The action '${action.name}' does not support the trigger ${triggerId}.`,
      'invalid_binding',
    );
  }
  if (action.deployed_version_id === undefined) {
    throw badRequest(
      `Trying to create a binding for an action that has not been deployed yet: '${action.name}'.`,
      'invalid_binding',
    );
  }
  return action;
}

function storedBindings(tenant: TenantContext, triggerId: string): StoredBinding[] {
  return triggerBindings(tenant).get(triggerId)?.bindings ?? [];
}

function shownBinding(tenant: TenantContext, triggerId: string, binding: StoredBinding): JsonObject {
  const { action_id: actionId, ...document } = binding;
  const action = actions(tenant).get(actionId);
  return {
    ...document,
    trigger_id: triggerId,
    ...(action === undefined ? {} : { action: boundActionSummary(tenant, action) }),
  };
}

function knownTrigger(request: ApiRequest): string {
  const id = request.params.triggerId ?? '';
  if (!TRIGGERS.some((trigger) => trigger.id === id)) throw notFound('That trigger does not exist.');
  return id;
}
