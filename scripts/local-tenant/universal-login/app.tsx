import { Hono } from 'hono';
import type { TenantContext } from '../tenant-context';

/** The hosted pages of one tenant: login, sign-up, forms, email verification, password reset. */
export function createUniversalLogin(_tenant: TenantContext): Hono {
  return new Hono();
}
