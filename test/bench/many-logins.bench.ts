import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Figure, repeats } from './figure';
import { logInMany, loginsAt, USERS } from './logins';
import { startOurs } from './servers';

const WARM_UP = 1000;
const LOGINS = 10_000;

/** Whether the server's memory stays flat; its database grows on disk, the login records and logs to their limits. */
export default async function manyLogins(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'));
  const tenant = await startOurs(folder, USERS);
  try {
    const logIn = loginsAt(tenant.http, tenant.password);
    await logInMany(logIn, repeats(WARM_UP));
    const before = await tenant.memory();
    await logInMany(logIn, repeats(LOGINS));
    const after = await tenant.memory();
    return [
      {
        name: `heap of the server after ${repeats(LOGINS).toLocaleString('en')} more logins`,
        unit: 'MB more',
        value: after.heap - before.heap,
        goal: { atMost: 5 },
      },
      { name: '… its resident memory', unit: 'MB more', value: after.resident - before.resident },
    ];
  } finally {
    await tenant.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
