import type { SimulationResult } from '../../scripts/simulation';

type Members = Pick<
  SimulationResult,
  'outcome' | 'reason' | 'description' | 'idToken' | 'accessToken' | 'prompt' | 'redirect'
>;

/**
 * What a scenario expects. `outcome` is always named. Everything that is not named here may be anything, except where
 * a key says "exactly". A place in the result is written as its keys with ` > ` between them.
 */
export interface Expectation extends Partial<Members> {
  outcome: SimulationResult['outcome'];
  user?: Partial<SimulationResult['user']>;
  validationErrors?: { code: string; message?: string }[];
  /** Exactly the commands of all Actions, in order, claims left aside. */
  commands?: string[];
  /** Members of one of the commands. */
  command?: Record<string, unknown>;
  /** Members of one of the log lines each. */
  logs?: Record<string, unknown>[];
  /** Exactly the keys of the last line that is not enrich-profile's. */
  logKeys?: string[];
  /** Places that hold nothing. */
  absent?: string[];
  /** Exactly the keys at these places. */
  onlyKeys?: Record<string, string[]>;
  /** Places whose text looks like this. */
  matches?: Record<string, string>;
  lengths?: Record<string, number>;
  /** Places whose JSON has fewer bytes. */
  smaller?: Record<string, number>;
  /** Texts that stand nowhere in what is stored, in the tokens or in the logs. */
  nowhere?: string[];
  logsLack?: string[];
  /** Members of the redirect's token. */
  token?: Record<string, unknown>;
  tokenLacks?: string[];
  /** Seconds. */
  tokenLifetime?: number;
}

const LONGEST_LOG_LINE = 256;

/** Compares a result with what its scenario expects. Every run has one short log line per Action. */
export function check(result: SimulationResult, expected: Expectation, file: string): void {
  const { outcome, reason, description, idToken, accessToken, prompt, redirect, user, validationErrors } =
    expected;
  if (outcome === undefined) throw new Error(`${file} does not say which outcome it expects`);
  const members = {
    ...{ outcome, reason, description, idToken, accessToken, prompt, redirect, user, validationErrors },
  };
  const named = Object.entries(members).filter(([, value]) => value !== undefined);
  expect(result).toMatchObject(Object.fromEntries(named));

  checkCommands(result, expected);
  checkLogs(result, expected);
  checkPlaces(result, expected);
  checkToken(result, expected);
}

function checkCommands(result: SimulationResult, { commands, command }: Expectation): void {
  const given = result.actions.flatMap((action) => action.commands);
  const names = given.map(({ type }) => type).filter((type) => !type.endsWith('.setCustomClaim'));
  if (commands !== undefined) expect(names).toEqual(commands);
  if (command !== undefined) expect(given).toContainEqual(expect.objectContaining(command));
}

function checkLogs(result: SimulationResult, { logs = [], logKeys, logsLack = [] }: Expectation): void {
  const lines = result.actions.flatMap((action) => action.logs);
  const entries = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(entries.map((entry) => entry.a)).toEqual(result.actions.map((action) => action.name));
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(LONGEST_LOG_LINE);
  for (const log of logs) expect(entries).toContainEqual(expect.objectContaining(log));
  const last = entries.filter((entry) => entry.a !== 'enrich-profile').at(-1);
  if (logKeys !== undefined) expect(Object.keys(last ?? {})).toEqual(logKeys);
  for (const text of logsLack) expect(lines.join()).not.toContain(text);
}

function checkPlaces(result: SimulationResult, expected: Expectation): void {
  const { absent = [], onlyKeys = {}, matches = {}, lengths = {}, smaller = {}, nowhere = [] } = expected;
  for (const place of absent) expect(at(result, place)).toBeUndefined();
  for (const [place, keys] of Object.entries(onlyKeys)) {
    const found = Object.keys((at(result, place) ?? {}) as object);
    expect([place, found.sort()]).toEqual([place, [...keys].sort()]);
  }
  for (const [place, pattern] of Object.entries(matches)) {
    expect(at(result, place)).toMatch(new RegExp(pattern, 'u'));
  }
  for (const [place, length] of Object.entries(lengths)) expect(at(result, place)).toHaveLength(length);
  for (const [place, bytes] of Object.entries(smaller)) {
    expect(Buffer.byteLength(JSON.stringify(at(result, place)))).toBeLessThan(bytes);
  }
  const { user, idToken, accessToken, actions } = result;
  const kept = JSON.stringify({ user, idToken, accessToken, logs: actions.map((action) => action.logs) });
  for (const text of nowhere) expect(kept).not.toContain(text);
}

function checkToken(result: SimulationResult, { token, tokenLacks = [], tokenLifetime }: Expectation): void {
  if (token === undefined && tokenLacks.length === 0 && tokenLifetime === undefined) return;
  const sent = new URL(result.redirect?.url ?? '').searchParams.get('session_token') ?? '';
  const text = Buffer.from(sent.split('.')[1] ?? '', 'base64url').toString();
  const claims = JSON.parse(text) as { iat: number; exp: number };
  if (token !== undefined) expect(claims).toMatchObject(token);
  if (tokenLifetime !== undefined) expect(claims.exp - claims.iat).toBe(tokenLifetime);
  for (const lacking of tokenLacks) expect(text).not.toContain(lacking);
}

function at(value: unknown, place: string): unknown {
  return place
    .split(' > ')
    .reduce<unknown>((found, key) => (found as Record<string, unknown> | undefined)?.[key], value);
}
