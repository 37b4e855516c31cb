/**
 * The platform's way to refuse arguments (the codecs of Auth0's test harness): every problem of one value
 * joined by a comma, values joined by a semicolon, each begun with the last part of its path.
 */
export interface Problem {
  /** The property at fault; empty where the arguments as a whole are meant. */
  property: string;
  message: string;
}

/** @throws Error where there is at least one problem */
export function refuse(problems: Problem[], prefix?: string): void {
  if (problems.length === 0) return;
  const byProperty = new Map<string, string>();
  for (const { property, message } of problems) {
    const earlier = byProperty.get(property);
    byProperty.set(property, earlier === undefined ? `${property} ${message}` : `${earlier}, ${message}`);
  }
  throw new Error(`${prefix === undefined ? '' : `${prefix}: `}${[...byProperty.values()].join('; ')}`);
}

/** A required string of at most `maxLength` code points. */
export function requiredString(property: string, value: unknown, maxLength: number): Problem[] {
  if (value === undefined) return [{ property: '', message: `must have required property '${property}'` }];
  return stringProblems(property, value, maxLength);
}

export function stringProblems(property: string, value: unknown, maxLength: number): Problem[] {
  if (typeof value !== 'string') return [{ property, message: 'must be string' }];
  if (codePoints(value) <= maxLength) return [];
  return [{ property, message: `must NOT have more than ${maxLength} characters` }];
}

export function unknownProperties(property: string, value: object, known: readonly string[]): Problem[] {
  return Object.keys(value)
    .filter((key) => !known.includes(key))
    .map(() => ({ property, message: 'must NOT have additional properties' }));
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function utf8Bytes(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

/** Length as the platform counts it: code points, not UTF-16 units. */
function codePoints(text: string): number {
  return text.length <= 100_000 ? [...text].length : text.length;
}
