import { sha256 } from '../config';
import { UserError } from '../terminal';
import { type DeployLock, takeLock } from './deploy-lock';
import { releasePoint } from './release-point';
import { type ReleaseRecord, releaseId } from './release-records';
import { openTarget, refresh, type TargetOptions } from './target';

export interface RollbackOutcome {
  environment: string;
  /** The release that was undone. */
  undone: string;
  done: string[];
  /** Secrets whose older values came back with the older versions. */
  secrets: string[];
  record: ReleaseRecord;
}

/**
 * Goes back to what ran before the last release (or the one that is given): code by deploying the earlier versions,
 * then the order. Versions carry their secrets: their older values come back too.
 *
 * @throws UserError `NO_RELEASE`, `VERSION_GONE`, `DEPLOY_INTERRUPTED`, `ROLLBACK_FAILED`
 */
export async function rollbackEnvironment(
  options: TargetOptions & { release?: ReleaseRecord; say: (line: string) => void },
): Promise<RollbackOutcome> {
  const { say } = options;
  const target = await openTarget(options);
  const release = options.release ?? target.records.latest();
  if (release === undefined) {
    throw new UserError(
      'NO_RELEASE',
      `There is no release of ${options.environment} in ${target.records.folder}. Name the record that CI kept with --release FILE.`,
    );
  }
  if (release.domain !== target.config.domain) {
    throw new UserError(
      'WRONG_RELEASE',
      `That release went to ${release.domain}, not to ${target.config.domain}.`,
    );
  }
  const { client } = target.connection;
  const id = releaseId(new Date(), target.config.policySha256);
  const journal = target.records.beginJournal(id, target.config.domain);
  if (journal.before !== null) {
    throw new UserError(
      'DEPLOY_INTERRUPTED',
      `A deploy of ${options.environment} was interrupted. Run \`gatehouse deploy ${options.environment}\` first: it puts back what that one left.`,
    );
  }
  let lock: DeployLock;
  try {
    lock = await takeLock(client, id, (holder) => journal.killed.includes(holder));
  } catch (error) {
    target.records.removeJournal();
    throw error;
  }
  const done: string[] = [];
  const secrets = new Set<string>();
  try {
    const before = target.state;
    await refuseLostVersions(release, target);
    for (const [name, version] of Object.entries(release.before.actions)) {
      const current = before.actions.find((action) => action.id === version.id);
      if (
        current?.deployed &&
        sha256(current.deployed.code) === version.sha256 &&
        current.deployed.versionId === version.versionId
      )
        continue;
      const { data } = await client.actions.versions
        .deploy(version.id, version.versionId, { update_draft: true })
        .withRawResponse();
      for (const secret of data.secrets ?? []) if (secret.name) secrets.add(`${name}: ${secret.name}`);
      done.push(`${name} runs ${version.sha256.slice(0, 12)} again`);
      say(done.at(-1) ?? '');
    }
    for (const [trigger, order] of Object.entries(release.before.bindings)) {
      const current = before.bindings[trigger] ?? [];
      if (current.map(({ action }) => action).join('\n') === order.join('\n')) continue;
      await client.actions.triggers.bindings.updateMany(trigger as 'post-login', {
        bindings: order.map((name) => ({
          ref: { type: 'action_name', value: name },
          display_name: current.find(({ action }) => action === name)?.displayName ?? name,
        })),
      });
      done.push(`${trigger} runs ${order.join(', ') || 'nothing'}`);
      say(done.at(-1) ?? '');
    }
    const after = (await refresh(target, options)).state;
    const reached = releasePoint(after, target);
    const wrong = Object.entries(release.before.actions).filter(
      ([name, { sha256: hash }]) => reached.actions[name]?.sha256 !== hash,
    );
    if (wrong.length > 0) {
      throw new UserError(
        'ROLLBACK_FAILED',
        `The tenant does not run what it ran before: ${wrong.map(([name]) => name).join(', ')}.`,
      );
    }
    const record: ReleaseRecord = {
      ...release,
      id,
      kind: 'rollback',
      at: new Date().toISOString(),
      changes: done.map((line) => ({
        kind: 'rollback',
        name: release.id,
        change: 'change',
        details: [line],
      })),
      before: releasePoint(before, target),
      after: reached,
    };
    target.records.write(record);
    target.records.removeJournal();
    return { environment: options.environment, undone: release.id, done, secrets: [...secrets], record };
  } finally {
    await lock.release().catch(() => say('the lock could not be removed; it lapses by itself'));
  }
}

/** Auth0 keeps 50 versions of an Action: say so before anything is changed. */
async function refuseLostVersions(
  release: ReleaseRecord,
  target: Awaited<ReturnType<typeof openTarget>>,
): Promise<void> {
  const lost: string[] = [];
  for (const [name, { id, versionId }] of Object.entries(release.before.actions)) {
    try {
      await target.connection.client.actions.versions.get(id, versionId);
    } catch (error) {
      if ((error as { statusCode?: number }).statusCode !== 404) throw error;
      lost.push(name);
    }
  }
  if (lost.length === 0) return;
  throw new UserError(
    'VERSION_GONE',
    `The tenant no longer has the earlier version of ${lost.join(', ')}. Nothing was changed. Check out the commit ${release.manifest.commit ?? 'of that release'} and deploy it.`,
  );
}
