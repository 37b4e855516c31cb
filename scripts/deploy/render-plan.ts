import { styleText } from 'node:util';
import type { Change, Comparison } from './compare';
import { RESOURCE_TYPES } from './resources';

const SIGNS = { add: '+', change: '~', remove: '-' } as const;
const COLOURS = { add: 'green', change: 'yellow', remove: 'red' } as const;

const TITLES: Readonly<Record<string, string>> = {
  action: 'Action',
  bindings: 'order of',
  other: 'resource type',
  ...Object.fromEntries(RESOURCE_TYPES.map(({ kind, title }) => [kind, title])),
};

/** A plan for people: one line per change, then its diff. */
export function renderComparison(
  comparison: Comparison,
  options: { color?: boolean; diffs?: boolean } = {},
): string {
  const paint = (colour: 'green' | 'yellow' | 'red', text: string) =>
    options.color === true ? styleText(colour, text) : text;
  const rows = comparison.changes.flatMap((change) => {
    const head = `${SIGNS[change.change]} ${titleOf(change)}: ${change.details.join('; ')}`;
    // The whole text of a new Action tells nobody anything; --json has it.
    const isNew = change.kind === 'action' && change.change === 'add';
    const diff = options.diffs === false || isNew ? undefined : change.diff;
    return [
      paint(COLOURS[change.change], head),
      ...(change.cannotPutBack === undefined
        ? []
        : [`  ! a deploy that fails cannot put this back: ${change.cannotPutBack}`]),
      ...(diff === undefined
        ? []
        : diff
            .trimEnd()
            .split('\n')
            .map((line) => `    ${paintLine(line, paint)}`)),
    ];
  });
  for (const { trigger, action } of comparison.foreign) {
    rows.push(`  ${action} is not gatehouse's: it stays bound to ${trigger}, in its place`);
  }
  return rows.join('\n');
}

function paintLine(line: string, paint: (colour: 'green' | 'red', text: string) => string): string {
  if (line.startsWith('+')) return paint('green', line);
  return line.startsWith('-') ? paint('red', line) : line;
}

/** `2 Actions, order of post-login, form accept-terms`. */
export function summarize(changes: readonly Change[]): string {
  if (changes.length === 0) return 'no changes';
  return changes.map((change) => `${SIGNS[change.change]} ${titleOf(change)}`).join(', ');
}

/** `Action require-terms`, `email template verify_email`. */
export function titleOf({ kind, name }: Pick<Change, 'kind' | 'name'>): string {
  return `${TITLES[kind] ?? kind} ${name}`;
}
