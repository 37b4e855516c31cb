const ISO_8601_WITH_ZONE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Clocks of two servers may differ by this much: a time that is further ahead is not believed. */
export const CLOCK_SKEW = 5 * MINUTE;

/**
 * Milliseconds since the epoch; null for anything but an existing ISO 8601 time with a zone. `Date` alone would
 * take 31 February, a bare number and local time.
 */
export function parseTime(value: unknown): number | null {
  if (typeof value !== 'string' || !ISO_8601_WITH_ZONE.test(value)) return null;
  const day = value.slice(0, 10);
  const midnight = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(day)) return null;
  const time = Date.parse(value);
  return Number.isNaN(time) ? null : time;
}
