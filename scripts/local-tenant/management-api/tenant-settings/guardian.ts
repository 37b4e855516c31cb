import type { JsonObject } from '../../store';
import { badRequest, notFound } from '../api-error';
import { type ApiRequest, bodyObject, type Operation, ok } from '../operation';
import { restoreEach } from '../resources/documents';
import { singletons } from '../resources/singleton';

const FACTORS: readonly string[] = [
  'sms',
  'push-notification',
  'otp',
  'email',
  'duo',
  'webauthn-roaming',
  'webauthn-platform',
  'recovery-code',
];

const POLICIES: readonly string[] = ['all-applications', 'confidence-score'];

/** Multi-factor authentication: which factors are on, and when they are asked for. */
export const GUARDIAN_OPERATIONS: readonly Operation[] = [
  {
    method: 'GET',
    path: '/guardian/factors',
    scopes: ['read:guardian_factors'],
    handle: (request) => ok(FACTORS.map((name) => factor(request, name))),
    restore: restoreEach('guardian-factors', 'name'),
  },
  {
    method: 'PUT',
    path: '/guardian/factors/:name',
    scopes: ['update:guardian_factors'],
    handle(request) {
      const name = request.params.name ?? '';
      if (!FACTORS.includes(name)) throw notFound('Not Found', 'inexistent_factor');
      const { enabled } = bodyObject(request);
      if (typeof enabled !== 'boolean') {
        throw badRequest("Payload validation error: 'Expected type boolean' on property enabled.");
      }
      request.tenant.store.collection('guardian-factors').put(name, { ...factor(request, name), enabled });
      return ok({ enabled });
    },
  },
  {
    method: 'GET',
    path: '/guardian/policies',
    scopes: ['read:mfa_policies'],
    handle: ({ tenant }) => ok(singletons(tenant).get('guardian-policies')?.policies ?? []),
    restore({ tenant }, answer) {
      singletons(tenant).put('guardian-policies', { policies: answer });
    },
  },
  {
    method: 'PUT',
    path: '/guardian/policies',
    scopes: ['update:mfa_policies'],
    handle(request) {
      const policies = request.body;
      if (!Array.isArray(policies) || policies.some((policy) => !POLICIES.includes(policy as string))) {
        throw badRequest(`Payload validation error: the policies are ${POLICIES.join(', ')}.`);
      }
      singletons(request.tenant).put('guardian-policies', { policies });
      return ok(policies);
    },
  },
];

function factor(request: ApiRequest, name: string): JsonObject {
  const stored = request.tenant.store.collection('guardian-factors').get(name);
  return stored ?? { name, enabled: false, trial_expired: false };
}
