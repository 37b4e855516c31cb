import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { atMost } from './at-most';

/** Who the Deploy CLI is to the tenant. */
export type DeployCredentials =
  | { clientId: string; clientSecret: string }
  | { clientId: string; signingKeyPath: string }
  /** A token that was fetched before: then no lasting credential reaches the CLI. */
  | { accessToken: string };

export interface DeployCliRun {
  /** `import` writes to the tenant, `export` reads from it. */
  command: { import: string } | { export: string; format: 'yaml' | 'directory' };
  /** Host, port and path without a scheme: `acme.eu.auth0.com`, `localhost:4443`, `localhost:4443/t/acme`. */
  domain: string;
  credentials: DeployCredentials;
  /** Values of the markers, the Actions' secrets among them: they reach the CLI in its private config file only. */
  keywords?: Record<string, unknown>;
  /** Further settings of the CLI, with real booleans, e.g. `AUTH0_INCLUDED_ONLY: ['forms']`. */
  settings?: Record<string, unknown>;
  /** PEM file of a certificate authority to trust besides the public ones: the local tenant's. */
  certificateAuthority?: string;
  /**
   * Leaves out the check of `prompts` against the CLI's 8 MB schema, which costs about 20 s of CPU.
   * For the local tenant only; a real tenant always gets the untouched CLI.
   */
  withoutPromptsSchema?: boolean;
  dryRun?: boolean;
  /** Called with every line that the CLI prints, colours removed. */
  onLine?: (line: string) => void;
  signal?: AbortSignal;
  /** Called with the process's id. */
  onStart?: (pid: number) => void;
}

export interface DeployCliResult {
  exitCode: number;
  /** Everything that it printed, line by line, colours removed. */
  lines: string[];
  /** What went wrong in one sentence, the known causes translated; absent on success. */
  failure?: string;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what colours begin with
const COLOURS = /\u001b\[[0-9;]*m/g;

/**
 * Runs the real auth0-deploy-cli as a child process. Its environment is empty but for what it needs, and
 * `--env=false` keeps environment variables out of the deployed code; credentials and keyword values stand in
 * a config file that only this user can read and that is deleted afterwards. Never rejects because the CLI
 * failed: look at `exitCode`.
 */
export function runDeployCli(run: DeployCliRun): Promise<DeployCliResult> {
  return oneForEachCore(() => runAlone(run));
}

/** Each run keeps a core busy for many seconds, with half a gigabyte of memory: more at once finish no sooner. */
const oneForEachCore = atMost(Math.max(2, availableParallelism()));

async function runAlone(run: DeployCliRun): Promise<DeployCliResult> {
  if (run.signal?.aborted) return { exitCode: 1, lines: [], failure: 'it was stopped' };
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-deploy-'));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', removeFolder);
  try {
    const configFile = join(folder, `${randomUUID()}.json`);
    writeFileSync(configFile, JSON.stringify(cliSettings(run)), { mode: 0o600 });
    return await spawnCli(run, configFile, folder);
  } finally {
    process.off('exit', removeFolder);
    removeFolder();
  }
}

function cliSettings(run: DeployCliRun): Record<string, unknown> {
  const { credentials } = run;
  return {
    AUTH0_DOMAIN: run.domain,
    ...credentialSettings(credentials),
    AUTH0_KEYWORD_REPLACE_MAPPINGS: run.keywords ?? {},
    ...run.settings,
  };
}

function credentialSettings(credentials: DeployCredentials): Record<string, string> {
  if ('accessToken' in credentials) return { AUTH0_ACCESS_TOKEN: credentials.accessToken };
  const { clientId } = credentials;
  return 'clientSecret' in credentials
    ? { AUTH0_CLIENT_ID: clientId, AUTH0_CLIENT_SECRET: credentials.clientSecret }
    : { AUTH0_CLIENT_ID: clientId, AUTH0_CLIENT_SIGNING_KEY_PATH: credentials.signingKeyPath };
}

function spawnCli(run: DeployCliRun, configFile: string, home: string): Promise<DeployCliResult> {
  const preload = run.withoutPromptsSchema
    ? ['--require', join(__dirname, 'without-prompts-schema.cjs')]
    : [];
  const { command } = run;
  const cliArguments =
    'import' in command
      ? ['import', '-i', command.import, ...(run.dryRun ? ['--dry-run'] : [])]
      : ['export', '-o', command.export, '-f', command.format];
  const child = spawn(
    process.execPath,
    [...preload, require.resolve('auth0-deploy-cli'), ...cliArguments, '-c', configFile, '--env=false'],
    {
      env: {
        PATH: process.env.PATH ?? '',
        HOME: home,
        ...(run.certificateAuthority ? { NODE_EXTRA_CA_CERTS: run.certificateAuthority } : {}),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(run.signal ? { signal: run.signal } : {}),
    },
  );

  if (child.pid !== undefined) run.onStart?.(child.pid);
  const lines: string[] = [];
  const take = (line: string) => {
    // What it prints first, it prints after it has read its settings: secrets lie on the disk no longer than needed.
    if (lines.length === 0) rmSync(configFile, { force: true });
    const plain = line.replace(COLOURS, '').trimEnd();
    if (plain === '') return;
    lines.push(plain);
    run.onLine?.(plain);
  };
  readLines(child.stdout, take);
  readLines(child.stderr, take);

  return new Promise((resolve) => {
    const done = (exitCode: number, failure?: string) =>
      resolve({ exitCode, lines, ...(failure === undefined ? {} : { failure }) });
    child.once('error', (error) => done(1, run.signal?.aborted ? 'it was stopped' : error.message));
    child.once('close', (code, signal) => {
      if (code === 0) done(0);
      else done(code ?? 1, signal ? `it was ended by ${signal}` : explainFailure(lines));
    });
  });
}

function readLines(stream: NodeJS.ReadableStream, take: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const parts = (rest + chunk).split(/\r?\n/);
    rest = parts.pop() ?? '';
    for (const part of parts) take(part);
  });
  stream.on('end', () => take(rest));
}

