import { counted, UserError } from '../terminal';
import { adviseOnTarget } from './advice';
import { readActionSecrets } from './credentials';
import { CONNECTION_FAILURE, runDeployCli } from './deploy-cli';
import { type DeployLock, releaseLock, takeLock } from './deploy-lock';
import { isLocalDomain, preflight } from './preflight';
import { releasedResources, releasePoint } from './release-point';
import { type ReleaseRecord, releaseId } from './release-records';
import { summarize } from './render-plan';
import { recover, undo } from './restore';
import { sentDigests } from './sent-digests';
import { withSignsOfLife } from './signs-of-life';
import { stageChanges } from './stage';
import { openTarget, refresh, type Target, type TargetOptions } from './target';
import { stateRequest } from './wanted-state';

export interface DeployOptions extends TargetOptions {
  /** One line at a time, for this tenant's log. */
  say: (line: string) => void;
  signal?: AbortSignal;
  /** Leaves out the CLI's 20 s schema check; for tenants on this machine alone, elsewhere it changes nothing. */
  withoutPromptsSchema?: boolean;
  /** Further settings of the Deploy CLI, e.g. how often it tries again. */
  cliSettings?: Record<string, unknown>;
}

export interface DeployOutcome {
  environment: string;
  domain: string;
  outcome: 'deployed' | 'unchanged';
  changes: string;
  record?: ReleaseRecord;
  recordFile?: string;
}

/**
 * Brings one tenant to one build: checks everything first, changes only what differs through the untouched Deploy
 * CLI, reads back that every byte arrived, and keeps a record. What fails half-way is put back.
 *
 * @throws UserError `DEPLOY_REFUSED` before anything was changed, `DEPLOY_FAILED` after it was put back,
 *   `DEPLOY_INCOMPLETE` where it could not be put back
 */
export function deployEnvironment(options: DeployOptions): Promise<DeployOutcome> {
  return withSignsOfLife(options.say, (say) => deploy({ ...options, say }));
}

async function deploy(options: DeployOptions): Promise<DeployOutcome> {
  const { say } = options;
  say('comparing with the tenant');
  let target = await openTarget({ ...options, purpose: 'deploy' });
  const id = releaseId(new Date(), target.config.policySha256);
  const outcome = (kind: DeployOutcome['outcome'], rest: Partial<DeployOutcome> = {}): DeployOutcome => ({
    environment: target.config.name,
    domain: target.config.domain,
    outcome: kind,
    changes: summarize(target.comparison.changes),
    ...rest,
  });
  const interrupted = target.records.journal() !== undefined;
  if (options.signal?.aborted)
    throw new UserError('DEPLOY_STOPPED', 'the deploy was stopped; nothing had been changed');
  await refuse(target, options);
  if (target.comparison.changes.length === 0 && !interrupted) {
    say('nothing to do: the tenant runs exactly this build');
    return outcome('unchanged');
  }
  for (const advice of adviseOnTarget(target, new Date())) say(`warning: ${advice.message}`);

  // The journal stands before the lock: whoever is killed between the two leaves no riddle.
  const journal = await target.records.beginJournal(id, target.config.domain, options);
  let lock: DeployLock;
  try {
    lock = await takeLock(target.connection.client, id, (holder) => journal.killed.includes(holder));
  } catch (error) {
    // Otherwise the lock may have come about unseen: the next deploy of this machine then knows whose it is.
    const taken = error instanceof UserError && error.code === 'DEPLOY_RUNNING';
    if (taken && journal.before === null) target.records.removeJournal();
    throw error;
  }
  try {
    if (journal.before !== null) await recover(journal.before, target, say);
    // Somebody may have deployed between the comparison and the lock.
    target = await refresh(target, options);
    const { changes } = target.comparison;
    const { formsWithoutId } = target;
    if (changes.length === 0) {
      target.records.removeJournal();
      return outcome('unchanged');
    }
    const summary = summarize(changes);
    const before = { state: target.state, request: stateRequest(target.wanted) };
    target.records.writeJournal({ ...journal, before });
    try {
      target = await apply(target, options);
    } catch (error) {
      await undo(target, before, error, say);
    }
    const record: ReleaseRecord = {
      id,
      kind: 'deploy',
      at: new Date().toISOString(),
      environment: target.config.name,
      domain: target.config.domain,
      manifest: target.build.manifest,
      sent: sentOf(target),
      changes: changes.map(({ kind, name, change, details }) => ({ kind, name, change, details })),
      before: releasePoint(before.state, target),
      after: releasePoint(target.state, target),
      resources: releasedResources(target.state, target),
    };
    const recordFile = target.records.write(record);
    target.records.removeJournal();
    say(`deployed and verified: ${counted(changes.length, 'change')}`);
    // Only now: a form that is put back is gone, and so is its id.
    for (const name of formsWithoutId) {
      const { name: environment, forms } = target.config;
      say(`write this into tenant/environments/${environment}.yaml: forms: { ${name}: ${forms[name]} }`);
    }
    return outcome('deployed', { changes: summary, record, recordFile });
  } finally {
    await releaseLock(lock, id, target.records, say);
  }
}

