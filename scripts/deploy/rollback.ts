import { sha256 } from '../config';
import { UserError } from '../terminal';
import { mergeBindingOrder } from './binding-order';
import { type DeployLock, releaseLock, takeLock } from './deploy-lock';
import { releasedResources, releasePoint } from './release-point';
import { type ReleaseRecord, releaseId } from './release-records';
import { undo } from './restore';
import { withoutActionSecrets } from './sent-digests';
import { withSignsOfLife } from './signs-of-life';
import { openTarget, refresh, type Target, type TargetOptions } from './target';
import type { TenantState } from './tenant-state';
import { stateRequest } from './wanted-state';

export interface RollbackOutcome {
  environment: string;
  /** The release that was undone. */
  undone: string;
  done: string[];
  /** Secrets whose older values came back with the older versions. */
  secrets: string[];
  record: ReleaseRecord;
}

interface RollbackOptions extends TargetOptions {
  release?: ReleaseRecord;
  say: (line: string) => void;
}

/**
 * Goes back to what ran before the last release that was not undone yet (or the one that is given): code by deploying
 * the earlier versions, then the order. Versions carry their secrets: their older values come back too. What fails
 * half-way is put back.
 *
 * @throws UserError `NO_RELEASE`, `WRONG_RELEASE`, `VERSION_GONE`, `DEPLOY_INTERRUPTED`, `DEPLOY_RUNNING`, `DEPLOY_FAILED`
 */
export function rollbackEnvironment(options: RollbackOptions): Promise<RollbackOutcome> {
  return withSignsOfLife(options.say, (say) => rollback({ ...options, say }));
}

async function rollback(options: RollbackOptions): Promise<RollbackOutcome> {
  const { say } = options;
  const target = await openTarget({ ...options, purpose: 'deploy' });
  const release = options.release ?? lastToUndo(target.records.list());
  if (release === undefined) {
    throw new UserError(
      'NO_RELEASE',
      `There is no release of ${options.environment} to undo in ${target.records.folder}. Name the record that CI kept with --release FILE.`,
    );
  }
  if (release.domain !== target.config.domain) {
    throw new UserError(
      'WRONG_RELEASE',
      `That release went to ${release.domain}, not to ${target.config.domain}.`,
    );
  }
  await refuseLostVersions(release, target);
  const id = releaseId(new Date(), target.config.policySha256);
  const journal = await target.records.beginJournal(id, target.config.domain, options);
  if (journal.before !== null) {
    throw new UserError(
      'DEPLOY_INTERRUPTED',
      `A deploy of ${options.environment} was interrupted. Run \`gatehouse deploy ${options.environment}\` first: it puts back what that one left.`,
    );
  }
  let lock: DeployLock;
  try {
    lock = await takeLock(target.connection.client, id, (holder) => journal.killed.includes(holder));
  } catch (error) {
    target.records.removeJournal();
    throw error;
  }
  try {
    const before = { state: target.state, request: stateRequest(target.wanted) };
    target.records.writeJournal({ ...journal, before });
    const { done, secrets, after } = await goBack(release, target, options).catch((error: unknown) =>
      undo(target, before, error, say),
    );
    const record: ReleaseRecord = {
      ...release,
      id,
      kind: 'rollback',
      undone: release.id,
      sent: withoutActionSecrets(release.sent),
      at: new Date().toISOString(),
      changes: done.map((line) => ({
        kind: 'rollback',
        name: release.id,
        change: 'change',
        details: [line],
      })),
      before: releasePoint(before.state, target),
      after: releasePoint(after, target),
      resources: releasedResources(after, target),
    };
    target.records.write(record);
    target.records.removeJournal();
    return { environment: options.environment, undone: release.id, done, secrets, record };
  } finally {
    await releaseLock(lock, id, target.records, say);
  }
}

/** The newest deploy that no rollback has undone: a second rollback goes one release further back. */
export function lastToUndo<Release extends Pick<ReleaseRecord, 'id' | 'kind' | 'undone'>>(
  records: readonly Release[],
): Release | undefined {
  const undone = new Set(records.map((record) => record.undone));
  return [...records].reverse().find(({ id, kind }) => kind === 'deploy' && !undone.has(id));
}

async function goBack(
  release: ReleaseRecord,
  target: Target,
  options: TargetOptions,
): Promise<{ done: string[]; secrets: string[]; after: TenantState }> {
  const { client } = target.connection;
  const done: string[] = [];
  const did = (line: string) => void done.push(line);
  const secrets: string[] = [];
  for (const [name, version] of Object.entries(release.before.actions)) {
    const current = target.state.actions.find((action) => action.id === version.id)?.deployed;
    if (current?.versionId === version.versionId && sha256(current.code) === version.sha256) continue;
    const { data } = await client.actions.versions
      .deploy(version.id, version.versionId, { update_draft: true })
      .withRawResponse();
    for (const secret of data.secrets ?? []) if (secret.name) secrets.push(`${name}: ${secret.name}`);
    did(`${name} runs ${version.sha256.slice(0, 12)} again`);
  }
  const own = new Set([...Object.keys(release.before.actions), ...Object.keys(release.after.actions)]);
  for (const [trigger, recorded] of Object.entries(release.before.bindings)) {
    const bound = target.state.bindings[trigger] ?? [];
    const current = bound.map(({ action }) => action);
    // Another team may have bound or unbound its own since: that is theirs.
    const order = mergeBindingOrder(
      current,
      recorded.filter((name) => own.has(name)),
      (name) => own.has(name),
    );
    if (current.join('\n') === order.join('\n')) continue;
    await client.actions.triggers.bindings.updateMany(trigger as 'post-login', {
      bindings: order.map((name) => ({
        ref: { type: 'action_name', value: name },
        display_name: bound.find(({ action }) => action === name)?.displayName ?? name,
      })),
    });
    did(
      order.length > 0
        ? `${trigger} runs ${order.join(', ')}`
        : `${trigger} runs nothing, as before the first release: nobody is checked there`,
    );
  }
  const after = (await refresh(target, options)).state;
  const reached = releasePoint(after, target);
  const wrong = Object.entries(release.before.actions).filter(
    ([name, { sha256: hash }]) => reached.actions[name]?.sha256 !== hash,
  );
  if (wrong.length > 0) {
    const names = wrong.map(([name]) => name).join(', ');
    throw new UserError('ROLLBACK_FAILED', `the tenant does not run what it ran before: ${names}`);
  }
  return { done, secrets: [...new Set(secrets)], after };
}

/** Auth0 keeps 50 versions of an Action: say so before anything is changed. */
async function refuseLostVersions(release: ReleaseRecord, target: Target): Promise<void> {
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
