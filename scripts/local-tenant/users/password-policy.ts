import type { Connection } from '../store';

/** Auth0's five levels; `connection.options.passwordPolicy`. */
type Level = 'none' | 'low' | 'fair' | 'good' | 'excellent';

interface Rule {
  message: string;
  verified: boolean;
}

export interface PasswordVerdict {
  ok: boolean;
  rules: Rule[];
  /** The rules as a bulleted text, as Auth0 sends it in `policy`. */
  policy: string;
}

const MINIMUM_LENGTH: Record<Level, number> = { none: 1, low: 6, fair: 8, good: 8, excellent: 10 };
const KINDS: { name: string; pattern: RegExp }[] = [
  { name: 'lower case letters (a-z)', pattern: /[a-z]/ },
  { name: 'upper case letters (A-Z)', pattern: /[A-Z]/ },
  { name: 'numbers (i.e. 0-9)', pattern: /[0-9]/ },
  { name: 'special characters (e.g. !@#$%^&*)', pattern: /[^a-zA-Z0-9]/ },
];

/** Judges a password by the connection's policy. Where none is set, `good` holds, as on a new Auth0 connection. */
export function checkPassword(
  connection: Connection,
  password: string,
  person: { email?: string; username?: string; name?: string } = {},
): PasswordVerdict {
  const level = levelOf(connection);
  const options = connection.options as {
    password_complexity_options?: { min_length?: number };
    password_no_personal_info?: { enable?: boolean };
  };
  const minimum = options.password_complexity_options?.min_length ?? MINIMUM_LENGTH[level];
  const kinds = KINDS.filter(({ pattern }) => pattern.test(password)).length;
  const rules: Rule[] = [
    { message: `At least ${minimum} characters in length`, verified: [...password].length >= minimum },
  ];
  if (level === 'fair') {
    rules.push({
      message: `Should contain: ${list(KINDS.slice(0, 3))}`,
      verified: KINDS.slice(0, 3).every(({ pattern }) => pattern.test(password)),
    });
  }
  if (level === 'good' || level === 'excellent') {
    rules.push({
      message: `Contain at least 3 of the following 4 types of characters: ${list(KINDS)}`,
      verified: kinds >= 3,
    });
  }
  if (level === 'excellent') {
    rules.push({
      message: 'No more than 2 identical characters in a row (e.g., "aaa" not allowed)',
      verified: !/(.)\1\1/u.test(password),
    });
  }
  if (options.password_no_personal_info?.enable === true) {
    rules.push({
      message: 'Does not contain personal data',
      verified: !containsPersonalData(password, person),
    });
  }
  return {
    ok: rules.every((rule) => rule.verified),
    rules,
    policy: rules.map((rule) => `* ${rule.message}`).join('\n'),
  };
}

function levelOf(connection: Connection): Level {
  const level = connection.options.passwordPolicy;
  return typeof level === 'string' && level in MINIMUM_LENGTH ? (level as Level) : 'good';
}

function list(kinds: { name: string }[]): string {
  return kinds.map((kind) => kind.name).join(', ');
}

function containsPersonalData(password: string, person: Record<string, string | undefined>): boolean {
  const lower = password.toLowerCase();
  return Object.values(person)
    .flatMap((value) => (value ?? '').toLowerCase().split(/[\s@.]+/))
    .some((word) => word.length >= 3 && lower.includes(word));
}
