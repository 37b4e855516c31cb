/** Turns the last run's report into RESULT.md, so that the score stands in the repository: `npm run mutation`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../scripts/project-root';

type Status = 'Killed' | 'Timeout' | 'Survived' | 'NoCoverage' | 'CompileError' | 'RuntimeError' | 'Ignored';

interface Mutant {
  mutatorName: string;
  replacement?: string;
  status: Status;
  location: { start: { line: number } };
}

const FOUND: readonly Status[] = ['Killed', 'Timeout'];
const MISSED: readonly Status[] = ['Survived', 'NoCoverage'];
const LONGEST_REPLACEMENT = 60;

const report = JSON.parse(readFileSync(join(PROJECT_ROOT, 'reports/mutation/mutation.json'), 'utf8')) as {
  files: Record<string, { mutants: Mutant[] }>;
};

function count(mutants: readonly Mutant[], statuses: readonly Status[]): number {
  return mutants.filter(({ status }) => statuses.includes(status)).length;
}

function row(name: string, mutants: readonly Mutant[]): string {
  const found = count(mutants, FOUND);
  const missed = count(mutants, MISSED);
  const score = found + missed === 0 ? '–' : `${((100 * found) / (found + missed)).toFixed(1)} %`;
  return `| ${name} | ${found} | ${missed} | ${score} |`;
}

const files = Object.entries(report.files).filter(([, { mutants }]) => mutants.length > 0);
const all = files.flatMap(([, { mutants }]) => mutants);
const missed = files.flatMap(([file, { mutants }]) =>
  mutants
    .filter(({ status }) => MISSED.includes(status))
    .map(({ location, mutatorName, replacement = '' }) => {
      const text = replacement.replace(/\s+/g, ' ').replaceAll('`', "'").slice(0, LONGEST_REPLACEMENT);
      return `- ${file}:${location.start.line} ${mutatorName}${text && `: \`${text}\``}`;
    }),
);

writeFileSync(
  join(PROJECT_ROOT, 'test/mutation/RESULT.md'),
  [
    '# Mutation testing of the decisions',
    '',
    'Made by `npm run mutation`: Stryker changes `actions/policy/` in one place at a time, and the tests in',
    '`test/policy/` should notice. Below 90 % the command fails. Constants that are evaluated once, when a module is',
    'loaded, are left out (`ignoreStatic`): each would need a process of its own.',
    '',
    '| file | noticed | not noticed | score |',
    '| --- | ---: | ---: | ---: |',
    ...files.map(([file, { mutants }]) => row(file, mutants)),
    row('**all**', all),
    '',
    '## Not noticed',
    '',
    ...missed,
    '',
  ].join('\n'),
);
