import { AuthenticationClient, ManagementClient } from 'auth0';
import { UserError } from '../terminal';
import type { TenantCredentials } from './credentials';

/** One tenant's Management API, logged in. */
export interface TenantConnection {
  domain: string;
  client: ManagementClient;
  /** For the Deploy CLI, which then needs no credentials of its own. */
  accessToken: string;
  /** What the token may do; undefined where the tenant did not say. */
  scopes: readonly string[] | undefined;
}

const MOST_RETRIES = 5;
const TIMEOUT_SECONDS = 20;

/**
 * @param retries how often a request is repeated that the tenant is too busy or unable to answer
 * @throws UserError `TENANT_UNREACHABLE`, `CREDENTIALS_REFUSED`
 */
export async function connectTenant(
  domain: string,
  credentials: TenantCredentials,
  retries = MOST_RETRIES,
): Promise<TenantConnection> {
  const authentication = new AuthenticationClient({
    domain,
    clientId: credentials.clientId,
    ...('privateKey' in credentials
      ? { clientAssertionSigningKey: credentials.privateKey }
      : { clientSecret: credentials.clientSecret }),
    retry: { maxRetries: retries },
  });
  const audience = `https://${domain}/api/v2/`;
  try {
    const { data } = await authentication.oauth.clientCredentialsGrant({ audience });
    const accessToken = data.access_token;
    const client = new ManagementClient({
      domain,
      token: accessToken,
      maxRetries: retries,
      timeoutInSeconds: TIMEOUT_SECONDS,
    });
    return { domain, client, accessToken, scopes: scopesOf(data, accessToken) };
  } catch (error) {
    throw connectionError(error, domain);
  }
}

function scopesOf(answer: object, accessToken: string): string[] | undefined {
  const told = 'scope' in answer ? answer.scope : claimOf(accessToken, 'scope');
  return typeof told === 'string' ? told.split(' ') : undefined;
}

/** A claim of an access token that was just received from its issuer: read, not verified. */
function claimOf(token: string, claim: string): unknown {
  try {
    const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
    return (JSON.parse(payload) as Record<string, unknown>)[claim];
  } catch {
    // An opaque token says nothing.
    return undefined;
  }
}

function connectionError(error: unknown, domain: string): UserError {
  const status = (error as { statusCode?: number }).statusCode;
  if (status === 401 || status === 403) {
    return new UserError(
      'CREDENTIALS_REFUSED',
      `${domain} refused the credentials: check the client id, its secret or key, and that the client may use the Management API.`,
    );
  }
  const cause = causeOf(error);
  return new UserError(
    'TENANT_UNREACHABLE',
    `${domain} could not be reached${status === undefined ? '' : ` (it answered ${status})`}${cause === '' ? '' : `: ${cause}`}. Check the domain in the environment's file, and NODE_EXTRA_CA_CERTS where its certificate is not publicly trusted.`,
  );
}

/** The innermost cause: `fetch failed` alone helps nobody. */
export function causeOf(error: unknown): string {
  let current: unknown = error;
  let found = '';
  while (current instanceof Error) {
    const code = (current as NodeJS.ErrnoException).code;
    found = code ?? current.message;
    current = current.cause;
  }
  return found;
}
