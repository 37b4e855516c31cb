import type { JsonObject, User } from '../../store';
import { updateUser } from '../../users';
import { badRequest, notFound } from '../api-error';
import { alphanumeric, prefixedId } from '../identifiers';
import { type ApiRequest, bodyObject, created, isObject, NO_CONTENT, type Operation, ok } from '../operation';
import { classicPage } from '../paging';
import { existingUser, usersOf } from './user-operations';

const PATH = '/users/:id/authentication-methods';
const newId: Readonly<Record<string, () => string>> = {
  totp: prefixedId('totp|dev_'),
  phone: prefixedId('phone|dev_'),
  email: prefixedId('email|dev_'),
  passkey: prefixedId('passkey|dev_'),
};

/** Which enrolled factor an Action sees for an authentication method. */
const FACTORS: Readonly<Record<string, string>> = { totp: 'otp', passkey: 'webauthn-platform' };

/**
 * Second factors of a user. What is added here is enrolled: Actions see it in `event.user.enrolledFactors`, as
 * they see what was enrolled at a login.
 */
export const AUTHENTICATION_METHOD_OPERATIONS: readonly Operation[] = [
  {
    method: 'GET',
    path: PATH,
    scopes: ['read:authentication_methods'],
    handle: (request) => ok(classicPage(methodsOf(request).map(shown), request.query, 'authenticators')),
  },
  {
    method: 'POST',
    path: PATH,
    scopes: ['create:authentication_methods'],
    handle(request) {
      const method = newMethod(request, bodyObject(request));
      put(request, [...methodsOf(request), method]);
      return created(shown(method));
    },
  },
  {
    method: 'PUT',
    path: PATH,
    scopes: ['update:authentication_methods'],
    handle(request) {
      const wanted = Array.isArray(request.body) ? request.body.filter(isObject) : [];
      const methods = wanted.map((method) => newMethod(request, method));
      put(request, methods);
      return ok(methods.map(shown));
    },
  },
  {
    method: 'DELETE',
    path: PATH,
    scopes: ['delete:authentication_methods'],
    handle: removeAll,
  },
  {
    method: 'GET',
    path: `${PATH}/:method_id`,
    scopes: ['read:authentication_methods'],
    handle: (request) => ok(shown(existing(request))),
  },
  {
    method: 'PATCH',
    path: `${PATH}/:method_id`,
    scopes: ['update:authentication_methods'],
    handle(request) {
      const changed = { ...existing(request), ...bodyObject(request) };
      put(
        request,
        methodsOf(request).map((method) => (method.id === changed.id ? changed : method)),
      );
      return ok(shown(changed));
    },
  },
  {
    method: 'DELETE',
    path: `${PATH}/:method_id`,
    scopes: ['delete:authentication_methods'],
    handle(request) {
      const { id } = existing(request);
      put(
        request,
        methodsOf(request).filter((method) => method.id !== id),
      );
      return NO_CONTENT;
    },
  },
  {
    method: 'DELETE',
    path: '/users/:id/authenticators',
    scopes: ['delete:guardian_enrollments'],
    handle: removeAll,
  },
  {
    method: 'DELETE',
    path: '/users/:id/multifactor/:provider',
    scopes: ['update:users'],
    handle(request) {
      if (!['duo', 'google-authenticator'].includes(request.params.provider ?? '')) {
        throw badRequest('The provider is duo or google-authenticator.', 'invalid_uri');
      }
      return removeAll(request);
    },
  },
  {
    method: 'POST',
    path: '/users/:id/multifactor/actions/invalidate-remember-browser',
    scopes: ['update:users'],
    handle(request) {
      existingUser(request);
      return NO_CONTENT;
    },
  },
  {
    method: 'POST',
    path: '/users/:id/recovery-code-regeneration',
    scopes: ['update:users'],
    handle(request) {
      if (methodsOf(request).length === 0 && existingUser(request).enrolledFactors === undefined) {
        throw notFound('The user has no recovery code: no factor is enrolled.', 'inexistent_enrollment');
      }
      return ok({ recovery_code: alphanumeric(24).toUpperCase() });
    },
  },
  {
    method: 'GET',
    path: '/users/:id/enrollments',
    scopes: ['read:users', 'read:current_user'],
    handle: (request) => ok(methodsOf(request).map(enrollment)),
  },
  {
    method: 'GET',
    path: '/guardian/enrollments/:id',
    scopes: ['read:guardian_enrollments'],
    handle: (request) => ok(enrollment(enrolled(request).method)),
  },
  {
    method: 'DELETE',
    path: '/guardian/enrollments/:id',
    scopes: ['delete:guardian_enrollments'],
    handle(request) {
      const { userId, method } = enrolled(request);
      const ofUser = { ...request, params: { id: userId } };
      put(
        ofUser,
        methodsOf(ofUser).filter(({ id }) => id !== method.id),
      );
      return NO_CONTENT;
    },
  },
  {
    method: 'POST',
    path: '/guardian/enrollments/ticket',
    scopes: ['create:guardian_enrollment_tickets'],
    handle(request) {
      existingUser(request, String(bodyObject(request).user_id));
      const ticket = alphanumeric(32);
      return ok({ ticket_id: ticket, ticket_url: `${request.baseUrl}/guardian/enroll?ticket=${ticket}` });
    },
  },
];

