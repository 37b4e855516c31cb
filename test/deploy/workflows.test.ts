import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { parse } from 'yaml';
import { checkCommand } from '../../scripts/commands/check';
import { deployCommand } from '../../scripts/commands/deploy';
import { planCommand } from '../../scripts/commands/plan';
import { verifyCommand } from '../../scripts/commands/verify';
import { PROJECT_ROOT } from '../../scripts/project-root';

interface Step {
  uses?: string;
  run?: string;
  env?: Record<string, string>;
  with?: Record<string, unknown>;
}

interface Job {
  if?: string;
  environment?: string;
  'timeout-minutes'?: number;
  permissions?: Record<string, string>;
  strategy?: Record<string, unknown>;
  steps: Step[];
}

interface Workflow {
  on: Record<string, unknown>;
  permissions: unknown;
  concurrency?: Record<string, unknown>;
  jobs: Record<string, Job>;
}

const FOLDER = join(PROJECT_ROOT, '.github/workflows');
const FILES = readdirSync(FOLDER).sort();
const COMMANDS: readonly Command[] = [checkCommand(), deployCommand(), planCommand(), verifyCommand()];

const textOf = (file: string) => readFileSync(join(FOLDER, file), 'utf8');
const workflow = (file: string) => parse(textOf(file)) as Workflow;
const stepsOf = (file: string) => Object.values(workflow(file).jobs).flatMap(({ steps }) => steps);

test('there is one workflow for each occasion', () => {
  expect(FILES).toEqual(['deploy.yml', 'pull-request.yml', 'verify.yml']);
  expect(Object.keys(workflow('pull-request.yml').on)).toEqual(['pull_request']);
  expect(workflow('deploy.yml').on).toMatchObject({ push: { branches: ['main'] } });
  expect(workflow('verify.yml').on).toHaveProperty('schedule');
});

test.each(FILES)('%s has the rights that it needs and no others, and ends in time', (file) => {
  const { permissions, concurrency, jobs } = workflow(file);
  expect(permissions).toEqual({ contents: 'read' });
  expect(concurrency).toHaveProperty('group');
  for (const [name, job] of Object.entries(jobs)) {
    expect({ name, minutes: job['timeout-minutes'] }).toEqual({ name, minutes: expect.any(Number) });
    const writes = Object.entries(job.permissions ?? {}).filter(([, right]) => right !== 'read');
    expect(writes).toEqual(name === 'plan' ? [['pull-requests', 'write']] : []);
  }
});

test.each(FILES)('%s names a version of every action, and keeps no token in the checkout', (file) => {
  for (const { uses, with: inputs } of stepsOf(file)) {
    if (uses === undefined) continue;
    expect(uses).toMatch(/^actions\/[a-z/-]+@(v\d+|[0-9a-f]{40})$/);
    if (uses.startsWith('actions/checkout@')) expect(inputs).toEqual({ 'persist-credentials': false });
  }
});

test.each(FILES)('%s hands secrets and names to the shell in variables, never in its text', (file) => {
  for (const { run } of stepsOf(file)) expect(run ?? '').not.toContain('${{');
});

test('a pull request from a fork gets no secrets', () => {
  const { jobs } = workflow('pull-request.yml');
  const withSecrets = Object.values(jobs).filter((job) => JSON.stringify(job).includes('secrets.'));
  expect(withSecrets).toHaveLength(1);
  for (const job of withSecrets) {
    expect(job.if).toBe('github.event.pull_request.head.repo.full_name == github.repository');
  }
});

test('a deploy is never cut off, waits for its environment’s approval, and goes to one tenant after the other', () => {
  const { concurrency, jobs } = workflow('deploy.yml');
  expect(concurrency).toMatchObject({ 'cancel-in-progress': false });
  expect(jobs.deploy).toMatchObject({
    environment: expect.stringContaining('matrix.environment'),
    strategy: { 'max-parallel': 1, 'fail-fast': true, matrix: { environment: expect.any(Array) } },
  });
});

test.each(FILES)('%s says to gatehouse what gatehouse understands', (file) => {
  const lines = textOf(file).match(/npx gatehouse [^|>\n]*/g) ?? [];
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) {
    const [name, ...words] = line.slice('npx gatehouse '.length).trim().replaceAll('"', '').split(/\s+/);
    const command = COMMANDS.find((candidate) => candidate.name() === name);
    const { operands, unknown } = command?.parseOptions(words) ?? { operands: [], unknown: [line] };
    expect({ line, unknown }).toEqual({ line, unknown: [] });
    const required = command?.registeredArguments.filter((argument) => argument.required) ?? [];
    expect(operands.length).toBeGreaterThanOrEqual(required.length);
  }
});
