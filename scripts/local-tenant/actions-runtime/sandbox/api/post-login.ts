import type { CommandRecorder } from '../command-recorder';
import type { ActionCall } from '../messages';
import { createAuthentication } from './authentication';
import { createDirectory } from './directory';
import { createPrompt } from './prompt';
import { createRedirect } from './redirect';
import { createSamlResponse } from './saml-response';
import { createScopeChanges } from './scopes';
import { createRefreshToken, createSession } from './session';
import { createValidation } from './shared';
import { createTransaction } from './transaction';
import { isPlainObject } from './validation';

/** The `api` of post-login v3: each method checks as the platform does and records what was asked for. */
export function createPostLoginApi(
  call: Omit<ActionCall, 'code'>,
  recorder: CommandRecorder,
  cache: object,
): object {
  const { event, earlier } = call;
  const self = () => api;
  const changeScope = createScopeChanges(recorder, earlier);
  const setCustomClaim = (type: string) => (key: unknown, value: unknown) => {
    if (key === 'scope') throw new Error('The "scope" claim cannot be set.');
    recorder.record(type, { key, value });
    return api;
  };
  const setMetadata = (type: string, key: unknown, value: unknown, stored: string, refusal: string) => {
    const user = isPlainObject(event.user) ? event.user : {};
    if (!isPlainObject(user[stored])) throw new Error(refusal);
    recorder.record(type, { key, value });
    return api;
  };

  const api = {
    access: {
      deny(reason: unknown) {
        recorder.record('access.deny', { reason });
        return api;
      },
    },
    idToken: { setCustomClaim: setCustomClaim('idToken.setCustomClaim') },
    accessToken: {
      setCustomClaim: setCustomClaim('accessToken.setCustomClaim'),
      addScope: (scope: unknown) => changeScope('add', scope),
      removeScope: (scope: unknown) => changeScope('remove', scope),
    },
    user: {
      setAppMetadata: (key: unknown, value: unknown) =>
        setMetadata(
          'user.setAppMetadata',
          key,
          value,
          'app_metadata',
          'Unexpected app_metadata format. Must be a valid JSON object',
        ),
      setUserMetadata: (key: unknown, value: unknown) =>
        setMetadata(
          'user.setUserMetadata',
          key,
          value,
          'user_metadata',
          'Unexpected user_metadata format. Must be a valid JSON object.',
        ),
    },
    authentication: createAuthentication(recorder, earlier.primaryUserWasSet, call.handler, self),
    multifactor: {
      enable(provider: unknown, options?: { allowRememberBrowser?: unknown; providerOptions?: unknown }) {
        const { allowRememberBrowser, providerOptions } = options ?? {};
        recorder.record('multifactor.enable', {
          provider,
          options: { allowRememberBrowser, providerOptions },
        });
        return api;
      },
    },
    prompt: createPrompt(recorder),
    redirect: createRedirect(event, call.hostname, recorder, self),
    session: createSession(event, recorder),
    refreshToken: createRefreshToken(event, recorder, earlier.refreshTokenMetadata),
    transaction: createTransaction(event, recorder),
    samlResponse: createSamlResponse(recorder, earlier.samlAttributes, self),
    validation: createValidation(recorder, self),
    ...createDirectory(event, call.lookups),
    // Rules ended on 18 November 2026: none has ever run.
    rules: { wasExecuted: () => false },
    cache,
  };
  return api;
}
