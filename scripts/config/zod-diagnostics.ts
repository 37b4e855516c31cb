import type { z } from 'zod';
import { acceptedKeys } from './accepted-keys';
import { suggest } from './diagnostics';
import type { Diagnostic } from './environment-config';
import { at, type Located, type Path, pathText, placeOf, placeOfKey, toValue } from './located';

type Issue = z.core.$ZodIssue;

/**
 * Turns what zod found into messages that name the place in the file and what would be accepted.
 * @param schema an unknown key is answered with the known ones
 */
export function zodDiagnostics(issues: readonly Issue[], root: Located, schema: z.ZodType): Diagnostic[] {
  return issues.flatMap((issue) => explain(issue, root, schema));
}

function explain(issue: Issue, root: Located, schema: z.ZodType): Diagnostic[] {
  const path = issue.path.filter((step) => typeof step !== 'symbol');
  const error = (code: string, message: string, where = placeOf(root, path)): Diagnostic => ({
    severity: 'error',
    code,
    ...where,
    path: pathText(path),
    message,
  });
  const written = at(root, path);
  const shown = written === undefined ? '' : `${show(toValue(written))} `;

  switch (issue.code) {
    case 'unrecognized_keys': {
      const accepted = acceptedKeys(schema, path);
      return issue.keys.map((key) => ({
        ...error('CONFIG_UNKNOWN_KEY', unknownKey(key, accepted), placeOfKey(root, [...path, key])),
        path: pathText([...path, key]),
      }));
    }
    case 'invalid_value':
      if (written === undefined) return [missing(path, root, `accepted: ${list(issue.values)}`)];
      return [error('CONFIG_UNKNOWN_VALUE', `${shown}is not accepted here; accepted: ${list(issue.values)}`)];
    case 'invalid_type':
      if (written === undefined) return [missing(path, root, `accepted: ${typeName(issue.expected)}`)];
      return [
        error('CONFIG_WRONG_TYPE', `${shown}has the wrong type; accepted: ${typeName(issue.expected)}`),
      ];
    case 'too_small':
      return [
        error(
          'CONFIG_OUT_OF_RANGE',
          `${shown}is too ${size(issue.origin, 'small', 'short')}; accepted: at least ${issue.minimum}`,
        ),
      ];
    case 'too_big':
      return [
        error(
          'CONFIG_OUT_OF_RANGE',
          `${shown}is too ${size(issue.origin, 'big', 'long')}; accepted: at most ${issue.maximum}`,
        ),
      ];
    case 'invalid_key':
      return issue.issues.map((inner) => {
        const key = String(path.at(-1));
        const place = placeOfKey(root, path);
        if (inner.code === 'invalid_value') {
          return error('CONFIG_UNKNOWN_KEY', unknownKey(key, inner.values.map(String)), place);
        }
        const { code, message } = fromMessage(inner);
        return error(code, `"${key}" ${message}`, place);
      });
    case 'invalid_union':
      return [unionDiagnostic(issue, path, root, error)];
    default: {
      const { code, message } = fromMessage(issue);
      return [error(code, `${shown}${message}`)];
    }
  }
}

/** "unknown key …", the key that was probably meant, and all that are accepted. */
export function unknownKey(key: string, accepted: readonly string[]): string {
  return `unknown key "${key}"${suggest(key, accepted)}`;
}

function unionDiagnostic(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: Path,
  root: Located,
  error: (code: string, message: string) => Diagnostic,
): Diagnostic {
  // The only tagged union of the policy is the prompt, so its tag names what is accepted.
  const options = 'options' in issue && Array.isArray(issue.options) ? issue.options : ['form', 'redirect'];
  const kind = at(root, [...path]);
  if (kind === undefined) return missing(path, root, `accepted: ${list(options)}`);
  return error(
    'CONFIG_UNKNOWN_VALUE',
    `${show(toValue(kind))} is not accepted here; accepted: ${list(options)}`,
  );
}

/** A schema's own message is either JSON with a stable code, or zod's plain English. */
function fromMessage(issue: Issue): { code: string; message: string } {
  const params = 'params' in issue ? (issue.params as { code?: unknown } | undefined) : undefined;
  if (typeof params?.code === 'string') return { code: params.code, message: issue.message };
  if (issue.message.startsWith('{')) return JSON.parse(issue.message) as { code: string; message: string };
  return { code: 'CONFIG_INVALID', message: `is not accepted: ${issue.message}` };
}

function missing(path: Path, root: Located, accepted: string): Diagnostic {
  return {
    severity: 'error',
    code: 'CONFIG_MISSING_KEY',
    ...placeOf(root, path),
    path: pathText(path),
    message: `"${String(path.at(-1))}" is missing; ${accepted}`,
  };
}

const size = (origin: string, number: string, text: string): string =>
  origin === 'number' || origin === 'int' ? number : text;

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

const typeName = (expected: string): string => TYPE_NAMES[expected] ?? expected;

const list = (values: readonly unknown[]): string => values.map(String).join(', ');

/** The user's own value, short, on one line. */
function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
