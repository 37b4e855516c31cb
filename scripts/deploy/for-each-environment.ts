import { UserError } from '../terminal';
import { explainTenantError } from './tenant-error';

export interface EnvironmentResult<T> {
  environment: string;
  value?: T;
  error?: UserError;
}

/**
 * Does the same for several tenants at once; one that fails does not stop the others. Each tenant has its own rate
 * limit, so nothing is shared between them. Only the user's and the tenants' errors are caught.
 */
export async function forEachEnvironment<T>(
  environments: readonly string[],
  work: (environment: string) => Promise<T>,
): Promise<EnvironmentResult<T>[]> {
  return Promise.all(
    [...new Set(environments)].map(async (environment) => {
      try {
        return { environment, value: await work(environment) };
      } catch (error) {
        const explained = explainTenantError(error, environment);
        if (explained instanceof UserError) return { environment, error: explained };
        throw explained;
      }
    }),
  );
}
