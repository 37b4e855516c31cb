import { durations, percentile, repeats, timeOf } from './figure';
import { logInToOurs } from './login-client';

/** Users of the tenant who take turns. */
export const USERS = 50;
const SEQUENTIAL = 60;
const PARALLEL = 16;
const EACH = 10;

/** Logs in one user after the other. */
export function loginsAt(origin: string, password: string): () => Promise<void> {
  let next = 0;
  return () => {
    next += 1;
    return logInToOurs(origin, `user-${next % USERS}@example.com`, password);
  };
}

/** One after the other, then 16 people at once. */
export async function measureLogins(logIn: () => Promise<void>) {
  const sorted = await durations(SEQUENTIAL, logIn);
  const logins = PARALLEL * repeats(EACH);
  const milliseconds = await timeOf(() => logInMany(logIn, logins));
  return {
    p50: percentile(sorted, 50),
    p95: percentile(sorted, 95),
    rate: logins / (milliseconds / 1000),
  };
}

export async function logInMany(logIn: () => Promise<void>, times: number): Promise<void> {
  const person = async () => {
    for (let login = 0; login < times / PARALLEL; login += 1) await logIn();
  };
  await Promise.all(Array.from({ length: PARALLEL }, person));
}
