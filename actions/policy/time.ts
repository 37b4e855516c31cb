import { textOf } from './objects';

const ISO_8601_WITH_ZONE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Clocks of two servers may differ by this much: a time that is further ahead is not believed. */
export const CLOCK_SKEW = 5 * MINUTE;

/**
 * Milliseconds since the epoch; NaN for anything but an existing ISO 8601 time with a zone. `Date` alone would take
 * 31 February, a bare number and local time. NaN compares as neither before nor after anything.
 */
export function parseTime(value: unknown): number {
  const text = textOf(value) ?? '';
  const day = new Date(text.slice(0, 10)).getUTCDate();
  return ISO_8601_WITH_ZONE.test(text) && day === Number(text.slice(8, 10)) ? Date.parse(text) : Number.NaN;
}

export function isoTime(time: number): string {
  return new Date(time).toISOString();
}
