/** The Management API's identifier ends in its path; its origin is whichever this tenant was asked at. */
export function isManagementApi(audience: string): boolean {
  return URL.canParse(audience) && new URL(audience).pathname.endsWith('/api/v2/');
}

/**
 * All that a user's own token may do there, whatever is asked for: with their own profile, and nothing else
 * (secure/tokens/access-tokens/management-api-access-tokens/get-management-api-tokens-for-single-page-applications).
 */
export const CURRENT_USER_SCOPES: readonly string[] = [
  'read:current_user',
  'create:current_user_metadata',
  'update:current_user_metadata',
  'create:current_user_device_credentials',
];

/** Grants for the Management API may name it by its path alone, as the port is only known at run time. */
export function sameAudience(granted: string, asked: string): boolean {
  return granted === asked || (granted === '/api/v2/' && isManagementApi(asked));
}
