import type { CommandRecorder } from '../command-recorder';

const LONGEST_USER_ID = 128;

/** `api.authentication` (docs page actions/reference/post-login/post-login-api-object); only `recordMethod` is chainable. */
export function createAuthentication(
  recorder: CommandRecorder,
  primaryUserWasSet: boolean,
  handler: string,
  api: () => object,
) {
  type Options = { additionalFactors?: unknown[] };
  const withOne = (mode: string) => (factor: unknown, options?: Options) =>
    recorder.record(`authentication.${mode}With`, {
      factors: [factor, ...(options?.additionalFactors ?? [])],
    });
  const withAny = (mode: string) => (factors: unknown) =>
    recorder.record(`authentication.${mode}WithAny`, {
      factors: Array.isArray(factors) ? factors : [factors],
    });

  return {
    challengeWith: withOne('challenge'),
    challengeWithAny: withAny('challenge'),
    enrollWith: withOne('enroll'),
    enrollWithAny: withAny('enroll'),
    recordMethod(providerUrl: unknown): object {
      if (!handler.startsWith('onContinue')) {
        throw new Error('recordMethod can only be called from within the onContinuePostLogin handler.');
      }
      recorder.record('authentication.recordMethod', { url: providerUrl });
      return api();
    },
    setPrimaryUser(userId: unknown): void {
      if (primaryUserWasSet || recorder.has('authentication.setPrimaryUser')) {
        throw new Error('The primary user can only be altered once per transaction');
      }
      if (typeof userId !== 'string' || userId.length === 0) {
        throw new Error('The provided primary_user_id must be a non-empty string');
      }
      if (userId.length > LONGEST_USER_ID) {
        throw new Error('The provided primary_user_id exceeds the maximum length.');
      }
      recorder.record('authentication.setPrimaryUser', { userId });
    },
  };
}
