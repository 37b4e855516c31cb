import acceptedInput from './accepted-input.json';
import { type ApiError, badRequest } from './api-error';
import { isObject, type Operation } from './operation';

/**
 * Which query keys and which body properties an operation takes, and their JSON types. The data follows the
 * types of the `auth0` SDK (a test compares them); `!` marks what is required, `array` and `object` stand for
 * bodies that may hold anything.
 */
interface Accepted {
  query?: string;
  body?: string;
}

interface Property {
  name: string;
  required: boolean;
  types: readonly string[];
}

/**
 * Resources whose bodies Auth0 is known to check strictly. Elsewhere the SDK's types lag behind what the API
 * takes (`universal_login` in the tenant's settings, for one), so there unknown properties and nulls pass.
 */
const STRICT_BODIES = [
  '/actions/',
  '/client-grants',
  '/clients',
  '/connections',
  '/email-templates',
  '/flows',
  '/forms',
  '/jobs/',
  '/organizations',
  '/roles',
  '/tickets/',
  '/users',
] as const;

const table: Readonly<Record<string, Accepted>> = acceptedInput;

/**
 * Refuses what Auth0 refuses: unknown query keys, a body that is not the expected JSON, missing or wrongly typed
 * properties, and on strict resources unknown ones.
 *
 * @throws ApiError 400 `invalid_query_string` or `invalid_body`
 */
export function validateInput(
  operation: Pick<Operation, 'method' | 'path'>,
  query: Readonly<Record<string, string>>,
  body: unknown,
): void {
  const accepted = table[tableKey(operation)];
  if (accepted === undefined) return;
  validateQuery(tableKey(operation), accepted, query);
  if (accepted.body === undefined) return;
  const more = MORE_PROPERTIES[tableKey(operation)];
  const properties = more === undefined ? accepted.body : `${accepted.body} ${more}`;
  validateBody(operation.path, properties, body);
}

export function tableKey(operation: Pick<Operation, 'method' | 'path'>): string {
  return `${operation.method} ${operation.path.replace(/:[A-Za-z_]+(\{[^}]*\})?/g, '{}')}`;
}

function validateQuery(key: string, accepted: Accepted, query: Readonly<Record<string, string>>): void {
  const known = [...(accepted.query?.split(' ') ?? []), ...(MORE_QUERY_KEYS[key] ?? [])];
  const unknown = Object.keys(query).filter((key) => !known.includes(key) && !PAGING_KEYS.has(key));
  if (unknown.length > 0) {
    throw badRequest(
      `Query validation error: 'Additional properties not allowed: ${unknown.join(', ')}'.`,
      'invalid_query_string',
    );
  }
  for (const key of FLAGS) {
    const value = query[key];
    if (value === undefined || value === 'true' || value === 'false') continue;
    throw badRequest(
      `Query validation error: 'Expected type boolean but found type string' on property ${key}.`,
      'invalid_query_string',
    );
  }
}

/** Query keys that are true or false wherever they occur. */
const FLAGS = ['include_totals', 'include_fields'] as const;

/**
 * What the API takes and the SDK does not offer: checkpoint paging and the query syntax of the logs, and what
 * earlier releases of the Deploy CLI sent and got a plain answer to.
 */
const MORE_QUERY_KEYS: Readonly<Record<string, readonly string[]>> = {
  'GET /logs': ['from', 'take', 'q'],
  'GET /log-streams': ['paginate'],
  'GET /custom-domains': ['paginate'],
};

/** Likewise for bodies: an earlier name of `cross_origin_authentication`. */
const MORE_PROPERTIES: Readonly<Record<string, string>> = {
  'POST /clients': 'cross_origin_auth:boolean',
  'PATCH /clients/{}': 'cross_origin_auth:boolean',
};

/** Classic lists take offset and checkpoint paging side by side, though the SDK only offers one of them. */
const PAGING_KEYS: ReadonlySet<string> = new Set(['page', 'per_page']);

function validateBody(path: string, accepted: string, body: unknown): void {
  if (accepted === 'array') {
    if (!Array.isArray(body)) throw wrongType('array', body);
    return;
  }
  if (accepted === 'object') {
    if (!isObject(body)) throw wrongType('object', body);
    return;
  }
  const properties = parseProperties(accepted);
  const required = properties.some((property) => property.required);
  if (body === undefined && !required) return;
  if (!isObject(body)) throw wrongType('object', body);
  const isStrict = STRICT_BODIES.some((prefix) => path.startsWith(prefix));
  const isKnown = (key: string) => properties.some((property) => property.name === key);
  const unknown = isStrict ? Object.keys(body).filter((key) => !isKnown(key)) : [];
  if (unknown.length > 0) throw payloadError(`Additional properties not allowed: ${unknown.join(', ')}`);
  for (const { name, required: isRequired, types } of properties) {
    const value = body[name];
    if (value === undefined) {
      if (isRequired) throw payloadError(`Missing required property: ${name}`);
    } else if (!types.includes('any') && !types.includes(jsonType(value)) && (isStrict || value !== null)) {
      throw payloadError(
        `Expected type ${types.filter((type) => type !== 'null').join(' or ')} but found type ${jsonType(value)}`,
        name,
      );
    }
  }
}

function parseProperties(accepted: string): Property[] {
  return accepted
    .split(' ')
    .filter((part) => part !== '')
    .map((part) => {
      const [name = '', types = 'any'] = part.split(':');
      return { name: name.replace('!', ''), required: name.endsWith('!'), types: types.split('|') };
    });
}

function wrongType(expected: string, found: unknown): ApiError {
  return payloadError(`Expected type ${expected} but found type ${jsonType(found)}`);
}

function payloadError(problem: string, property?: string): ApiError {
  const where = property === undefined ? '' : ` on property ${property}`;
  return badRequest(`Payload validation error: '${problem}'${where}.`);
}

function jsonType(value: unknown): string {
  if (value === undefined) return 'undefined';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** @throws ApiError 400 unless it is a whole number of seconds from 0 to `maximum` */
export function wholeSeconds(value: unknown, maximum: number): number {
  if (Number.isInteger(value) && Number(value) >= 0 && Number(value) <= maximum) return Number(value);
  throw payloadError(`Expected a whole number from 0 to ${maximum}`, 'ttl_sec');
}
