import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parse } from 'yaml';
import { createInProcessRuntime } from '../../scripts/local-tenant/actions-runtime';
import { PROJECT_ROOT } from '../../scripts/project-root';
import { type ScenarioInput, simulate } from '../../scripts/simulation';
import { check, type Expectation } from './expectation';

/**
 * Every file in this folder is one behaviour, named for it, and runs through the built bundles. The keys are those of
 * `gatehouse simulate`; `expect` is for this test alone (see expectation.ts).
 */
const runtime = createInProcessRuntime();

const files = readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.yaml'))
  .sort();

test.each(files)('%s', async (file) => {
  const path = join(__dirname, file);
  const { expect: expectation, ...scenario } = parse(readFileSync(path, 'utf8')) as ScenarioInput & {
    expect: Expectation;
  };
  const result = await simulate(scenario, { root: PROJECT_ROOT, runtime });
  check(result, expectation, relative(PROJECT_ROOT, path));
});

test('there are scenarios for the whole policy', () => {
  expect(files.length).toBeGreaterThanOrEqual(120);
});