async function refuse(target: Target, options: DeployOptions): Promise<void> {
  const needed = [...new Set(target.build.actions.flatMap((action) => action.secrets))];
  const secrets = readActionSecrets(target.config.name, needed, options.variables);
  const objections = await preflight({
    ...target,
    secrets,
    scopes: target.connection.scopes,
    client: target.connection.client,
  });
  if (objections.length === 0) return;
  const lines = objections.map(({ code, message }) => `- ${code}: ${message}`);
  throw new UserError('DEPLOY_REFUSED', `${target.config.name} was not touched:\n${lines.join('\n')}`, {
    objections,
  });
}

/** Forms first where their ids are not known, then everything else. */
async function apply(target: Target, options: DeployOptions): Promise<Target> {
  let current = target;
  if (current.formsWithoutId.length > 0) {
    options.say(`making ${current.formsWithoutId.join(', ')} first: the Actions need the id`);
    await write(current, (changes) => changes.filter(({ kind }) => kind === 'form'), options);
    current = await refresh(current, options);
    if (current.formsWithoutId.length > 0) {
      throw new UserError('DEPLOY_FAILED', `the form ${current.formsWithoutId.join(', ')} was not made`);
    }
  }
  if (current.comparison.changes.length > 0) await write(current, (changes) => changes, options);
  return verified(current, options);
}

type Changes = Target['comparison']['changes'];

/** The CLI does not repeat a request whose connection broke: a second run writes what the first one left. */
async function write(
  target: Target,
  choose: (changes: Changes) => Changes,
  options: DeployOptions,
): Promise<void> {
  try {
    await runCli(target, choose(target.comparison.changes), options);
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'CONNECTION_BROKEN') throw error;
    options.say(`${error.message}; trying once more with what is left`);
    const current = await refresh(target, options);
    await runCli(current, choose(current.comparison.changes), options);
  }
}

async function runCli(target: Target, changes: Changes, options: DeployOptions): Promise<void> {
  stopped(options);
  const stage = stageChanges(changes, { ...target, bindings: target.comparison.bindings });
  if (stage.types.length === 0) return stage.remove();
  const needed = [...new Set(target.build.actions.flatMap((action) => action.secrets))];
  options.say(`the Deploy CLI writes ${stage.types.join(', ')}`);
  try {
    const result = await runDeployCli({
      command: { import: stage.input },
      domain: target.config.domain,
      credentials: { accessToken: target.connection.accessToken },
      keywords: readActionSecrets(target.config.name, needed, options.variables).values,
      settings: { ...options.cliSettings, AUTH0_INCLUDED_ONLY: stage.types, AUTH0_ALLOW_DELETE: false },
      ...(process.env.NODE_EXTRA_CA_CERTS ? { certificateAuthority: process.env.NODE_EXTRA_CA_CERTS } : {}),
      ...(options.withoutPromptsSchema && isLocalDomain(target.config.domain)
        ? { withoutPromptsSchema: true }
        : {}),
      ...(options.signal ? { signal: options.signal } : {}),
      onStart: (cli) => target.records.noteCli(cli),
    });
    stopped(options);
    if (result.exitCode !== 0) {
      const failure = result.failure ?? 'it gave no reason';
      const code = CONNECTION_FAILURE.test(failure) ? 'CONNECTION_BROKEN' : 'DEPLOY_FAILED';
      throw new UserError(code, `the Deploy CLI failed: ${failure}`);
    }
  } finally {
    stage.remove();
  }
}

const sentOf = ({ wanted, secretDigests }: Target) => ({ ...sentDigests(wanted), ...secretDigests });

const BUILD_POLL_MS = 500;
const LONGEST_BUILD_MS = 60_000;

/** The CLI's exit code is no proof: read back that the tenant is what was wanted, waiting while it still builds. */
async function verified(target: Target, options: DeployOptions): Promise<Target> {
  const deadline = Date.now() + LONGEST_BUILD_MS;
  for (;;) {
    const current = await refresh(target, { ...options, lastSent: sentOf(target) });
    const { changes } = current.comparison;
    const rest = changes.filter(({ kind }) => kind !== 'other');
    if (rest.length === 0) return current;
    const building = current.state.actions.some(
      ({ status }) => status === 'pending' || status === 'building',
    );
    if (!building || Date.now() > deadline) {
      throw new UserError('DEPLOY_FAILED', `the tenant is not what was deployed: ${summarize(rest)}`);
    }
    stopped(options);
    await new Promise((resolve) => setTimeout(resolve, BUILD_POLL_MS));
  }
}

function stopped(options: DeployOptions): void {
  if (options.signal?.aborted) throw new UserError('DEPLOY_STOPPED', 'the deploy was stopped');
}
