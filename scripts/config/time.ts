const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

export const DURATION = /^\d+[smhd]$/;

/** `24h` → 86400. Only for text that matches {@link DURATION}. */
export function durationSeconds(text: string): number {
  return Number(text.slice(0, -1)) * (SECONDS[text.slice(-1)] ?? Number.NaN);
}

const DATE_TIME =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(Z|z|[+-]\d{2}:\d{2})?$/;

export type TimeProblem = 'form' | 'zone' | 'impossible';

/**
 * Reads a time as a person writes it: a date, a time and a zone. `Date.parse` alone is no check: it takes
 * 30 February, numbers, and times without a zone (which then mean something else on every machine).
 */
export function readTime(text: string): { ok: true; iso: string } | { ok: false; problem: TimeProblem } {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return { ok: false, problem: 'zone' };
  const match = DATE_TIME.exec(text);
  if (match === null) return { ok: false, problem: 'form' };
  const [, year, month, day, hour, minute, second = '00', zone] = match;
  if (zone === undefined) return { ok: false, problem: 'zone' };
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  const date = new Date(local);
  if (Number.isNaN(date.getTime()) || date.toISOString() !== local)
    return { ok: false, problem: 'impossible' };
  const time = new Date(text.replace(' ', 'T').toUpperCase());
  if (Number.isNaN(time.getTime())) return { ok: false, problem: 'impossible' };
  return { ok: true, iso: time.toISOString() };
}

export const TIME_PROBLEMS: Readonly<Record<TimeProblem, { code: string; message: string }>> = {
  form: {
    code: 'CONFIG_BAD_TIME',
    message: 'is not a time; accepted: a date, a time and a zone, e.g. 2026-07-01T00:00:00Z',
  },
  zone: {
    code: 'CONFIG_TIME_WITHOUT_ZONE',
    message: 'has no time zone; accepted: e.g. 2026-07-01T00:00:00Z or 2026-07-01T00:00:00+02:00',
  },
  impossible: {
    code: 'CONFIG_IMPOSSIBLE_TIME',
    message: 'does not exist in the calendar; accepted: an existing day and time, e.g. 2026-07-01T00:00:00Z',
  },
};
