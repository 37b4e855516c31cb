import { textOf } from './objects';
import { cleanName } from './text';
import { parseTime } from './time';

type Normalize = (value: unknown) => string | number | null;

const LONGEST_LOCALE = 35;
/** Of a number as people write it. */
const LONGEST_PHONE = 35;
const LONGEST_URL = 2048;
const ZONE = /^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/;
const E_164 = /^\+[1-9]\d{1,14}$/;

/**
 * The standard claims that gatehouse cleans, the scope that lets them out (OpenID Connect Core 5.4), and how each is
 * normalized: null where the value cannot be.
 */
export const PROFILE_CLAIMS: Readonly<Record<string, { scope: 'profile' | 'phone'; normalize: Normalize }>> =
  {
    name: { scope: 'profile', normalize: cleanName },
    given_name: { scope: 'profile', normalize: cleanName },
    family_name: { scope: 'profile', normalize: cleanName },
    middle_name: { scope: 'profile', normalize: cleanName },
    nickname: { scope: 'profile', normalize: cleanName },
    locale: { scope: 'profile', normalize: normalizeLocale },
    zoneinfo: { scope: 'profile', normalize: normalizeZone },
    phone_number: { scope: 'phone', normalize: normalizePhone },
    picture: { scope: 'profile', normalize: normalizePicture },
    updated_at: { scope: 'profile', normalize: normalizeTime },
  };

/** BCP 47: `en_US` becomes `en-US`, `iw` becomes `he`. */
export function normalizeLocale(value: unknown): string | null {
  const text = textOf(value, LONGEST_LOCALE) ?? '';
  try {
    return Intl.getCanonicalLocales(text.trim().replaceAll('_', '-'))[0] ?? null;
  } catch {
    return null;
  }
}

/**
 * An IANA zone, as it is spelled. Asking `Intl.DateTimeFormat` is the only reliable test: the list that
 * `Intl.supportedValuesOf` gives lacks names that are valid, such as `UTC` and `Asia/Kolkata`.
 */
export function normalizeZone(value: unknown): string | null {
  const zone = textOf(value) ?? '';
  if (!ZONE.test(zone)) return null;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone;
  } catch {
    return null;
  }
}

/** E.164: the separators that people write are dropped; a number without its country's code is not guessed at. */
export function normalizePhone(value: unknown): string | null {
  const text = textOf(value, LONGEST_PHONE) ?? '';
  if (text.includes('(0)')) return null;
  const digits = text.replace(/[\s().\-/]/gu, '');
  return E_164.test(digits) ? digits : null;
}

export function normalizePicture(value: unknown): string | null {
  const url = textOf(value, LONGEST_URL) ?? '';
  if (!URL.canParse(url)) return null;
  const { protocol, username, password } = new URL(url);
  return protocol === 'https:' && username === '' && password === '' ? url : null;
}

/** Seconds since the epoch: OpenID Connect wants a number where Auth0 has a string. */
export function normalizeTime(value: unknown): number | null {
  const time = parseTime(value);
  return Number.isNaN(time) ? null : Math.floor(time / 1000);
}
