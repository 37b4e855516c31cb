/** One command of a document with the output that it is shown with. */
export interface ConsoleBlock {
  /** 1-based line of the command, for messages. */
  line: number;
  command: string;
  output: string;
  /** Commands of one session are run one after the other in one copy of the project. */
  session: string;
  /** What is done to the project's files before the command runs, in order. */
  edits: Edit[];
  exitCode: number;
}

export type Edit =
  | { kind: 'replace'; file: string; before: string; after: string }
  | { kind: 'copy'; file: string; to: string }
  /** The document's example (YAML or TypeScript) above the command, put before a text. */
  | { kind: 'insert'; file: string; before: string; text: string }
  /** The same as a file. */
  | { kind: 'write'; file: string; text: string };

const FENCE = /^```console(?: exit=(\d))?\n\$ (.+)\n([\s\S]*?)^```$/gm;
const EXAMPLE = /^```(?:yaml|ts)\n([\s\S]*?)^```$/gm;
const SESSION = /<!-- session ([\w-]+) -->/g;
const DIRECTIVE = /<!-- (replace|copy|insert|write) (.+?) -->/g;

/**
 * The commands that a document shows, in order: fences marked `console` that begin with `$ `. `<!-- session NAME -->`
 * begins or goes on with a copy of the project for what follows. Comments since the block before say what is changed
 * first: `<!-- replace FILE "text" "text" -->`, `<!-- copy FILE FILE -->`, `<!-- insert FILE "text" -->` (the example
 * above, before that text), `<!-- write FILE -->` (the same as a file).
 */
export function consoleBlocks(markdown: string): ConsoleBlock[] {
  let end = 0;
  let session = 'first';
  return [...markdown.matchAll(FENCE)].map((match) => {
    const [, exitCode = '0', command = '', output = ''] = match;
    const between = markdown.slice(end, match.index);
    end = match.index + match[0].length;
    session = [...between.matchAll(SESSION)].at(-1)?.[1] ?? session;
    const line = markdown.slice(0, match.index).split('\n').length + 1;
    return { line, command, output, session, edits: editsIn(between), exitCode: Number(exitCode) };
  });
}

/** The document with other outputs, one per block, in order. */
export function withOutputs(markdown: string, outputs: readonly string[]): string {
  let index = 0;
  return markdown.replace(FENCE, (block, _exitCode, _command, output: string) => {
    const fresh = outputs[index] ?? output;
    index += 1;
    return `${block.slice(0, block.length - output.length - '```'.length)}${fresh}\`\`\``;
  });
}

function editsIn(text: string): Edit[] {
  return [...text.matchAll(DIRECTIVE)].map(([directive, kind, rest = '']): Edit => {
    const [file = '', ...strings] = rest.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? [];
    const [first = '', second = ''] = strings.map((each) => (each.startsWith('"') ? JSON.parse(each) : each));
    if (kind === 'replace') return { kind, file, before: first, after: second };
    if (kind === 'copy') return { kind, file, to: first };
    const example = [...text.slice(0, text.indexOf(directive)).matchAll(EXAMPLE)].at(-1)?.[1];
    if (example === undefined) throw new Error(`${directive} has no example above it`);
    return kind === 'write'
      ? { kind, file, text: example }
      : { kind: 'insert', file, before: first, text: example };
  });
}
