import { UserError } from '../terminal';
import { putBack, STAYS, sameState } from './put-back';
import type { Target } from './target';
import { explainTenantError } from './tenant-error';
import { readTenantState, type StateRequest, type TenantState } from './tenant-state';

/** A tenant as it was before the first change, and what was read of it. */
export interface TenantBefore {
  state: TenantState;
  request: StateRequest;
}

type Say = (line: string) => void;

/** Puts everything back after a failure. @throws UserError `DEPLOY_STOPPED`, `DEPLOY_FAILED`, `DEPLOY_INCOMPLETE` */
export async function undo(target: Target, before: TenantBefore, error: unknown, say: Say): Promise<never> {
  const explained = explainTenantError(error, target.config.name);
  const reason = explained instanceof Error ? explained.message : String(explained);
  say(`failed: ${reason}; putting back what was there`);
  const done: string[] = [];
  const complete = await restore(target, before, (line) => {
    done.push(line);
    say(line);
  });
  if (!complete) {
    const failed = [...new Set(done.filter((line) => !line.startsWith('put back')))];
    throw new UserError(
      'DEPLOY_INCOMPLETE',
      `${reason}. Not everything could be put back${failed.length === 0 ? '.' : `:\n${failed.map((line) => `- ${line}`).join('\n')}`}\nRun \`gatehouse deploy ${target.config.name}\` again: it puts back the rest first.`,
      { reason, done },
    );
  }
  target.records.removeJournal();
  const code =
    error instanceof UserError && error.code === 'DEPLOY_STOPPED' ? 'DEPLOY_STOPPED' : 'DEPLOY_FAILED';
  throw new UserError(code, `${reason}. ${outcomeOf(done)}`, { reason, done });
}

/** One sentence for the summary: every step stands in the log. */
function outcomeOf(done: readonly string[]): string {
  if (done.length === 0) return 'Nothing had been changed.';
  const staying = [...new Set(done.filter((line) => line.includes(STAYS)))];
  const putBack = new Set(done.filter((line) => line.startsWith('put back'))).size;
  const rest = staying.length === 0 ? '' : `, but ${staying.join('; ')}`;
  return `The tenant is as it was: ${putBack} ${putBack === 1 ? 'change was' : 'changes were'} put back${rest}.`;
}

/** A deploy that was killed left a journal: first of all the tenant is put back. @throws UserError `DEPLOY_INCOMPLETE` */
export async function recover(before: TenantBefore, target: Target, say: Say): Promise<void> {
  say('an earlier deploy was interrupted: putting back what was there before it');
  if (await restore(target, before, say)) return;
  throw new UserError(
    'DEPLOY_INCOMPLETE',
    `what an interrupted deploy left could not be put back; nothing else was changed. Run \`gatehouse plan ${target.config.name}\` to see what the tenant runs. Where that is what you want, delete ${target.records.journalFile} and deploy again.`,
  );
}

const RESTORE_ATTEMPTS = 3;

/** Whether the tenant is what it was before. */
async function restore(target: Target, { state, request }: TenantBefore, say: Say): Promise<boolean> {
  const { client } = target.connection;
  for (let attempt = 0; attempt < RESTORE_ATTEMPTS; attempt++) {
    try {
      const now = await readTenantState(client, request);
      if (attempt > 0 && sameState(state, now)) return true;
      await putBack(client, state, now, target.wanted, say);
      if (sameState(state, now)) return true;
    } catch (error) {
      say(`the tenant could not be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  try {
    return sameState(state, await readTenantState(client, request));
  } catch {
    return false;
  }
}