/** How the CLI's SDK says that no answer came. */
export const CONNECTION_FAILURE = /fetch failed|timed? ?out|ECONNRESET/i;

/** The CLI hides the causes of what fails most often: say what it means. */
const KNOWN_FAILURES: readonly { pattern: RegExp; meaning: string }[] = [
  {
    pattern: CONNECTION_FAILURE,
    meaning:
      'no answer came: the connection broke, the domain does not resolve, nothing listens there, or its certificate is not trusted',
  },
  {
    pattern: /access_denied|Unauthorized|invalid_client/,
    meaning:
      'the tenant refused the credentials: check client id, secret and the grant for its Management API',
  },
  {
    pattern: /Insufficient scope/,
    meaning: 'the machine-to-machine client lacks a scope',
  },
];

/** The type it was at, what it says of it, and the tenant's own answer, out of several lines of log. */
function explainFailure(lines: string[]): string {
  const text = lines.join('\n');
  const [, type] = /when processing type (\w+)/.exec(text) ?? [];
  const [, status] = /\bStatus code: (\d+)/.exec(text) ?? [];
  // After the line that names the resource comes one with the error, unless it only says its own name.
  const [, cause] = /^\w*Error: (?!Status code|\w*Error$)(.+)$/m.exec(text) ?? [];
  const [, message] = /^ +"message": "(.*)",?$/m.exec(text) ?? [];
  const errors = lines
    .flatMap((line) => /\berror: (.*)$/i.exec(line)?.[1] ?? [])
    .filter((line) => !/^(Problem running command|Status code:|\w*Error$)/.test(line))
    .map((line) => line.replace(/ ?\{.*"name":"([^"]+)".*\}/, ' $1'));
  const answer = message === undefined ? [] : [`${status === undefined ? '' : `${status} `}${message}`];
  const said = [...new Set([...errors, ...(cause === undefined ? [] : [cause]), ...answer])];
  const shown = (said.length > 0 ? said : lines.slice(-3)).join(': ');
  const known = KNOWN_FAILURES.find(({ pattern }) => pattern.test(shown));
  const explained = known ? `${known.meaning} (the Deploy CLI says: ${shown})` : shown;
  return type === undefined ? explained : `it could not write ${type}: ${explained}`;
}
