import type { ManagementClient } from 'auth0';
import { UserError } from '../terminal';
import type { ReleaseRecords } from './release-records';

/**
 * An Action of this name, never deployed and never bound, says that a deploy is running: names of Actions are unique,
 * so of two deploys at once only one can make it. It holds across machines, which a file could not.
 */
export const LOCK_NAME = 'gatehouse-deploy-lock';

const STALE_MINUTES = 30;

export interface DeployLock {
  /** @param onRetry called where the tenant does not let it go at once */
  release(onRetry: () => void): Promise<void>;
}

/** Lets the lock go. Where the tenant refuses even that, the next deploy of this machine may take it over. */
export async function releaseLock(
  lock: DeployLock,
  holder: string,
  records: Pick<ReleaseRecords, 'noteLockLeft' | 'forgetLocksLeft'>,
  say: (line: string) => void,
): Promise<void> {
  try {
    await lock.release(() => say('the lock cannot be removed yet; trying again'));
    records.forgetLocksLeft();
  } catch {
    records.noteLockLeft(holder);
    say(
      `the lock could not be removed: the next deploy from here takes it over, others may after ${STALE_MINUTES} minutes`,
    );
  }
}

/**
 * @param holder who deploys, e.g. a release id
 * @param mine whether a lock that is found was left by a deploy of this machine that no longer runs
 * @throws UserError `DEPLOY_RUNNING`
 */
export async function takeLock(
  client: ManagementClient,
  holder: string,
  mine: (holder: string) => boolean,
): Promise<DeployLock> {
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const { id } = await client.actions.create({
        name: LOCK_NAME,
        code: `// held by ${holder} since ${new Date().toISOString()}\nexports.onExecutePostLogin = async () => {};\n`,
        supported_triggers: [{ id: 'post-login', version: 'v3' }],
        runtime: 'node22',
      });
      return {
        release: async (onRetry) => {
          if (id !== undefined) await deleteIgnoringAbsence(client, id, onRetry);
        },
      };
    } catch (error) {
      const found = await readLock(client);
      // The answer was lost, or repeated as a conflict: the lock is ours all the same.
      if (found?.holder === holder)
        return { release: (onRetry) => deleteIgnoringAbsence(client, found.id, onRetry) };
      if ((error as { statusCode?: number }).statusCode !== 409) throw error;
      // Gone meanwhile: try again.
      if (found === undefined) continue;
      const age = (Date.now() - Date.parse(found.since)) / 60_000;
      if (!mine(found.holder) && age < STALE_MINUTES) {
        throw new UserError(
          'DEPLOY_RUNNING',
          `Another deploy to this tenant is running: ${found.holder}, since ${found.since}. Nothing was changed. Try again when it has ended; a lock that was left behind is taken over after ${STALE_MINUTES} minutes.`,
        );
      }
      await deleteIgnoringAbsence(client, found.id);
    }
  }
  throw new UserError(
    'DEPLOY_RUNNING',
    'Another deploy to this tenant has just begun. Nothing was changed. Try again later.',
  );
}

async function readLock(
  client: ManagementClient,
): Promise<{ id: string; holder: string; since: string } | undefined> {
  const page = await client.actions.list({ actionName: LOCK_NAME });
  const lock = page.data.find((action) => action.name === LOCK_NAME);
  if (lock?.id === undefined) return undefined;
  const [, holder = 'unknown', since = lock.created_at ?? ''] =
    /held by (\S+) since (\S+)/.exec(lock.code ?? '') ?? [];
  return { id: lock.id, holder, since };
}

const RELEASE_ATTEMPTS = 5;
const RELEASE_PAUSE_MS = 1000;

/** A lock that stays would stop the next deploy for half an hour: worth some patience. */
async function deleteIgnoringAbsence(
  client: ManagementClient,
  id: string,
  onRetry: () => void = () => undefined,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await client.actions.delete(id, { force: true });
      return;
    } catch (error) {
      if ((error as { statusCode?: number }).statusCode === 404) return;
      if (attempt === RELEASE_ATTEMPTS) throw error;
      if (attempt === 1) onRetry();
      await new Promise((resolve) => setTimeout(resolve, RELEASE_PAUSE_MS));
    }
  }
}
