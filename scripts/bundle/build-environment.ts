import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { version as deployCliVersion } from 'auth0-deploy-cli/package.json';
import { version as esbuildVersion } from 'esbuild';
import { stringify } from 'yaml';
import { version } from '../../package.json';
import {
  type Diagnostic,
  type EnvironmentConfig,
  keywordsIn,
  PARTIAL_FILE,
  referencedFiles,
  sha256,
  shownVersion,
  stripDot,
  substitute,
} from '../config';
import { readBanner } from './banner';
import { buildActions } from './build-actions';
import { BuildError } from './build-error';
import type { BuiltAction } from './built-action';
import { AUTH0_LIMITS } from './limits';

/** What a build is made of: enough to see later, on a tenant or in a release record, whether it is this one. */
export interface Manifest {
  environment: string;
  domain: string;
  gatehouse: string;
  /** The commit it was built from; null outside git. Nothing in the Actions depends on it. */
  commit: string | null;
  policySha256: string;
  /** Form name → id that the Actions were built with; null where it is not known yet. */
  forms: Record<string, string | null>;
  /** Document id → label on the sign-up page; null where no version is effective. */
  signupLabels: Record<string, string | null>;
  actions: Record<string, ManifestAction>;
  /** Bound Actions of each trigger, in order. */
  triggers: Record<string, string[]>;
  /** File → sha256, of every other file of the build. */
  files: Record<string, string>;
  tools: Record<string, string>;
}

export interface ManifestAction {
  sha256: string;
  bytes: number;
  build: string;
  trigger: string;
  handlers: string[];
  runtime: string;
  secrets: string[];
  dependencies: { name: string; version: string }[];
}

export interface EnvironmentBuild {
  /** Relative path → text of every file, manifest.json included. */
  files: Map<string, string>;
  actions: BuiltAction[];
  manifest: Manifest;
}

/** Builds everything of an environment in memory. @throws BuildError with everything that is wrong */
export async function assembleEnvironment(config: EnvironmentConfig): Promise<EnvironmentBuild> {
  const actions = await buildActions(config);
  const files = new Map<string, string>();
  for (const path of referencedFiles(config.tenant)) {
    const text = readFileSync(join(config.root, path), 'utf8');
    const target = path.slice('tenant/'.length);
    // Partials stand inside tenant.yaml: the CLI's YAML format reads no files for them.
    if (!isPartial(config, target)) files.set(target, substitute(text, config.keywords));
  }
  for (const action of actions) files.set(`actions/${action.name}.js`, action.code);
  files.set('tenant.yaml', tenantYaml(config, actions));
  refuseMarkers(config, files, new Set(actions.flatMap((action) => action.secrets)));

  const manifest = describe(config, actions, files);
  files.set('manifest.json', `${JSON.stringify(manifest, null, 2)}\n`);
  return { files: new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1))), actions, manifest };
}

/** Writes a build to `outDir`, which then holds this build and nothing else. @throws BuildError */
export async function buildEnvironment(config: EnvironmentConfig, outDir: string): Promise<EnvironmentBuild> {
  const build = await assembleEnvironment(config);
  rmSync(outDir, { recursive: true, force: true });
  writeFiles(build.files, outDir);
  return build;
}

