import { markdownTable, type Part } from './table';

/** test/bench/results.json. */
export interface Results {
  /** The day, as in 2026-07-01. */
  date: string;
  machine: string;
  command: string;
  parts: Part[];
  /** Parts that take long and were not measured this time. */
  leftOut?: string[];
}

const BEGIN = '<!-- made by npm run bench: do not edit -->';
const END = '<!-- end of what npm run bench made -->';

/** The README with these results in its performance section. @throws Error where the README has no such section */
export function withPerformance(readme: string, results: Results): string {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin < 0 || end < begin) throw new Error('README.md lacks the marks of the performance section');
  return readme.slice(0, begin + BEGIN.length) + section(results) + readme.slice(end);
}

function section({ date, machine, command, parts, leftOut = [] }: Results): string {
  const notMeasured =
    leftOut.length === 0 ? '' : ` Not measured: ${leftOut.join(', ')}, see \`npm run bench -- --help\`.`;
  return `

\`${command}\` on ${date}, ${machine}. Medians, with the lowest and the highest round in brackets.${notMeasured}

${markdownTable(parts)}

`;
}
