import type { Context } from 'hono';
import type { Client } from '../../store';
import type { TenantContext } from '../../tenant-context';
import type { TokenResponse } from '../issue-tokens';

/** A call of the token endpoint by a client that has proved who it is. */
export interface TokenRequest {
  tenant: TenantContext;
  c: Context;
  client: Client;
  body: Record<string, unknown>;
}

/** @throws OAuthError */
export type TokenGrant = (request: TokenRequest) => Promise<TokenResponse>;
