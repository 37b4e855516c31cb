import type { Identity, User } from '../../store';
import { deleteUser } from '../../users';
import { badRequest } from '../api-error';
import { type Answer, type ApiRequest, bodyObject, created, type Operation, ok } from '../operation';
import { existingUser, usersOf } from './user-operations';

/** Accounts of one person, linked and unlinked. */
export const IDENTITY_OPERATIONS: readonly Operation[] = [
  { method: 'POST', path: '/users/:id/identities', scopes: ['update:users'], handle: linkIdentity },
  {
    method: 'DELETE',
    path: '/users/:id/identities/:provider/:user_id',
    scopes: ['update:users'],
    handle: unlinkIdentity,
  },
];

/** The secondary account disappears with its metadata; only its profile stays, inside the primary (user-account-linking). */
function linkIdentity(request: ApiRequest): Answer {
  const primary = existingUser(request);
  const { provider, user_id: id } = bodyObject(request);
  if (provider === undefined || id === undefined) {
    throw badRequest(
      'Payload validation error: provider and user_id are needed; linking by token is not supported.',
    );
  }
  const secondaryId = String(id).includes('|') ? String(id) : `${String(provider)}|${String(id)}`;
  const secondary = existingUser(request, secondaryId);
  if (secondary.user_id === primary.user_id)
    throw badRequest('A user cannot be linked to itself.', 'invalid_linking');
  const {
    identities,
    user_id: _id,
    app_metadata: _app,
    user_metadata: _user,
    created_at: _c,
    updated_at: _u,
    ...profileData
  } = secondary;
  const linked: Identity[] = identities.map((identity, index) =>
    index === 0 ? { ...identity, profileData } : identity,
  );
  const changed: User = {
    ...primary,
    identities: [...primary.identities, ...linked],
    updated_at: request.tenant.now().toISOString(),
  };
  request.tenant.store.transaction(() => {
    deleteUser(request.tenant, secondary.user_id);
    usersOf(request).put(primary.user_id, changed);
  });
  return created(changed.identities);
}

function unlinkIdentity(request: ApiRequest): Answer {
  const user = existingUser(request);
  const { provider, user_id: id } = request.params;
  const index = user.identities.findIndex(
    (identity) => identity.provider === provider && identity.user_id === id,
  );
  if (index < 1) throw badRequest('The identity is not linked, or is the primary one.', 'invalid_unlinking');
  const [unlinked] = user.identities.slice(index, index + 1);
  const identities = user.identities.filter((_identity, other) => other !== index);
  const now = request.tenant.now().toISOString();
  request.tenant.store.transaction(() => {
    usersOf(request).put(user.user_id, { ...user, identities, updated_at: now });
    if (unlinked === undefined) return;
    const { profileData, ...identity } = unlinked;
    const userId = `${unlinked.provider}|${unlinked.user_id}`;
    usersOf(request).put(userId, {
      ...profileData,
      user_id: userId,
      identities: [identity],
      created_at: now,
      updated_at: now,
    });
  });
  return ok(identities);
}
