import type { ActionError, Command, JsonObject, Suspension, TriggerOutcome } from './contract';
import { isObject } from './effects';
import { NO_REDIRECT_PROTOCOLS } from './sandbox/api/redirect';

/**
 * How an Action that did not fail ends its leg. A denial beats everything else that the same Action asked for:
 * together with a redirect or a form its outcome is not established.
 */
export function outcomeOf(
  commands: Command[],
  event: JsonObject,
  suspension: (kind: Suspension['kind']) => Suspension,
): TriggerOutcome {
  const last = (...types: string[]) => commands.findLast((command) => types.includes(command.type));

  const denial = last('access.deny');
  if (denial) {
    const { reason, userMessage } = denial;
    return {
      kind: 'denied',
      reason: String(reason ?? ''),
      ...(userMessage !== undefined && { userMessage: String(userMessage) }),
    };
  }
  const revocation = last('session.revoke', 'refreshToken.revoke');
  if (revocation) return { kind: 'denied', reason: String(revocation.reason) };

  const errors = commands.filter((command) => command.type === 'validation.error');
  if (errors.length > 0) {
    return {
      kind: 'invalid',
      errors: errors.map(({ code, message }) => ({ code: String(code), message: String(message) })),
    };
  }

  const redirect = last('redirect.sendUserTo');
  const form = last('prompt.render');
  const challenge = last(
    'authentication.challengeWith',
    'authentication.challengeWithAny',
    'authentication.enrollWith',
    'authentication.enrollWithAny',
  );
  if (!redirect && !form && !challenge) return { kind: 'completed' };
  if (isSilent(event)) return { kind: 'interaction_required' };
  if (!isInteractive(event)) return nonInteractive(challenge !== undefined && !redirect && !form);
  const factors = usableFactors(challenge);
  if (challenge && !redirect && !form && factors.length === 0) {
    return failed('None of the factors that the Action asked for can be used.');
  }
  if (redirect) return { kind: 'redirect', url: String(redirect.url), suspension: suspension('redirect') };
  if (form) {
    return {
      kind: 'form',
      formId: String(form.id),
      fields: form.fields as JsonObject,
      vars: form.vars as JsonObject,
      suspension: suspension('form'),
    };
  }
  return {
    kind: 'challenge',
    mode: challenge?.type.includes('enroll') ? 'enroll' : 'challenge',
    factors,
    suspension: suspension('challenge'),
  };
}

const FACTORS = [
  'otp',
  'email',
  'push-notification',
  'phone',
  'recovery-code',
  'webauthn-platform',
  'webauthn-roaming',
];

/** Of the factors that an Action asked for those that exist (docs: reference/post-login/post-login-api-object). */
function usableFactors(challenge: Command | undefined): JsonObject[] {
  const asked = Array.isArray(challenge?.factors) ? (challenge.factors as unknown[]) : [];
  return asked.filter(
    (factor): factor is JsonObject => isObject(factor) && FACTORS.includes(String(factor.type)),
  );
}

function isSilent(event: JsonObject): boolean {
  const query = (event.request as JsonObject | undefined)?.query as JsonObject | undefined;
  const prompt = (event.transaction as JsonObject | undefined)?.prompt;
  return query?.prompt === 'none' || (Array.isArray(prompt) && prompt.includes('none'));
}

function isInteractive(event: JsonObject): boolean {
  return !NO_REDIRECT_PROTOCOLS.includes((event.transaction as JsonObject | undefined)?.protocol);
}

function nonInteractive(isChallenge: boolean): TriggerOutcome {
  return isChallenge
    ? failed('Multifactor authentication required', 'mfa_required')
    : failed(
        'The Action asked for a redirect or a form where there is no browser.',
        'interaction_not_possible',
      );
}

export function failed(message: string, code?: string): TriggerOutcome {
  const error: ActionError = { kind: 'invalid', name: 'Error', message, ...(code !== undefined && { code }) };
  return { kind: 'failed', error };
}
