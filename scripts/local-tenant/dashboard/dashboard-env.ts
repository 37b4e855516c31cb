import type { EnvironmentConfig } from '../../config';
import type { CsrfVariables } from '../pages';
import type { TenantContext } from '../tenant-context';

/** What every page of the dashboard finds in `c.var`. */
export interface DashboardEnv {
  Variables: CsrfVariables & {
    tenant: TenantContext;
    config: EnvironmentConfig | undefined;
    /** `/dashboard`, or `/t/<tenant>/dashboard`. */
    base: string;
  };
}
