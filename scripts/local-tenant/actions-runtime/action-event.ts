import type { Effects, JsonObject, TriggerRun } from './contract';
import { isObject, mergeMetadata } from './effects';

/** Later Actions see the metadata that earlier ones asked for, of whatever it is, as if it were stored. */
export function eventFor(run: TriggerRun, effects: Effects): JsonObject {
  const user = isObject(run.event.user) ? run.event.user : undefined;
  const transaction = isObject(run.event.transaction) ? run.event.transaction : undefined;
  const pending = {
    ...(Object.keys(effects.appMetadata).length > 0 && {
      app_metadata: mergeMetadata(user?.app_metadata, effects.appMetadata),
    }),
    ...(Object.keys(effects.userMetadata).length > 0 && {
      user_metadata: mergeMetadata(user?.user_metadata, effects.userMetadata),
    }),
  };
  const metadata = mergeMetadata(transaction?.metadata, effects.transactionMetadata);
  return {
    ...run.event,
    ...withMetadata(run.event, 'session', effects.sessionMetadata),
    ...withMetadata(run.event, 'refresh_token', effects.refreshTokenMetadata),
    ...(user !== undefined && { user: { ...user, ...pending } }),
    ...((transaction !== undefined || Object.keys(metadata).length > 0) &&
      run.trigger === 'post-login' && { transaction: { ...transaction, metadata } }),
  };
}

function withMetadata(event: JsonObject, name: string, metadata: JsonObject | undefined): JsonObject {
  const owner = event[name];
  if (metadata === undefined || !isObject(owner)) return {};
  return { [name]: { ...owner, metadata } };
}
