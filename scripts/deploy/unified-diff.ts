import { createTwoFilesPatch } from 'diff';

/** A unified diff, tenant → build, that people can read: long lines are broken at their values. */
export function unifiedDiff(name: string, before: string, after: string): string {
  return createTwoFilesPatch(`tenant/${name}`, `build/${name}`, spread(before), spread(after), '', '', {
    context: 3,
  })
    .split('\n')
    .slice(1)
    .map((line) => (line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line))
    .join('\n');
}

/** Longer lines are cut where they are shown: the list of disposable domains would drown the rest. */
const LONGEST_LINE = 300;
const PRINT_WIDTH = 200;

/** Breaks the embedded policy, one long line, into one line per value: its changes are what people look for. */
function spread(code: string): string {
  return code
    .split('\n')
    .map((line) => (line.length <= PRINT_WIDTH ? line : spreadLine(line)))
    .join('\n');
}

/** Strings, and brackets with nothing in them, stay whole. */
const TOKENS = /"(?:[^"\\]|\\.)*"|\[\]|\{\}|[{}[\]],?|, ?/g;

function spreadLine(line: string): string {
  let depth = 0;
  const indented = () => `\n${'  '.repeat(depth)}`;
  return line.replace(TOKENS, (token) => {
    if (/^["[{].+/.test(token)) return token;
    if (/^[{[]/.test(token)) {
      depth += 1;
      return token + indented();
    }
    if (token.startsWith(',')) return `,${indented()}`;
    depth = Math.max(0, depth - 1);
    const closed = indented() + token;
    return token.endsWith(',') ? closed + indented() : closed;
  });
}
