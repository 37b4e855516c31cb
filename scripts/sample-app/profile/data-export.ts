import type { ManagementApi } from '../backend/management-api';
import { EMAIL_CHANGE_KEY } from './email-change';
import { type ProfileUser, userPath } from './user';

type JsonObject = Record<string, unknown>;

const PER_PAGE = 100;
/** Auth0 gives out the newest 1,000 entries of a list that is paged by number. */
const PAGES = 10;

/**
 * Everything that the tenant tells of a person, for people and machines: the profile with both metadata (what was
 * accepted stands in app_metadata), their organizations, and the tenant log's entries about them, the newest first, as
 * long as the tenant keeps them.
 *
 * @throws ManagementApiError
 */
export async function dataOf(api: ManagementApi, user: ProfileUser): Promise<JsonObject> {
  const { app_metadata, ...profile } = user;
  // It waits for a link, and is gone with it: the address in it is nobody's yet.
  const { [EMAIL_CHANGE_KEY]: _pending, ...appMetadata } = app_metadata ?? {};
  const path = userPath(user.user_id);
  return {
    exported_at: new Date().toISOString(),
    ...profile,
    app_metadata: appMetadata,
    organizations: await all(api, `${path}/organizations`),
    login_history: await all(api, `${path}/logs`, '&sort=date:-1'),
  };
}

async function all(api: ManagementApi, path: string, rest = ''): Promise<JsonObject[]> {
  const found: JsonObject[] = [];
  for (let page = 0; page < PAGES; page += 1) {
    const some = await api.get<JsonObject[]>(`${path}?per_page=${PER_PAGE}&page=${page}${rest}`);
    found.push(...some);
    if (some.length < PER_PAGE) break;
  }
  return found;
}
