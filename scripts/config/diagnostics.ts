import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { styleText } from 'node:util';
import type { Diagnostic } from './environment-config';

const CONTEXT_WIDTH = 110;

/**
 * Shows every mistake with its place, the line itself and a caret under it:
 *
 *     error CONFIG_UNKNOWN_KEY tenant/policy.yaml:12:3 (email.grase)
 *       unknown key "grase"; did you mean "grace"?
 *       12 |   grase: 24h
 *          |   ^
 *
 * Colours only where `color` says so (a terminal).
 */
export function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  root: string,
  options: { color?: boolean } = {},
): string {
  const sources = new Map<string, string[]>();
  const lineOf = (file: string, line: number): string | undefined => {
    let lines = sources.get(file);
    if (lines === undefined) {
      lines = readLines(resolve(root, file));
      sources.set(file, lines);
    }
    return lines[line - 1];
  };
  const paint = (severity: Diagnostic['severity'], text: string): string =>
    options.color === true ? styleText(severity === 'error' ? 'red' : 'yellow', text) : text;

  return diagnostics
    .map((diagnostic) => {
      const { severity, code, file, line, column, path, message } = diagnostic;
      const place = [file, line, column].filter((part) => part !== undefined).join(':');
      const rows = [
        `${paint(severity, severity)} ${code} ${place}${path === undefined || path === '' ? '' : ` (${path})`}`,
        `  ${message}`,
      ];
      const text = line === undefined ? undefined : lineOf(file, line);
      if (line !== undefined && text !== undefined) {
        const margin = String(line);
        rows.push(`  ${margin} | ${text.slice(0, CONTEXT_WIDTH)}`);
        if (column !== undefined && column <= CONTEXT_WIDTH) {
          const caret = ' '.repeat(column - 1);
          rows.push(`  ${' '.repeat(margin.length)} | ${caret}${paint(severity, '^')}`);
        }
      }
      return rows.join('\n');
    })
    .join('\n\n');
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split(/\r?\n/);
  } catch {
    // The place is still named; only the excerpt is missing.
    return [];
  }
}

/** Errors first, then by file and line, so that one file is read from top to bottom. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...diagnostics].sort(
    (a, b) =>
      a.severity.localeCompare(b.severity) ||
      a.file.localeCompare(b.file) ||
      (a.line ?? 0) - (b.line ?? 0) ||
      (a.column ?? 0) - (b.column ?? 0),
  );
}

/** The accepted word that a mistyped one was probably meant to be. */
function closest(word: string, accepted: readonly string[]): string | undefined {
  let best: { word: string; distance: number } | undefined;
  for (const candidate of accepted) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (
      distance <= Math.max(1, Math.floor(candidate.length / 3)) &&
      distance < (best?.distance ?? Infinity)
    ) {
      best = { word: candidate, distance };
    }
  }
  return best?.word;
}

/** Insertions, deletions, substitutions, and neighbours that changed places. */
function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, index) => index)];
  const cost = (row: number, column: number): number => rows[row]?.[column] ?? Infinity;
  for (let row = 1; row <= a.length; row++) {
    rows.push([row]);
    for (let column = 1; column <= b.length; column++) {
      const substitution = cost(row - 1, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const areSwapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const swap = areSwapped ? cost(row - 2, column - 2) + 1 : Infinity;
      rows[row]?.push(Math.min(substitution, cost(row - 1, column) + 1, cost(row, column - 1) + 1, swap));
    }
  }
  return cost(a.length, b.length);
}

/** `; did you mean "x"? accepted: x, y`: how a message about a mistyped word ends. */
export function suggest(word: string, accepted: readonly string[]): string {
  if (accepted.length === 0) return '';
  const near = closest(word, accepted);
  const list = `accepted: ${accepted.join(', ')}`;
  return near === undefined ? `; ${list}` : `; did you mean "${near}"? ${list}`;
}
