import { randomBytes } from 'node:crypto';
import type { Connection, Credentials, JsonObject, User } from '../store';
import type { TenantContext } from '../tenant-context';
import { findUserByEmail, findUserByPhone, findUserByUsername } from './find-user';
import { checkAppMetadata, mergeMetadata } from './metadata';
import { withGeneratedAttributes } from './normalized-profile';
import { hashPassword } from './password';
import { identityUserId, strategyType } from './strategies';
import type { UpstreamProfile } from './upstream-profile';
import { UserDataError } from './user-data-error';
import { checkUserFields, checkUsername } from './user-fields';
import { staysVerified } from './verified-by-invitation';

export interface NewUser {
  connection: Connection;
  /** Hashed here; never stored as given. */
  password?: string;
  /** The id behind the bar; random where absent. */
  user_id?: string;
  email?: string;
  email_verified?: boolean;
  username?: string;
  phone_number?: string;
  phone_verified?: boolean;
  blocked?: boolean;
  name?: string;
  nickname?: string;
  given_name?: string;
  family_name?: string;
  picture?: string;
  user_metadata?: JsonObject;
  app_metadata?: JsonObject;
}

/**
 * Creates a user of a database or passwordless connection with the normalized profile of Auth0. The password's
 * strength is the caller's to check ({@link checkPassword}).
 *
 * @throws UserDataError 409 `auth0_idp_error` where the user exists, 400 `invalid_body` where a field is wrong
 */
export async function createUser(tenant: TenantContext, input: NewUser): Promise<User> {
  const { connection, password, user_id: givenId, ...fields } = input;
  checkUserFields(fields);
  checkUsername(connection, fields.username);
  if (fields.app_metadata !== undefined) checkAppMetadata(fields.app_metadata);
  const hash = password === undefined ? undefined : await hashPassword(password);

  return tenant.store.transaction(() => {
    refuseDuplicate(tenant, connection, fields);
    const id = identityUserId(
      connection.strategy,
      connection.name,
      givenId ?? randomBytes(12).toString('hex'),
    );
    const userId = `${connection.strategy}|${id}`;
    if (tenant.store.collection<User>('users').get(userId) !== undefined) throw duplicate();
    const now = tenant.now().toISOString();
    const { user_metadata: userMetadata, app_metadata: appMetadata, ...root } = fields;
    const user: User = withGeneratedAttributes({
      ...definedOnly(root),
      ...lowercased(root),
      ...(root.email === undefined ? {} : { email_verified: root.email_verified ?? false }),
      user_id: userId,
      created_at: now,
      updated_at: now,
      identities: [
        {
          connection: connection.name,
          provider: connection.strategy,
          user_id: id,
          isSocial: strategyType(connection.strategy) === 'social',
        },
      ],
      ...(userMetadata === undefined ? {} : { user_metadata: mergeMetadata({}, userMetadata) }),
      ...(appMetadata === undefined ? {} : { app_metadata: mergeMetadata({}, appMetadata) }),
    });
    tenant.store.collection<User>('users').put(userId, user);
    if (hash !== undefined) {
      tenant.store.collection<Credentials>('credentials').put(userId, { user_id: userId, password: hash });
    }
    return user;
  });
}

/**
 * The user behind an identity provider's profile: created at the first login, brought up to date at later ones
 * unless the connection has `set_user_root_attributes: on_first_login` (root-attributes).
 */
export function upsertUpstreamUser(
  tenant: TenantContext,
  connection: Connection,
  profile: UpstreamProfile,
): User {
  const users = tenant.store.collection<User>('users');
  const now = tenant.now().toISOString();
  const stored = users.get(profile.user_id) ?? primaryOf(tenant, profile);
  if (stored !== undefined && stored.user_id !== profile.user_id) return stored;
  if (stored !== undefined && connection.options.set_user_root_attributes === 'on_first_login') return stored;
  const base: User = stored ?? {
    user_id: profile.user_id,
    created_at: now,
    updated_at: now,
    identities: [
      {
        connection: connection.name,
        provider: profile.provider,
        user_id: profile.identityUserId,
        isSocial: profile.isSocial,
      },
    ],
  };
  const verified = stored !== undefined && staysVerified(tenant, stored, profile.attributes);
  const user: User = withGeneratedAttributes({
    ...base,
    ...profile.attributes,
    ...(verified ? { email_verified: true } : {}),
    updated_at: now,
  });
  users.put(user.user_id, user);
  return user;
}

/** A linked identity logs in as the user it was linked to (user-account-linking). */
function primaryOf(tenant: TenantContext, profile: UpstreamProfile): User | undefined {
  return tenant.store.collection<User>('users').findBy('identity', profile.user_id.toLowerCase())[0];
}

function refuseDuplicate(
  tenant: TenantContext,
  connection: Connection,
  fields: { email?: string; username?: string; phone_number?: string },
): void {
  const { email, username, phone_number: phone } = fields;
  const exists =
    (email !== undefined && findUserByEmail(tenant, email, connection.name) !== undefined) ||
    (username !== undefined && findUserByUsername(tenant, username, connection.name) !== undefined) ||
    (phone !== undefined && findUserByPhone(tenant, phone, connection.name) !== undefined);
  if (exists) throw duplicate();
}

function duplicate(): UserDataError {
  return new UserDataError(409, 'auth0_idp_error', 'The user already exists.');
}

function lowercased(fields: { email?: string; username?: string }): { email?: string; username?: string } {
  return {
    ...(fields.email === undefined ? {} : { email: fields.email.toLowerCase() }),
    ...(fields.username === undefined ? {} : { username: fields.username.toLowerCase() }),
  };
}

function definedOnly(fields: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== null),
  );
}