/** The enrollment of the request's path, whoever's it is. */
function enrolled(request: ApiRequest): { userId: string; method: JsonObject } {
  for (const { user_id: userId } of usersOf(request).list()) {
    const ofUser = { ...request, params: { id: userId } };
    const method = methodsOf(ofUser).find(({ id }) => id === request.params.id);
    if (method !== undefined) return { userId, method };
  }
  throw notFound('The enrollment does not exist.', 'inexistent_enrollment');
}

function collection(request: ApiRequest) {
  return request.tenant.store.collection('authentication-methods');
}

function methodsOf(request: ApiRequest): JsonObject[] {
  const user = existingUser(request);
  const items = collection(request).get(user.user_id)?.items ?? enrolledAtLogin(user);
  return Array.isArray(items) ? items.filter(isObject) : [];
}

/** Factors that were set up on the pages of the local tenant, as methods. */
function enrolledAtLogin({ enrolledFactors: factors, updated_at }: User): JsonObject[] {
  const types = Array.isArray(factors) ? factors.filter(isObject).map(({ type }) => String(type)) : [];
  return types.map((factor) => {
    const type = Object.keys(FACTORS).find((key) => FACTORS[key] === factor) ?? factor;
    return { id: `${type}|dev_${factor}`, type, confirmed: true, created_at: updated_at };
  });
}

function existing(request: ApiRequest): JsonObject {
  const found = methodsOf(request).find(({ id }) => id === request.params.method_id);
  if (found === undefined) {
    throw notFound('The authentication method does not exist.', 'inexistent_authentication_method');
  }
  return found;
}

function newMethod(request: ApiRequest, body: JsonObject): JsonObject {
  const id = newId[String(body.type)];
  if (id === undefined) {
    throw badRequest(
      `Payload validation error: 'No enum match for: ${String(body.type)}' on property type (${Object.keys(newId).join(', ')}).`,
    );
  }
  return { id: id(), ...body, confirmed: true, created_at: request.tenant.now().toISOString() };
}

/** Keeps the list, and what Actions see of it. */
function put(request: ApiRequest, methods: JsonObject[]): void {
  const { user_id: userId } = existingUser(request);
  collection(request).put(userId, { items: methods });
  const types = [...new Set(methods.map(({ type }) => FACTORS[String(type)] ?? String(type)))];
  updateUser(request.tenant, userId, () => ({
    enrolledFactors: types.map((type) => ({ type })),
    multifactor: types.length > 0 ? ['guardian'] : [],
  }));
}

function removeAll(request: ApiRequest) {
  existingUser(request);
  put(request, []);
  return NO_CONTENT;
}

/** The shared secret of a one-time password never comes back. */
function shown({ totp_secret: _secret, ...method }: JsonObject): JsonObject {
  return method;
}

function enrollment(method: JsonObject): Partial<User> {
  const { id, type, name, phone_number: phone, email, created_at } = method;
  return {
    id,
    status: 'confirmed',
    type: FACTORS[String(type)] ?? type,
    ...(name === undefined ? {} : { name: String(name) }),
    identifier: phone ?? email,
    enrolled_at: created_at,
  };
}
