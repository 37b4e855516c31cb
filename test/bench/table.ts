import { type Figure, meets, type PeerFigure } from './figure';

/** The figures of one part: one file `<name>.bench.ts`. */
export interface Part {
  part: string;
  figures: Figure[];
  /** Why the part did not run. */
  failed?: string;
}

const COLUMNS = ['measured', 'gatehouse', 'beside it', 'goal'] as const;

/** The table for a terminal. */
export function textTable(parts: readonly Part[]): string {
  const rows = parts.flatMap(({ part, figures, failed }) => [
    [part, failed === undefined ? '' : `not run: ${failed}`, '', ''],
    ...figures.map((figure) => cells(figure).map((cell, column) => (column === 0 ? `  ${cell}` : cell))),
  ]);
  const all = [[...COLUMNS], ...rows];
  const widths = COLUMNS.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The same for the README. */
export function markdownTable(parts: readonly Part[]): string {
  const row = (values: readonly string[]) =>
    `| ${values.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
  const lines = parts.flatMap(({ part, figures, failed }) => [
    row([`**${part}**`, failed === undefined ? '' : `not run: ${failed}`, '', '']),
    ...figures.map((figure) => row(cells(figure))),
  ]);
  return [row(COLUMNS), row(COLUMNS.map(() => '---')), ...lines].join('\n');
}

function cells(figure: Figure): string[] {
  const { name, value, unit, spread, peer } = figure;
  return [name, quantity(value, unit, spread), peer ? besides(peer, unit) : '', verdict(figure)];
}

function besides(peer: PeerFigure, unit: string): string {
  if ('missing' in peer) return `${peer.name}: ${peer.missing}`;
  return `${peer.name}: ${quantity(peer.value, unit, peer.spread)}`;
}

function quantity(value: number, unit: string, spread: Figure['spread']): string {
  const around = spread === undefined ? '' : ` (${shown(spread[0])}–${shown(spread[1])})`;
  return `${shown(value)} ${unit}`.trimEnd() + around;
}

function verdict(figure: Figure): string {
  const { goal } = figure;
  if (goal === undefined) return '';
  const wanted = 'atMost' in goal ? `≤ ${shown(goal.atMost)}` : `≥ ${shown(goal.atLeast)}`;
  return `${wanted} ${meets(figure) ? 'met' : 'MISSED'}`;
}

/** Three digits that matter. */
function shown(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(3)));
}
