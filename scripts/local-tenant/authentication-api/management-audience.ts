/** The Management API's identifier ends in its path; its origin is whichever this tenant was asked at. */
export function isManagementApi(audience: string): boolean {
  return URL.canParse(audience) && new URL(audience).pathname.endsWith('/api/v2/');
}

/** Grants for the Management API may name it by its path alone, as the port is only known at run time. */
export function sameAudience(granted: string, asked: string): boolean {
  return granted === asked || (granted === '/api/v2/' && isManagementApi(asked));
}
