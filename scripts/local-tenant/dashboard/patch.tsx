import { diffWordsWithSpace } from 'diff';
import type { Child } from 'hono/jsx';

const KINDS: Readonly<Record<string, string>> = { '+': 'added', '-': 'removed', '@': 'place' };

/** A patch in the unified format, line by line in colour; its signs say the same without. */
export function Patch({ label, patch }: { label: string; patch: string }) {
  return (
    <section class="code" tabindex={0} aria-label={label}>
      <pre class="patch">
        {withChangedWords(patch.trimEnd().split('\n')).map(({ sign, content }) => (
          <span class={`line ${KINDS[sign] ?? ''}`}>
            {content}
            {'\n'}
          </span>
        ))}
      </pre>
    </section>
  );
}

interface Line {
  sign: string;
  content: Child;
}

/** Where a line replaces one other line, the words that differ are marked: the policy stands in one long line. */
function withChangedWords(lines: string[]): Line[] {
  const signs = lines.map((line) => line.charAt(0));
  return lines.map((line, index): Line => {
    const sign = signs[index] ?? '';
    const isRemoval =
      sign === '-' && signs[index + 1] === '+' && signs[index - 1] !== '-' && signs[index + 2] !== '+';
    const isAddition =
      sign === '+' && signs[index - 1] === '-' && signs[index - 2] !== '-' && signs[index + 1] !== '+';
    if (!isRemoval && !isAddition) return { sign, content: line };
    const [before = '', after = ''] = isRemoval ? [line, lines[index + 1]] : [lines[index - 1], line];
    const words = diffWordsWithSpace(before.slice(1), after.slice(1));
    return {
      sign,
      content: (
        <>
          {sign}
          {words
            .filter((word) => (isRemoval ? !word.added : !word.removed))
            .map(({ value, added, removed }) =>
              added ? <ins>{value}</ins> : removed ? <del>{value}</del> : value,
            )}
        </>
      ),
    };
  });
}
