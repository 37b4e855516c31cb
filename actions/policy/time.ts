const ISO_8601_WITH_ZONE = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Clocks of two servers may differ by this much: a time that is further ahead is not believed. */
export const CLOCK_SKEW = 5 * MINUTE;

/**
 * Milliseconds since the epoch; null for anything but an existing ISO 8601 time with a zone. `Date` alone would
 * take 31 February, a bare number and local time.
 */
export function parseTime(value: unknown): number | null {
  const [, day] = ISO_8601_WITH_ZONE.exec(typeof value === 'string' ? value : '') ?? [];
  const time = Date.parse(String(value));
  if (day === undefined || Number.isNaN(time)) return null;
  return new Date(day).toISOString().startsWith(day) ? time : null;
}

export function isoTime(time: number): string {
  return new Date(time).toISOString();
}
