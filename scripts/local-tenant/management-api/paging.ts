import type { JsonObject } from '../store';
import { badRequest } from './api-error';

export type Query = Readonly<Record<string, string>>;

const MAX_PER_PAGE = 100;

/**
 * A list as the classic resources answer it: with `include_totals=true` an object
 * `{ <key>, start, limit, total }`, otherwise a bare array; with `take` or `from` by checkpoint.
 */
export function classicPage(items: readonly unknown[], query: Query, key: string, withTotals = 'optional') {
  if (query.take !== undefined || query.from !== undefined) return checkpointPage(items, query, key);
  const { page, perPage } = offset(query, 50);
  const slice = items.slice(page * perPage, (page + 1) * perPage);
  if (withTotals !== 'always' && query.include_totals !== 'true') return slice;
  return { [key]: slice, start: page * perPage, limit: perPage, total: items.length };
}

/** A list of the newer resources: `{ <key>, next? }`; `next` is absent on the last page. */
export function checkpointPage(items: readonly unknown[], query: Query, key: string): JsonObject {
  const take = wholeNumber(query, 'take', 50, 1);
  const start = query.from === undefined ? 0 : decodeCheckpoint(query.from);
  const slice = items.slice(start, start + take);
  const end = start + slice.length;
  return { [key]: slice, ...(end < items.length ? { next: encodeCheckpoint(end) } : {}) };
}

/** A list of the Actions service, which leaves out what is zero: `{ <key>, total?, page?, per_page }`. */
export function actionsPage(items: readonly unknown[], query: Query, key: string, defaultPerPage = 50) {
  const { page, perPage } = offset(query, defaultPerPage);
  const answer: JsonObject = { [key]: items.slice(page * perPage, (page + 1) * perPage) };
  if (items.length > 0) answer.total = items.length;
  if (page > 0) answer.page = page;
  answer.per_page = perPage;
  return answer;
}

/** A list of the Action modules, which keeps its zeros. */
export function modulesPage(items: readonly unknown[], query: Query, key: string): JsonObject {
  const { page, perPage } = offset(query, 50);
  return {
    [key]: items.slice(page * perPage, (page + 1) * perPage),
    total: items.length,
    page,
    per_page: perPage,
  };
}

/** `fields` and `include_fields`: only these root fields, or all but these. */
export function pickFields(item: JsonObject, query: Query): JsonObject {
  if (query.fields === undefined || query.fields === '') return item;
  const named = new Set(query.fields.split(',').map((field) => field.trim()));
  const include = query.include_fields !== 'false';
  return Object.fromEntries(Object.entries(item).filter(([key]) => named.has(key) === include));
}

export function offset(query: Query, defaultPerPage: number): { page: number; perPage: number } {
  const page = wholeNumber(query, 'page', 0, 0, Number.MAX_SAFE_INTEGER);
  const perPage = wholeNumber(query, 'per_page', defaultPerPage, 0);
  return { page, perPage };
}

function wholeNumber(
  query: Query,
  key: string,
  fallback: number,
  minimum: number,
  maximum = MAX_PER_PAGE,
): number {
  const text = query[key];
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!/^-?\d+$/.test(text)) throw invalid(`Expected type integer but found type string`, key);
  if (value < minimum) throw invalid(`Value ${value} is less than minimum ${minimum}`, key);
  if (value > maximum) throw invalid(`Value ${value} is greater than maximum ${maximum}`, key);
  return value;
}

/** As the API says it: with what the property means, where that is known. */
function invalid(problem: string, key: string) {
  const meaning = key === 'per_page' ? ' (Number of results per page. Defaults to 50)' : '';
  const message = `Query validation error: '${problem}' on property ${key}${meaning}.`;
  return badRequest(message, 'invalid_query_string');
}

function encodeCheckpoint(position: number): string {
  return Buffer.from(`after:${position}`).toString('base64url');
}

function decodeCheckpoint(token: string): number {
  const match = /^after:(\d+)$/.exec(Buffer.from(token, 'base64url').toString());
  if (match?.[1] === undefined) throw invalid('Invalid checkpoint', 'from');
  return Number(match[1]);
}
