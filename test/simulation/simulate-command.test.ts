import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../scripts/project-root';

interface Finished {
  code: number;
  stdout: string;
  stderr: string;
}

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-simulate-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function scenarioFile(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function gatehouse(parameters: string[], input = ''): Promise<Finished> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['scripts/gatehouse.cjs', 'simulate', ...parameters],
      { cwd: PROJECT_ROOT },
      (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
    child.stdin?.end(input);
  });
}

describe('gatehouse simulate', () => {
  it('prints one JSON object and ends with 0, also for a denial', async () => {
    const file = scenarioFile('deny.json', JSON.stringify({ event: { user: { email_verified: false } } }));

    const { code, stdout, stderr } = await gatehouse([file, '--json']);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'deny', reason: 'email_unverified' });
  });

  it('tells people the outcome, what each Action did, and what is left', async () => {
    const { code, stdout } = await gatehouse(
      ['-'],
      'now: 2026-07-15T12:00:00Z\nresume: [ { form: { fields: { terms: true } } } ]\n',
    );

    expect(code).toBe(0);
    expect(stdout).toMatch(/^allow\n/);
    expect(stdout).toMatch(/require-terms {2}onContinuePostLogin/);
    expect(stdout).toContain('user.setAppMetadata');
    expect(stdout).toContain('ID token: {');
  });

  it('ends with 1 and names file and line where the scenario or its policy is refused', async () => {
    const policy = scenarioFile(
      'policy.yaml',
      'now: 2026-07-15T12:00:00Z\npolicy:\n  email: { grase: 24h }\n',
    );
    const broken = scenarioFile('broken.yaml', 'now: [\n');

    const [refused, unreadable, missing] = await Promise.all([
      gatehouse([policy]),
      gatehouse([broken, '--json']),
      gatehouse([join(folder, 'missing.yaml')]),
    ]);

    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(`${policy}:3:12`);
    expect(unreadable.code).toBe(1);
    expect(JSON.parse(unreadable.stdout).error).toMatchObject({ code: 'SCENARIO_REFUSED' });
    expect(missing).toMatchObject({ code: 1, stdout: '' });
    expect(missing.stderr).toContain('There is no such file');
    expect(refused.stderr + unreadable.stderr + missing.stderr).not.toMatch(/\n\s+at /);
  });
});
