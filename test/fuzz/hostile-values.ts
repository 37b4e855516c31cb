/** Pseudo-random numbers from a seed (mulberry32): a failure can be run again. */
export class Chance {
  constructor(private state: number) {}

  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  one<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)] as T;
  }

  happens(share: number): boolean {
    return this.next() < share;
  }
}

/** Stands in everything that is a person's; must not reach a log line. */
export const PERSONAL = 'PERSONAL';

const MEGABYTE = 'x'.repeat(1_000_000);

const STRINGS = [
  '',
  ' ',
  '\u0000',
  '\ud800',
  'a\udc00b',
  '\u202e\u200b\ufeff',
  '__proto__',
  'constructor',
  'toString',
  'none',
  'true',
  'on',
  '2026-02-31T00:00:00Z',
  '2026-08-15T12:00:00.000Z',
  '9999-12-31T23:59:59Z',
  'auth0|x',
  '<script>',
  '{{ user }}',
  '../../etc',
  '"}{"a":1',
  `${PERSONAL}@example.com`,
  `${PERSONAL}@mailinator.com`,
  'ａ＠ｂ',
  'de-AT,de;q=0.9',
  'POST',
  'GET',
];

const NUMBERS = [
  0,
  -0,
  -1,
  1,
  1.5,
  2 ** 53,
  -(2 ** 53),
  Number.NaN,
  Number.POSITIVE_INFINITY,
  1e308,
  20260701,
];

/** A value of a type that nobody declared. */
export function hostileValue(chance: Chance, depth = 0): unknown {
  switch (chance.below(depth > 3 ? 8 : 17)) {
    case 0:
      return undefined;
    case 1:
      return null;
    case 2:
      return chance.happens(0.5);
    case 3:
      return chance.one(NUMBERS);
    case 4:
    case 5:
    case 6:
      return chance.one(STRINGS);
    case 7:
      return chance.happens(0.01) ? MEGABYTE : chance.one(STRINGS).repeat(chance.below(40));
    case 8:
      return Array.from({ length: chance.below(4) }, () => hostileValue(chance, depth + 1));
    case 9:
      return { [chance.one(STRINGS)]: hostileValue(chance, depth + 1), a: hostileValue(chance, depth + 1) };
    case 10:
      return JSON.parse(`{"__proto__":{"email_verified":true},"constructor":{"prototype":{"x":1}}}`);
    case 11:
      return Object.create({ inherited: chance.one(STRINGS) });
    case 12:
      return chance.one<unknown>([
        () => PERSONAL,
        Symbol('s'),
        10n,
        new Date(Number.NaN),
        /x/,
        new Map([[1, 2]]),
      ]);
    case 13:
      return {
        get [chance.one(['email', 'id', 'name', 'state', 'at'])](): never {
          throw chance.one<unknown>([
            new Error(PERSONAL),
            new TypeError(PERSONAL),
            PERSONAL,
            null,
            undefined,
            {},
          ]);
        },
      };
    case 14:
      return { toJSON: () => chance.one<unknown>([undefined, PERSONAL, { email: PERSONAL }]) };
    case 15: {
      const cycle: Record<string, unknown> = { a: 1 };
      cycle.self = cycle;
      return chance.happens(0.2) ? cycle : { deep: [[[[[[[[PERSONAL]]]]]]]] };
    }
    default:
      return Array.from({ length: chance.below(300) }, (_, index) => index);
  }
}
