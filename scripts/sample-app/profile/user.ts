import { type ManagementApi, ManagementApiError, segment } from '../backend/management-api';
import { type Session, SessionEnded } from '../backend/sessions';

type JsonObject = Record<string, unknown>;

/** A user as the Management API shows it, as far as the profile page reads it. */
export interface ProfileUser extends JsonObject {
  user_id: string;
  name?: string;
  given_name?: string;
  family_name?: string;
  email?: string;
  email_verified?: boolean;
  blocked?: boolean;
  identities: { connection: string; provider: string }[];
  user_metadata?: JsonObject;
  app_metadata?: JsonObject;
}

export const userPath = (userId: string) => `/users/${segment(userId)}`;

export function readUser(api: ManagementApi, userId: string): Promise<ProfileUser> {
  return api.get<ProfileUser>(userPath(userId));
}

/**
 * The person who is logged in, as they are stored now: a session outlives neither the account nor a block.
 *
 * @throws SessionEnded
 */
export async function readSessionUser(api: ManagementApi, { userId }: Session): Promise<ProfileUser> {
  try {
    const user = await readUser(api, userId);
    if (user.blocked !== true) return user;
  } catch (error) {
    if (!(error instanceof ManagementApiError && error.status === 404)) throw error;
  }
  throw new SessionEnded();
}

/** Names, address and password of other users belong to their identity provider, which writes them at each login. */
export function isDatabaseUser(user: ProfileUser): boolean {
  return user.identities[0]?.provider === 'auth0';
}

export function connectionOf(user: ProfileUser): string {
  return user.identities[0]?.connection ?? '';
}
