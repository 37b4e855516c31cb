import type { Connection, User } from '../store';
import type { TenantContext } from '../tenant-context';

/** A user by `user_id`. */
export function findUser(tenant: TenantContext, userId: string): User | undefined {
  return tenant.store.collection<User>('users').get(userId);
}

/** The user of this connection (by name) with this address. Addresses are compared lowercased. */
export function findUserByEmail(tenant: TenantContext, email: string, connection: string): User | undefined {
  return findInConnection(tenant, 'email', email, connection);
}

export function findUserByUsername(
  tenant: TenantContext,
  username: string,
  connection: string,
): User | undefined {
  return findInConnection(tenant, 'username', username, connection);
}

export function findUserByPhone(tenant: TenantContext, phone: string, connection: string): User | undefined {
  return findInConnection(tenant, 'phone_number', phone, connection);
}

export function findConnection(tenant: TenantContext, name: string): Connection | undefined {
  return tenant.store.collection<Connection>('connections').findBy('name', name.toLowerCase())[0];
}

function findInConnection(
  tenant: TenantContext,
  index: 'email' | 'username' | 'phone_number',
  value: string,
  connection: string,
): User | undefined {
  return tenant.store
    .collection<User>('users')
    .findBy(index, value.trim().toLowerCase())
    .find((user) => user.identities.some((identity) => identity.connection === connection));
}
