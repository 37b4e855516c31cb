import type { CommandRecorder } from '../command-recorder';
import type { ActionCall, CacheRecord } from '../messages';
import { createCache } from './cache';
import { createPostLoginApi } from './post-login';
import { createPreUserRegistrationApi } from './pre-user-registration';

/** The `api` object for one call, and what the call did to the trigger's cache. */
export function createApi(
  call: Omit<ActionCall, 'code'>,
  recorder: CommandRecorder,
): { api: object; cacheChanges: () => Record<string, CacheRecord> | undefined } {
  const { cache, changes } = createCache(call.cache);
  const api =
    call.trigger === 'post-login'
      ? createPostLoginApi(call, recorder, cache)
      : createPreUserRegistrationApi(recorder, cache);
  return { api, cacheChanges: changes };
}
