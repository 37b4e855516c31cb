import type { Connection, Credentials, JsonObject, User } from '../store';
import type { TenantContext } from '../tenant-context';
import { findConnection, findUserByEmail } from './find-user';
import { checkAppMetadata, mergeMetadata, patchMetadata } from './metadata';
import { hashPassword } from './password';
import { strategyType } from './strategies';
import { UserDataError } from './user-data-error';
import { checkUserFields, checkUsername } from './user-fields';

/** The body of PATCH /api/v2/users/{id} without `connection` and `client_id`. `null` unsets a root attribute. */
export type UserPatch = JsonObject & {
  user_metadata?: JsonObject | null;
  app_metadata?: JsonObject | null;
  password?: string;
};

const SYNCHRONIZED = ['name', 'nickname', 'given_name', 'family_name', 'picture'];

/**
 * Changes a user by the Management API's rules: metadata is merged at its first level (`{}` clears it), all else
 * is replaced; a new address is unverified unless the patch says otherwise. Which mails follow is the caller's
 * business.
 *
 * @throws UserDataError 404 without such a user, 400 for a field that is unknown, wrong or not writable there,
 *   409-like `auth0_idp_error` where the address belongs to another user of the connection
 */
export async function patchUser(tenant: TenantContext, userId: string, patch: UserPatch): Promise<User> {
  checkUserFields(patch);
  const { password, verify_email: _verifyEmail, user_metadata, app_metadata, ...root } = patch;
  if (app_metadata) checkAppMetadata(app_metadata);
  const hash = password === undefined ? undefined : await hashPassword(password);

  return tenant.store.transaction(() => {
    const users = tenant.store.collection<User>('users');
    const user = users.get(userId);
    if (user === undefined) throw new UserDataError(404, 'inexistent_user', 'The user does not exist.');
    refuseWhatTheConnectionOwns(tenant, user, root, password);
    const changed: User = { ...user };
    for (const [name, value] of Object.entries(root)) {
      if (value === null) delete changed[name];
      else changed[name] = value;
    }
    if (typeof root.email === 'string') changeEmail(tenant, user, changed, root);
    if (typeof root.username === 'string') {
      checkUsername(findConnection(tenant, user.identities[0]?.connection ?? ''), root.username);
      changed.username = root.username.toLowerCase();
    }
    if (user_metadata !== undefined)
      changed.user_metadata = patchMetadata(user.user_metadata, user_metadata ?? {});
    if (app_metadata !== undefined)
      changed.app_metadata = patchMetadata(user.app_metadata, app_metadata ?? {});
    const now = tenant.now().toISOString();
    changed.updated_at = now;
    if (hash !== undefined) {
      tenant.store.collection<Credentials>('credentials').put(userId, { user_id: userId, password: hash });
      changed.last_password_reset = now;
    }
    users.put(userId, changed);
    return changed;
  });
}

/** The one batched profile update at the end of a trigger: first level merge, `null` removes. */
export function writeMetadata(
  tenant: TenantContext,
  userId: string,
  changes: { user_metadata: JsonObject; app_metadata: JsonObject },
): User | undefined {
  return tenant.store.transaction(() => {
    const users = tenant.store.collection<User>('users');
    const user = users.get(userId);
    if (user === undefined) return undefined;
    const changed: User = { ...user, updated_at: tenant.now().toISOString() };
    if (Object.keys(changes.user_metadata).length > 0) {
      changed.user_metadata = mergeMetadata(user.user_metadata, changes.user_metadata);
    }
    if (Object.keys(changes.app_metadata).length > 0) {
      changed.app_metadata = mergeMetadata(user.app_metadata, changes.app_metadata);
    }
    users.put(userId, changed);
    return changed;
  });
}

/** Sets what the tenant itself keeps about a user (verified, last login, …); no rule applies. */
export function updateUser(
  tenant: TenantContext,
  userId: string,
  change: (user: User) => Partial<User>,
): User | undefined {
  return tenant.store.transaction(() => {
    const users = tenant.store.collection<User>('users');
    const user = users.get(userId);
    if (user === undefined) return undefined;
    const changed: User = { ...user, ...change(user) };
    users.put(userId, changed);
    return changed;
  });
}

function changeEmail(tenant: TenantContext, user: User, changed: User, root: JsonObject): void {
  const email = String(root.email).toLowerCase();
  changed.email = email;
  const connection = user.identities[0]?.connection ?? '';
  const other = findUserByEmail(tenant, email, connection);
  if (other !== undefined && other.user_id !== user.user_id) {
    throw new UserDataError(400, 'auth0_idp_error', 'The specified new email already exists');
  }
  if (email !== user.email && root.email_verified === undefined) changed.email_verified = false;
}

function refuseWhatTheConnectionOwns(
  tenant: TenantContext,
  user: User,
  root: JsonObject,
  password: string | undefined,
): void {
  const identity = user.identities[0];
  if (identity === undefined) return;
  const type = strategyType(identity.provider);
  if (password !== undefined && type !== 'database') {
    throw notSupported(`Cannot update password for ${identity.provider} user`);
  }
  if (root.email_verified !== undefined && (type === 'enterprise' || identity.provider === 'sms')) {
    throw notSupported('Cannot update email_verified for enterprise and passwordless SMS users');
  }
  if (type === 'database' || type === 'passwordless') return;
  const connection: Connection | undefined = findConnection(tenant, identity.connection);
  if (connection?.options.set_user_root_attributes === 'on_first_login') return;
  const refused = [...SYNCHRONIZED, 'email'].filter((name) => root[name] !== undefined);
  if (refused.length === 0) return;
  throw notSupported(
    `The following user attributes cannot be updated: ${refused.join(', ')}. The connection (${identity.connection}) should either be a database connection (using the Auth0 store), a passwordless connection (email or sms) or has disabled 'Sync user profile attributes at each login'`,
  );
}

function notSupported(message: string): UserDataError {
  return new UserDataError(400, 'operation_not_supported', message);
}
