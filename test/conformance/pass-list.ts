import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from './replay';

/** How many interactions of each method, path template and status pass. The numbers may only grow. */
export type PassList = Record<string, number>;

const FILE = join(__dirname, 'pass-list.json');

export function readPassList(): PassList {
  return JSON.parse(readFileSync(FILE, 'utf8')) as PassList;
}

/** Templates that pass less often than they did; with fewer recordings, those where anything fails. */
export function regressions(report: Report, passList: PassList): string[] {
  return Object.entries(report.templates)
    .filter(([template, { passed, total }]) => passed < Math.min(total, passList[template] ?? 0))
    .map(([template, { passed, total, differences }]) =>
      [`${template}: ${passed} of ${total}, ${passList[template]} before`, ...differences].join('\n    '),
    );
}

/** Writes down what passes more often now; never lowers a number. */
export function growPassList(report: Report): void {
  const grown = readPassList();
  for (const [template, { passed }] of Object.entries(report.templates)) {
    if (passed > (grown[template] ?? 0)) grown[template] = passed;
  }
  const sorted = Object.fromEntries(Object.entries(grown).sort(([a], [b]) => a.localeCompare(b)));
  writeFileSync(FILE, `${JSON.stringify(sorted, null, 2)}\n`);
}
