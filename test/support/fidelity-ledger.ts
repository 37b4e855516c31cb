import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import ts from 'typescript';
import type { Declaration } from './fidelity';

export interface LedgerEntry extends Declaration {
  behaviour: string;
  /** The folder of the test file, in words, e.g. `Actions runtime`. */
  area: string;
}

const STATUSES = ['supported', 'differs', 'unknown'] as const;

const INTRODUCTION = `# Fidelity of the local tenant

Generated from the tests by \`npm run fidelity\`: do not edit. Each line is declared by the test that shows it.

- **supported**: does what Auth0 does, as far as the source tells.
- **differs**: does something else, by choice or by limitation; the note says what.
- **unknown**: not established what Auth0 does; the note says what is assumed. Try it on a real tenant before you
  rely on it.
`;

/**
 * Every declared behaviour, in the order of files and lines.
 *
 * @throws Error where a declaration is not written out as literals (or constants of its file), or lacks the note that its status asks for
 */
export function collectLedger(root: string): LedgerEntry[] {
  const folder = join(root, 'test');
  const files = (readdirSync(folder, { recursive: true }) as string[])
    .filter((file) => /\.test\.tsx?$/.test(file))
    .sort();
  return files.flatMap((file) => declarationsIn(join(folder, file), folder));
}

/** FIDELITY.md as text. The same entries give the same text. */
export function renderLedger(entries: LedgerEntry[]): string {
  const areas = [...new Set(entries.map((entry) => entry.area))].sort();
  const counts = STATUSES.map((status) => `${count(entries, status)} ${status}`).join(', ');
  const sections = areas.map((area) => {
    const rows = STATUSES.flatMap((status) =>
      entries.filter((entry) => entry.area === area && entry.status === status).map(row),
    );
    return `## ${area}\n\n| behaviour | status | source | note |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
  });
  return `${INTRODUCTION}\n${entries.length} behaviours: ${counts}.\n\n${sections.join('\n')}`;
}

function count(entries: LedgerEntry[], status: string): number {
  return entries.filter((entry) => entry.status === status).length;
}

function row({ behaviour, status, source, note }: LedgerEntry): string {
  return `| ${[behaviour, status, source, note ?? ''].map(cell).join(' | ')} |`;
}

function cell(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|').replaceAll('<', '&lt;');
}

function declarationsIn(path: string, testFolder: string): LedgerEntry[] {
  const text = readFileSync(path, 'utf8');
  if (!text.includes('behaves(')) return [];
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const area = areaOf(relative(testFolder, path));
  const found: LedgerEntry[] = [];
  const constants = new Map<string, string>();
  const literal = (node: ts.Expression) => textOf(node, constants);
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.initializer) {
      const value = literal(node.initializer);
      if (value !== undefined) constants.set(node.name.getText(), value);
    }
    if (ts.isCallExpression(node) && node.expression.getText() === 'behaves') {
      const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      found.push(entryOf(node, area, `${relative(testFolder, path)}:${line}`, literal));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function areaOf(file: string): string {
  const words = (file.split(sep).at(-2) ?? '').replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function entryOf(
  call: ts.CallExpression,
  area: string,
  place: string,
  literal: (node: ts.Expression) => string | undefined,
): LedgerEntry {
  const [name, declaration] = call.arguments;
  const behaviour = name && literal(name);
  if (behaviour === undefined || !declaration || !ts.isObjectLiteralExpression(declaration)) {
    throw new Error(
      `test/${place}: behaves() needs its behaviour and its declaration written out as literals`,
    );
  }
  const fields: Record<string, string> = {};
  for (const property of declaration.properties) {
    const value = ts.isPropertyAssignment(property) ? literal(property.initializer) : undefined;
    if (value === undefined) throw new Error(`test/${place}: the declaration must consist of plain strings`);
    fields[property.name?.getText() ?? ''] = value;
  }
  const { source, status, note } = fields;
  if (source === undefined || !STATUSES.includes(status as never)) {
    throw new Error(`test/${place}: a declaration has a source, and a status of ${STATUSES.join(', ')}`);
  }
  if (status !== 'supported' && note === undefined) {
    throw new Error(`test/${place}: what ${status === 'differs' ? 'differs' : 'is unknown'} needs a note`);
  }
  return {
    behaviour,
    area,
    source,
    status: status as Declaration['status'],
    ...(note !== undefined && { note }),
  };
}

/** A string literal, a constant of the file that is one, or several put together with `+`. */
function textOf(node: ts.Expression, constants: ReadonlyMap<string, string>): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isIdentifier(node)) return constants.get(node.text);
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const left = textOf(node.left, constants);
    const right = textOf(node.right, constants);
    return left === undefined || right === undefined ? undefined : left + right;
  }
  return undefined;
}
