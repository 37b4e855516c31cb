import { Hono } from 'hono';
import type { TenantContext } from '../tenant-context';

export function createDashboard(_tenant: TenantContext): Hono {
  return new Hono();
}
