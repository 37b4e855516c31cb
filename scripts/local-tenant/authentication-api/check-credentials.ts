import type { Context } from 'hono';
import { clientIp } from '../request-url';
import type { Client, Connection, Credentials, User } from '../store';
import type { TenantContext } from '../tenant-context';
import { findUserByEmail, findUserByUsername, verifyPassword } from '../users';
import { countFailure, forgetFailures, isLockedOut } from './brute-force';
import { logRequest } from './login-log';

export type CredentialsResult =
  | { kind: 'right'; user: User }
  /** Unknown user or wrong password: nobody is told which. */
  | { kind: 'wrong' }
  | { kind: 'locked-out' };

export interface GivenCredentials {
  client: Client | undefined;
  connection: Connection;
  /** Email address or username. */
  login: string;
  password: string;
  /** `login_id` of the login that the password was typed in, where there is one. */
  loginId?: string;
}

/** Checks a password against a database connection; takes as long for unknown users as for known ones. */
export async function checkCredentials(
  tenant: TenantContext,
  c: Context,
  { client, connection, login, password, loginId }: GivenCredentials,
): Promise<CredentialsResult> {
  const user =
    findUserByEmail(tenant, login, connection.name) ?? findUserByUsername(tenant, login, connection.name);
  const ip = clientIp(c);
  if (user !== undefined && isLockedOut(tenant, user, ip)) return { kind: 'locked-out' };
  const matches = await verifyPassword(password, passwordOf(tenant, user));
  if (user !== undefined && matches) {
    forgetFailures(tenant, user, ip);
    return { kind: 'right', user };
  }
  const description = 'Wrong email or password.';
  const details = {
    error: { message: description },
    ...(loginId === undefined ? {} : { transaction_id: loginId }),
  };
  logRequest(tenant, c, user === undefined ? 'fu' : 'fp', { client, connection }, { description, details });
  if (user !== undefined && countFailure(tenant, user, connection, ip)) {
    logRequest(tenant, c, 'limit_wc', { client, connection }, { user_id: user.user_id });
  }
  return { kind: 'wrong' };
}

function passwordOf(tenant: TenantContext, user: User | undefined): string | undefined {
  if (user === undefined) return undefined;
  return tenant.store.collection<Credentials>('credentials').get(user.user_id)?.password;
}
