import { badRequest } from '../api-error';
import { isObject } from '../operation';

/** Whether a user matches. */
export type Matches = (user: object) => boolean;

/**
 * Attributes that Auth0's search engine compares without regard to case
 * (manage-users/user-search/user-search-query-syntax).
 */
const CASE_INSENSITIVE: ReadonlySet<string> = new Set([
  'email',
  'email.domain',
  'family_name',
  'given_name',
  'name',
  'nickname',
  'phone_number',
  'username',
]);

const TOKEN =
  /\s*(\(|\)|(?:AND|OR|NOT|&&|\|\|)(?=[\s()]|$)|!|-(?=\S)|(?:"(?:[^"\\]|\\.)*"|\[[^\]]*\]|\{[^}]*\}|\\.|[^\s()"])+)/y;

/**
 * Reads a query in the part of Lucene's syntax that Auth0's user search takes: `field:value`,
 * `field:"a value"`, `field:(one OR other)`, `field:prefix*`, `field:[1 TO 5]`, `_exists_:field`, AND, OR, NOT and parentheses; fields
 * may reach into metadata and identities (`app_metadata.gatehouse_terms.label`). A word without a field is
 * looked for in email, name, nickname and username.
 *
 * @throws ApiError 400 `invalid_query_string` where the query cannot be read
 */
export function parseSearchQuery(query: string): Matches {
  const tokens = tokenize(query);
  let position = 0;

  const matches = readOr(undefined);
  if (position < tokens.length) throw invalid(query);
  return matches;

  function readOr(field: string | undefined): Matches {
    const alternatives = [readAnd(field)];
    while (take('OR', '||')) alternatives.push(readAnd(field));
    return (user) => alternatives.some((alternative) => alternative(user));
  }

  function readAnd(field: string | undefined): Matches {
    const conditions = [readNot(field)];
    while (take('AND', '&&') || (position < tokens.length && !peek(')', 'OR', '||')))
      conditions.push(readNot(field));
    return (user) => conditions.every((condition) => condition(user));
  }

  /** `field` is what the words of `field:(one OR other)` are compared with. */
  function readNot(field: string | undefined): Matches {
    if (take('NOT', '!', '-')) {
      const negated = readNot(field);
      return (user) => !negated(user);
    }
    if (take('(')) return readGroup(field);
    const token = tokens[position];
    if (token === undefined || peek(')', 'AND', '&&', 'OR', '||')) throw invalid(query);
    position += 1;
    if (/^[^"]+:$/.test(token) && take('(')) return readGroup(token.slice(0, -1));
    return term(field === undefined ? token : `${field}:${token}`, query);
  }

  function readGroup(field: string | undefined): Matches {
    const inner = readOr(field);
    if (!take(')')) throw invalid(query);
    return inner;
  }

  function peek(...symbols: string[]): boolean {
    return symbols.includes(tokens[position] ?? '');
  }

  function take(...symbols: string[]): boolean {
    if (!peek(...symbols)) return false;
    position += 1;
    return true;
  }
}

/** The address that a query names and nothing else, so that an index can answer it. */
export function onlyEmail(query: string): string | undefined {
  return /^\s*email:"([^"*?\\]+)"\s*$/.exec(query)?.[1]?.toLowerCase();
}

function tokenize(query: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  let end = 0;
  for (let match = TOKEN.exec(query); match !== null; match = TOKEN.exec(query)) {
    tokens.push(match[1] ?? '');
    end = TOKEN.lastIndex;
  }
  if (query.slice(end).trim() !== '') throw invalid(query);
  return tokens;
}

function term(token: string, query: string): Matches {
  const colon = token.startsWith('"') ? -1 : token.search(/(?<!\\):/);
  if (colon === -1) {
    const anywhere = ['email', 'name', 'nickname', 'username'].map((field) => condition(field, token));
    return (user) => anywhere.some((matches) => matches(user));
  }
  const field = token.slice(0, colon).replace(/\\(.)/g, '$1');
  const value = token.slice(colon + 1);
  if (field === '' || value === '') throw invalid(query);
  if (field === '_exists_') return (user) => valuesAt(user, unquote(value).split('.')).length > 0;
  return condition(field, value);
}

function condition(field: string, value: string): Matches {
  const range = /^([[{])\s*(\S+)\s+TO\s+(\S+)\s*[\]}]$/.exec(value);
  const test =
    range === null ? equals(field, value) : inRange(range[1] ?? '[', range[2] ?? '*', range[3] ?? '*');
  const path = field.split('.');
  return (user) => valuesAt(user, path).some(test);
}

function equals(field: string, value: string): (candidate: unknown) => boolean {
  const fold = CASE_INSENSITIVE.has(field) ? (text: string) => text.toLowerCase() : (text: string) => text;
  const quoted = value.startsWith('"');
  const wanted = fold(unquote(value));
  if (!quoted && /(?<!\\)[*?]/.test(value)) {
    const pattern = new RegExp(
      `^${wanted
        .replace(/[.+^${}()|[\]\\]/g, '\\$&')
        .replaceAll('*', '.*')
        .replaceAll('?', '.')}$`,
      's',
    );
    return (candidate) => pattern.test(fold(String(candidate)));
  }
  return (candidate) => fold(String(candidate)) === wanted;
}

/** `[a TO b]` includes its ends, `{a TO b}` does not; `*` is open. Dates are compared as text, numbers as numbers. */
function inRange(bracket: string, from: string, to: string): (candidate: unknown) => boolean {
  const strict = bracket === '{';
  return (candidate) => {
    const above = from === '*' || compare(candidate, from) > (strict ? 0 : -1);
    const below = to === '*' || compare(candidate, to) < (strict ? 0 : 1);
    return above && below;
  };
}

function compare(candidate: unknown, limit: string): number {
  if (typeof candidate === 'number') return Math.sign(candidate - Number(limit));
  const text = String(candidate);
  return text < limit ? -1 : text > limit ? 1 : 0;
}

/** Every plain value at a path; lists are entered, empty values are not indexed. */
function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((member) => valuesAt(member, path));
  const [key, ...rest] = path;
  if (key === undefined) return value === undefined || value === null || value === '' ? [] : [value];
  if (key === 'domain' && typeof value === 'string') return valuesAt(value.split('@')[1], rest);
  return isObject(value) ? valuesAt(value[key], rest) : [];
}

function unquote(value: string): string {
  const inner = value.startsWith('"') && value.endsWith('"') && value.length > 1 ? value.slice(1, -1) : value;
  return inner.replace(/\\(.)/g, '$1');
}

function invalid(query: string) {
  return badRequest(`The query cannot be read: ${query.slice(0, 100)}`, 'invalid_query_string');
}
