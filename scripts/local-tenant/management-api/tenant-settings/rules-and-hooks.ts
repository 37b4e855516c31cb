import type { JsonObject } from '../../store';
import { type ApiRequest, bodyObject, created, isObject, NO_CONTENT, type Operation, ok } from '../operation';
import { restoreEach } from '../resources/documents';
import { find } from '../resources/resource-operations';
import { resourceAt } from '../resources/resource-table';

/** What is left of Rules and Hooks: configuration values and secrets. Neither runs any more. */
export const RULE_AND_HOOK_OPERATIONS: readonly Operation[] = [
  {
    method: 'GET',
    path: '/rules-configs',
    scopes: ['read:rules_configs'],
    handle: ({ tenant }) =>
      ok(
        tenant.store
          .collection('rules-configs')
          .list()
          .map(({ key }) => ({ key })),
      ),
    restore: restoreEach('rules-configs', 'key'),
  },
  {
    method: 'PUT',
    path: '/rules-configs/:key',
    scopes: ['update:rules_configs'],
    handle(request) {
      const key = request.params.key ?? '';
      const config = { key, value: bodyObject(request).value };
      request.tenant.store.collection('rules-configs').put(key, config);
      return ok(config);
    },
  },
  {
    method: 'DELETE',
    path: '/rules-configs/:key',
    scopes: ['delete:rules_configs'],
    handle(request) {
      request.tenant.store.collection('rules-configs').delete(request.params.key ?? '');
      return NO_CONTENT;
    },
  },
  {
    method: 'GET',
    path: '/hooks/:id/secrets',
    scopes: ['read:hooks'],
    handle(request) {
      const names = Object.keys(hookSecrets(request));
      return ok(Object.fromEntries(names.map((name) => [name, '_VALUE_NOT_SHOWN_'])));
    },
  },
  ...(['POST', 'PATCH'] as const).map(
    (method): Operation => ({
      method,
      path: '/hooks/:id/secrets',
      scopes: ['update:hooks'],
      handle(request) {
        const secrets = { ...hookSecrets(request), ...bodyObject(request) };
        request.tenant.store.collection('hook-secrets').put(request.params.id ?? '', { secrets });
        return method === 'POST' ? created({}) : ok({});
      },
    }),
  ),
  {
    method: 'DELETE',
    path: '/hooks/:id/secrets',
    scopes: ['update:hooks', 'delete:hooks'],
    handle(request) {
      const removed = Array.isArray(request.body) ? request.body : [];
      const kept = Object.entries(hookSecrets(request)).filter(([name]) => !removed.includes(name));
      request.tenant.store
        .collection('hook-secrets')
        .put(request.params.id ?? '', { secrets: Object.fromEntries(kept) });
      return NO_CONTENT;
    },
  },
];

function hookSecrets(request: ApiRequest): JsonObject {
  find(resourceAt('/hooks'), request);
  const stored = request.tenant.store.collection('hook-secrets').get(request.params.id ?? '')?.secrets;
  return isObject(stored) ? stored : {};
}