/** @param files relative path → text */
export function writeFiles(files: ReadonlyMap<string, string>, outDir: string): void {
  for (const [path, text] of files) {
    const target = join(outDir, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
}

function tenantYaml(config: EnvironmentConfig, actions: readonly BuiltAction[]): string {
  const secretsOf = new Map<string, string[]>(actions.map((action) => [action.name, action.secrets]));
  const content = fill(config.tenant.content, config) as Record<string, unknown>;
  if (Array.isArray(content.actions)) {
    content.actions = content.actions.map((action: { name: string }) => ({
      ...action,
      secrets: (secretsOf.get(action.name) ?? []).map((name) => ({ name, value: `@@${name}@@` })),
    }));
  }
  // Quotes everywhere: the CLI's YAML reader takes an unquoted 2026-07-01 for a date.
  return stringify(content, { lineWidth: 0, defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' });
}

function fill(value: unknown, config: EnvironmentConfig, path: readonly string[] = []): unknown {
  if (Array.isArray(value)) return value.map((item) => fill(item, config, path));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, fill(item, config, [...path, key])]),
    );
  }
  if (typeof value !== 'string') return value;
  if (path[0] === 'prompts' && path[1] === 'partials' && PARTIAL_FILE.test(value)) {
    const text = readFileSync(join(config.root, 'tenant', stripDot(value)), 'utf8');
    return substitute(text, config.keywords);
  }
  const whole = /^@@([A-Z][A-Z0-9_]*)@@$/.exec(value);
  if (whole !== null && Object.hasOwn(config.keywords, whole[1] ?? ''))
    return config.keywords[whole[1] ?? ''];
  return substitute(value, config.keywords);
}

function isPartial(config: EnvironmentConfig, path: string): boolean {
  const prompts = config.tenant.content.prompts as { partials?: unknown } | undefined;
  return JSON.stringify(prompts?.partials ?? null).includes(JSON.stringify(`./${path}`));
}

function refuseMarkers(
  config: EnvironmentConfig,
  files: ReadonlyMap<string, string>,
  secrets: ReadonlySet<string>,
): void {
  const problems: Diagnostic[] = [];
  for (const [path, text] of files) {
    for (const marker of keywordsIn(text)) {
      if (path === 'tenant.yaml' && marker.json && secrets.has(marker.name)) continue;
      const message = `${marker.text} is left in the build (${path}); accepted: only secrets, as @@NAME@@ in tenant.yaml`;
      problems.push({ severity: 'error', code: 'BUILD_MARKER_LEFT', file: `tenant/${path}`, message });
    }
  }
  const partials = (config.tenant.content.prompts as { partials?: unknown } | undefined)?.partials;
  for (const text of strings(fill(partials ?? {}, config, ['prompts', 'partials']))) {
    if (text.length > AUTH0_LIMITS.partialLength) {
      const message = `a partial has ${text.length} characters; accepted by Auth0: ${AUTH0_LIMITS.partialLength}`;
      problems.push({
        severity: 'error',
        code: 'BUILD_PARTIAL_TOO_LONG',
        file: 'tenant/tenant.yaml',
        message,
      });
    }
  }
  if (problems.length > 0) throw new BuildError(problems, config.root);
}

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : [];
}

function describe(
  config: EnvironmentConfig,
  actions: readonly BuiltAction[],
  files: ReadonlyMap<string, string>,
): Manifest {
  const builtFor = new Date(config.builtFor);
  return {
    environment: config.name,
    domain: config.domain,
    gatehouse: version,
    commit: commitOf(config.root),
    policySha256: config.policySha256,
    forms: Object.fromEntries(
      Object.keys(config.tenant.forms).map((name) => [name, config.forms[name] ?? null]),
    ),
    signupLabels: Object.fromEntries(
      config.policy.terms.documents
        .filter((document) => document.signupField !== null)
        .map((document) => [document.id, shownVersion(document.versions, builtFor)?.label ?? null]),
    ),
    actions: Object.fromEntries(
      actions.map((action) => [
        action.name,
        {
          sha256: action.sha256,
          bytes: action.bytes,
          build: readBanner(action.code)?.hash ?? '',
          trigger: action.trigger,
          handlers: action.handlers,
          runtime: action.runtime,
          secrets: action.secrets,
          dependencies: action.dependencies,
        },
      ]),
    ),
    triggers: config.tenant.triggers,
    files: Object.fromEntries(
      [...files]
        .filter(([path]) => !path.startsWith('actions/'))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([path, text]) => [path, sha256(text)]),
    ),
    tools: { 'auth0-deploy-cli': deployCliVersion, esbuild: esbuildVersion },
  };
}

function commitOf(root: string): string | null {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim();
  } catch {
    return null;
  }
}
