import type { CommandRecorder } from '../command-recorder';
import { createValidation } from './shared';
import { refuse } from './validation';

const USER_ID = /^[a-zA-Z0-9@._+-]{1,255}$/;

/** The `api` of pre-user-registration v2. Unlike post-login it has no guard on the stored metadata's shape. */
export function createPreUserRegistrationApi(recorder: CommandRecorder, cache: object): object {
  const self = (): object => api;
  const set = (type: string) => (key: unknown, value: unknown) => {
    recorder.record(type, { key, value });
    return self();
  };
  const api = {
    access: {
      deny(reason: unknown, userMessage: unknown) {
        recorder.record('access.deny', { reason, userMessage });
        return self();
      },
    },
    user: {
      setAppMetadata: set('user.setAppMetadata'),
      setUserMetadata: set('user.setUserMetadata'),
      setUserId(userId: unknown) {
        if (typeof userId !== 'string') {
          refuse([{ property: 'user_id', message: 'must be string' }], 'Invalid setUserId arguments');
        } else if (!USER_ID.test(userId)) {
          const message = `must match pattern "${USER_ID.source}"`;
          refuse([{ property: 'user_id', message }], 'Invalid setUserId arguments');
        }
        recorder.record('user.setUserId', { userId });
        return self();
      },
    },
    validation: createValidation(recorder, self, 'Failed to add validation error'),
    cache,
  };
  return api;
}
