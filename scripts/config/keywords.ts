/** A place where a value is put in: `##NAME##` as text, `@@NAME@@` as JSON, as in the Deploy CLI. */
export interface Marker {
  text: string;
  name: string;
  json: boolean;
  line: number;
  column: number;
}

const MARKER = /##([A-Z][A-Z0-9_]*)##|"?@@([A-Z][A-Z0-9_]*)@@"?/g;

/** All markers of a text. */
export function keywordsIn(text: string): Marker[] {
  return [...text.matchAll(MARKER)].map((match) => {
    const before = text.slice(0, match.index);
    return {
      text: match[0].replaceAll('"', ''),
      name: match[1] ?? match[2] ?? '',
      json: match[2] !== undefined,
      line: before.split('\n').length,
      column: match.index - before.lastIndexOf('\n'),
    };
  });
}

/** Puts the values in; a marker without a value stays. `"@@NAME@@"` loses its quotes, as with the Deploy CLI. */
export function substitute(text: string, values: Record<string, unknown>): string {
  return text.replace(MARKER, (marker, asText: string | undefined, asJson: string | undefined) => {
    const name = asText ?? asJson ?? '';
    if (!Object.hasOwn(values, name)) return marker;
    const value = values[name];
    return asJson === undefined && typeof value === 'string' ? value : JSON.stringify(value);
  });
}
