import { deployedActions } from '../../actions-runtime';
import type { Connection, JsonObject } from '../../store';
import { mergeMetadata, newEventUser, strategyType } from '../../users';
import { badRequest } from '../api-error';
import { type ApiRequest, isObject } from '../operation';

/**
 * The pre-user-registration Actions run for users that the Management API creates, too. There is no
 * transaction, and a refusal says no more than `Sandbox error` (docs: customize/actions/explore-triggers/pre-user-registration; support articles).
 *
 * @returns the metadata of the body with what the Actions set
 * @throws ApiError 400 where an Action refuses or fails
 */
export async function beforeRegistration(
  { tenant, ip }: ApiRequest,
  connection: Connection,
  fields: JsonObject,
): Promise<{ user_metadata?: JsonObject; app_metadata?: JsonObject }> {
  if (!['database', 'passwordless'].includes(strategyType(connection.strategy))) return {};
  const actions = deployedActions(tenant.store, 'pre-user-registration');
  if (actions.length === 0) return {};
  const { outcome, effects } = await tenant.runtime.run({
    trigger: 'pre-user-registration',
    actions,
    event: {
      connection: { id: connection.id, name: connection.name, strategy: connection.strategy },
      request: { body: {}, geoip: {}, ip, method: 'POST' },
      tenant: { id: tenant.store.name },
      configuration: {},
      user: newEventUser(fields),
    },
  });
  if (outcome.kind !== 'completed') throw badRequest('Sandbox error', 'extensibility_error');
  if (strategyType(connection.strategy) !== 'database') return {};
  return {
    user_metadata: mergeMetadata(objectOf(fields.user_metadata), effects.userMetadata),
    app_metadata: mergeMetadata(objectOf(fields.app_metadata), effects.appMetadata),
  };
}

function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}
