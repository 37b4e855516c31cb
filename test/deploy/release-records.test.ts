import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { releaseLock } from '../../scripts/deploy/deploy-lock';
import { ReleaseRecords } from '../../scripts/deploy/release-records';
import { requireWritable } from '../../scripts/deploy/whole-file';
import { endsWithin } from '../../scripts/process-alive';

const children: ChildProcess[] = [];
const root = mkdtempSync(join(tmpdir(), 'gatehouse-records-'));

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(root, { recursive: true, force: true });
});

/** A shell script as a process, and the first line that it prints. */
async function start(script: string): Promise<{ child: ChildProcess; line: string }> {
  const child = spawn('sh', ['-c', script], { stdio: ['pipe', 'pipe', 'ignore'] });
  children.push(child);
  const [line] = await once(child.stdout, 'data');
  return { child, line: String(line).trim() };
}

describe('the journal of a deploy that was killed', () => {
  it('is taken over once the Deploy CLI that it left has ended', async () => {
    const records = new ReleaseRecords(root, 'dev');
    mkdirSync(records.folder, { recursive: true });
    const cli = await start('echo runs; read -r line');
    const gone = await start('echo gone');
    await once(gone.child, 'close');
    records.writeJournal({
      id: 'killed',
      pid: gone.child.pid ?? 0,
      cli: cli.child.pid ?? 0,
      domain: 'dev.example.com',
      killed: ['an earlier one'],
      before: null,
    });

    const said: string[] = [];
    const journal = await records.beginJournal('next', 'dev.example.com', {
      say: (line) => {
        said.push(line);
        cli.child.stdin?.end('\n');
      },
    });
    expect(said).toEqual([expect.stringContaining('waiting for the Deploy CLI of killed')]);
    expect(journal.killed).toEqual(['an earlier one', 'killed']);
    expect(records.journal()).toEqual(journal);
  });

  const onLinux = process.platform === 'linux' ? it : it.skip;
  onLinux('does not wait for a process that has ended, and whose parent never asks how', async () => {
    const { line } = await start('true & echo $!; exec sleep 1000');
    expect(await endsWithin(Number(line), 30_000)).toBe(true);
  });

  it('names the Deploy CLI where it does not end, or nobody wants to wait', async () => {
    const records = new ReleaseRecords(root, 'staging');
    mkdirSync(records.folder, { recursive: true });
    const cli = await start('echo runs; exec sleep 1000');
    records.writeJournal({
      id: 'killed',
      pid: process.pid,
      cli: cli.child.pid ?? 0,
      domain: 'd',
      killed: [],
      before: null,
    });
    const waiting = { say: () => {}, signal: AbortSignal.abort() };
    await expect(records.beginJournal('next', 'd', waiting)).rejects.toMatchObject({
      code: 'DEPLOY_RUNNING',
      message: expect.stringContaining(`process ${cli.child.pid}`),
    });
    expect(records.journal()?.id).toBe('killed');
  });
});

describe('the files that a deploy leaves', () => {
  it('say whose lock it was that could not be removed, until one could', async () => {
    const records = new ReleaseRecords(root, 'lock');
    const said: string[] = [];
    const say = (line: string) => said.push(line);
    const refuse = async (onRetry: () => void) => {
      onRetry();
      throw new Error('403');
    };
    await releaseLock({ release: refuse }, 'ended', records, say);
    expect(said).toEqual([
      'the lock cannot be removed yet; trying again',
      expect.stringContaining('the next deploy from here takes it over'),
    ]);
    const next = await records.beginJournal('next', 'dev.example.com', { say });
    expect(next.killed).toEqual(['ended']);
    records.removeJournal();

    await releaseLock({ release: async () => undefined }, 'next', records, say);
    expect((await records.beginJournal('later', 'dev.example.com', { say })).killed).toEqual([]);
  });

  it('are refused as the place of a record before anything is deployed, where they are folders', () => {
    const unwritable = expect.objectContaining({ code: 'FILE_UNWRITABLE' });
    expect(() => requireWritable(root)).toThrow(unwritable);
    expect(() => requireWritable(join(root, 'record.json'))).not.toThrow();
  });

  it('are named with a way out where a record is broken', () => {
    const records = new ReleaseRecords(root, 'broken');
    mkdirSync(records.folder, { recursive: true });
    writeFileSync(join(records.folder, '2026.json'), '{"id":');
    expect(() => records.latest()).toThrow(/2026\.json is broken\. .* move it out of that folder/);
  });
});
