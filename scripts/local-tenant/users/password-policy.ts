import type { Connection } from '../store';

/** One rule as Auth0 sends it: `message` in English, `code` and `format` for whoever says it in another language. */
export interface PasswordRule {
  code: 'lengthAtLeast' | 'shouldContain' | 'containsAtLeast' | 'identicalChars' | 'noPersonalInfo';
  message: string;
  format: (string | number)[];
  /** The kinds of characters that count. */
  kinds?: PasswordKind[];
  verified: boolean;
}

export interface PasswordVerdict {
  ok: boolean;
  rules: PasswordRule[];
  /** The rules as a bulleted text, as Auth0 sends it in `policy`. */
  policy: string;
}

/** What a password must be made of. */
interface Complexity {
  minimum: number;
  /** How many of `kinds` must occur. */
  needed: number;
  kinds: PasswordKind[];
  /** More than two of the same in a row are refused. */
  noRepetition: boolean;
}

export type PasswordKind = keyof typeof KINDS;
const KINDS = {
  lowercase: { name: 'lower case letters (a-z)', pattern: /[a-z]/ },
  uppercase: { name: 'upper case letters (A-Z)', pattern: /[A-Z]/ },
  number: { name: 'numbers (i.e. 0-9)', pattern: /[0-9]/ },
  special: { name: 'special characters (e.g. !@#$%^&*)', pattern: /[^a-zA-Z0-9]/ },
};
const ALL: PasswordKind[] = ['lowercase', 'uppercase', 'number', 'special'];

/** `connection.options.passwordPolicy` (authenticate/database-connections/password-strength). */
const LEVELS: Readonly<Record<string, Complexity>> = {
  none: { minimum: 1, needed: 0, kinds: [], noRepetition: false },
  low: { minimum: 6, needed: 0, kinds: [], noRepetition: false },
  fair: { minimum: 8, needed: 3, kinds: ['lowercase', 'uppercase', 'number'], noRepetition: false },
  good: { minimum: 8, needed: 3, kinds: ALL, noRepetition: false },
  excellent: { minimum: 10, needed: 3, kinds: ALL, noRepetition: true },
};

interface DatabaseOptions {
  passwordPolicy?: string;
  password_complexity_options?: { min_length?: number };
  password_no_personal_info?: { enable?: boolean };
  /** The newer form, on connections that were created without a level. */
  password_options?: {
    complexity?: {
      min_length?: number;
      character_types?: string[];
      character_type_rule?: string;
      identical_characters?: string;
    };
    profile_data?: { active?: boolean };
  };
}

/** Judges a password by the connection's policy. History and dictionary are not looked at. */
export function checkPassword(
  connection: Connection,
  password: string,
  person: { email?: string; username?: string; name?: string } = {},
): PasswordVerdict {
  const options = connection.options as DatabaseOptions;
  const rules = complexityRules(complexityOf(options), password);
  if (
    options.password_no_personal_info?.enable === true ||
    options.password_options?.profile_data?.active === true
  ) {
    rules.push({
      code: 'noPersonalInfo',
      message: 'Does not contain personal data',
      format: [],
      verified: !containsPersonalData(password, person),
    });
  }
  return {
    ok: rules.every((rule) => rule.verified),
    rules,
    policy: rules.map((rule) => `* ${rule.message}`).join('\n'),
  };
}

/** Where nothing is set, `good` holds, as on the connection that every tenant has from the start. */
function complexityOf(options: DatabaseOptions): Complexity {
  const level = Object.hasOwn(LEVELS, options.passwordPolicy ?? '')
    ? LEVELS[options.passwordPolicy ?? '']
    : undefined;
  const flexible = options.password_options?.complexity;
  if (level === undefined && flexible !== undefined) {
    const kinds = ALL.filter((kind) => flexible.character_types?.includes(kind));
    return {
      minimum: flexible.min_length ?? 15,
      needed: flexible.character_type_rule === 'three_of_four' ? Math.min(3, kinds.length) : kinds.length,
      kinds,
      noRepetition: flexible.identical_characters === 'block',
    };
  }
  const complexity = level ?? (LEVELS.good as Complexity);
  return { ...complexity, minimum: options.password_complexity_options?.min_length ?? complexity.minimum };
}

function complexityRules(
  { minimum, needed, kinds, noRepetition }: Complexity,
  password: string,
): PasswordRule[] {
  const rules: PasswordRule[] = [
    {
      code: 'lengthAtLeast',
      message: `At least ${minimum} characters in length`,
      format: [minimum],
      verified: [...password].length >= minimum,
    },
  ];
  if (needed > 0) {
    const names = kinds.map((kind) => KINDS[kind].name).join(', ');
    const present = kinds.filter((kind) => KINDS[kind].pattern.test(password)).length;
    const verified = present >= needed;
    rules.push(
      needed === kinds.length
        ? { code: 'shouldContain', message: `Should contain: ${names}`, format: [], kinds, verified }
        : {
            code: 'containsAtLeast',
            message: `Contain at least ${needed} of the following ${kinds.length} types of characters: ${names}`,
            format: [needed, kinds.length],
            kinds,
            verified,
          },
    );
  }
  if (noRepetition) {
    rules.push({
      code: 'identicalChars',
      message: 'No more than 2 identical characters in a row (e.g., "aaa" not allowed)',
      format: [2, 'aaa'],
      verified: !/(.)\1\1/u.test(password),
    });
  }
  return rules;
}

function containsPersonalData(password: string, person: Record<string, string | undefined>): boolean {
  const lower = password.toLowerCase();
  return Object.values(person)
    .flatMap((value) => (value ?? '').toLowerCase().split(/[\s@.]+/))
    .some((word) => word.length >= 3 && lower.includes(word));
}
