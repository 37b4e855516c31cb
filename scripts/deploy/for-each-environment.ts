import { UserError } from '../terminal';
import { explainTenantError } from './tenant-error';

export interface EnvironmentResult<T> {
  environment: string;
  value?: T;
  error?: UserError;
}

/**
 * Does the same for several tenants at once; one that fails does not stop the others. Each tenant has its own rate
 * limit, so nothing is shared between them. That holds for a fault of gatehouse, too.
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
        return { environment, error: explained instanceof UserError ? explained : unexpected(explained) };
      }
    }),
  );
}

function unexpected(error: unknown): UserError {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const shown = process.env.GATEHOUSE_DEBUG === '1' ? stack : message;
  return new UserError(
    'INTERNAL',
    `gatehouse failed: ${shown}\nThis is a fault in gatehouse. Run again with GATEHOUSE_DEBUG=1 for the stack, and report it.`,
  );
}
