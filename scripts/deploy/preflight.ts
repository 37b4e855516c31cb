import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ManagementClient } from 'auth0';
import { parse } from 'yaml';
import type { EnvironmentBuild } from '../bundle';
import { type Diagnostic, type EnvironmentConfig, keywordsIn, PAGE_CODES } from '../config';
import type { Comparison } from './compare';
import type { ActionSecrets } from './credentials';
import type { ReleaseRecords } from './release-records';
import { titleOf } from './render-plan';
import { RESOURCE_TYPES } from './resources';
import type { TenantState } from './tenant-state';
import type { WantedState } from './wanted-state';
import { whoseIsIt } from './whose-action';

/** A reason not to deploy. */
export interface Objection {
  code: string;
  message: string;
}

/** Deleting is for putting back an Action that a failed deploy made, and for the lock. */
const ACTION_SCOPES = {
  read: ['read:actions'],
  write: ['create:actions', 'update:actions', 'delete:actions'],
};

/**
 * What a token lacks to plan, or to deploy, this configuration; empty where the tenant does not say what it may.
 * Which scopes the resource types need that gatehouse does not know, only the tenant can tell.
 */
export function missingScopes(
  document: object,
  scopes: readonly string[] | undefined,
  purpose: 'plan' | 'deploy',
): string[] {
  if (scopes === undefined) return [];
  const used = RESOURCE_TYPES.filter(({ section }) => Object.hasOwn(document, section));
  const needed = [ACTION_SCOPES, ...used.map((type) => type.scopes)].flatMap(({ read, write }) => [
    ...read,
    ...(purpose === 'deploy' ? write : []),
  ]);
  return [...new Set(needed)].filter((scope) => !scopes.includes(scope));
}

/** Everything that speaks against this deploy, all at once. */
export async function preflight(context: {
  config: EnvironmentConfig;
  build: EnvironmentBuild;
  wanted: WantedState;
  state: TenantState;
  comparison: Comparison;
  secrets: ActionSecrets;
  warnings: readonly Diagnostic[];
  scopes: readonly string[] | undefined;
  client: ManagementClient;
  records: Pick<ReleaseRecords, 'latest'>;
}): Promise<Objection[]> {
  const { config, build, wanted, state, comparison, secrets } = context;
  const objections: Objection[] = [];
  const object = (code: string, message: string) => objections.push({ code, message });

  const scopes = missingScopes(wanted.document, context.scopes, 'deploy');
  if (scopes.length > 0) {
    object(
      'MISSING_SCOPES',
      `the machine-to-machine client lacks ${scopes.join(', ')}: grant them for the Management API`,
    );
  }
  for (const name of comparison.taken) {
    object(
      'FOREIGN_ACTION',
      `the tenant's Action "${name}": ${whoseIsIt(name, context.records)}. Rename it there, or take it over with --adopt`,
    );
  }
  if (secrets.missing.length > 0)
    object('MISSING_SECRETS', `set ${secrets.missing.join(', ')}: Actions declare them`);
  if (secrets.unused.length > 0)
    object(
      'UNUSED_SECRETS',
      `no Action declares ${secrets.unused.join(', ')}: remove them, or correct the name`,
    );
  for (const [name, value] of Object.entries(secrets.values)) {
    if (value.length > LONGEST_SECRET)
      object('SECRET_TOO_LONG', `${name} has more than ${LONGEST_SECRET} characters, which Auth0 refuses`);
  }
  objections.push(...markerObjections(build, new Set(wanted.actions.flatMap((action) => action.secrets))));
  for (const other of environmentsOfDomain(config)) {
    object(
      'DOMAIN_SHARED',
      `${config.domain} also stands in tenant/environments/${other}.yaml: a tenant belongs to one environment`,
    );
  }
  for (const [name, id] of Object.entries(config.forms)) {
    const actual = state.resources.form?.[name]?.id;
    if (actual !== undefined && actual !== id) {
      object(
        'FORM_ID_DIFFERS',
        `tenant/environments/${config.name}.yaml says ${name}: ${id}, but the tenant's is ${actual}. Write forms: { ${name}: ${actual} }`,
      );
    }
  }
  for (const type of RESOURCE_TYPES) {
    for (const [name, content] of Object.entries(wanted.resources[type.kind] ?? {})) {
      const found = state.resources[type.kind]?.[name];
      const reason = found && type.impossible?.(content, found);
      if (reason !== undefined) object('CLI_CANNOT', `${titleOf({ kind: type.kind, name })}: ${reason}`);
    }
  }
  for (const { code, message } of context.warnings) if (PAGE_CODES.includes(code)) object(code, message);
  const room = MOST_ACTIONS - state.actions.length;
  const added = comparison.changes.filter(({ kind, change }) => kind === 'action' && change === 'add').length;
  if (added > room)
    object('TOO_MANY_ACTIONS', `the tenant has ${state.actions.length} Actions and takes ${MOST_ACTIONS}`);
  for (const [trigger, order] of Object.entries(comparison.bindings)) {
    if (order.length > MOST_BOUND)
      object('TOO_MANY_BOUND', `${trigger} would have ${order.length} Actions and takes ${MOST_BOUND}`);
  }
  if (comparison.changes.some(({ kind }) => kind === 'partials')) {
    objections.push(...(await partialObjections(context.client, config)));
  }
  return objections;
}

const LONGEST_SECRET = 4096;
/** Per tenant and per trigger (page customize/actions/limitations). */
const MOST_ACTIONS = 100;
const MOST_BOUND = 20;

/** The CLI would send a marker without a value as it stands. */
function markerObjections(build: EnvironmentBuild, secrets: ReadonlySet<string>): Objection[] {
  const left = [...build.files].flatMap(([file, text]) =>
    keywordsIn(text)
      .filter((marker) => !(file === 'tenant.yaml' && secrets.has(marker.name)))
      .map((marker) => `${marker.text} in ${file}`),
  );
  if (left.length === 0) return [];
  return [{ code: 'UNRESOLVED_MARKERS', message: `these markers have no value: ${left.join(', ')}` }];
}

function environmentsOfDomain(config: EnvironmentConfig): string[] {
  const folder = join(config.root, 'tenant/environments');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml') && file !== `${config.name}.yaml`)
    .filter((file) => {
      return domainIn(join(folder, file)) === config.domain.toLowerCase();
    })
    .map((file) => file.slice(0, -'.yaml'.length));
}

/** Undefined where the file is broken: that is said where somebody deploys to that environment. */
function domainIn(file: string): string | undefined {
  try {
    const { domain } = parse(readFileSync(file, 'utf8')) as { domain?: unknown };
    return String(domain).toLowerCase();
  } catch {
    return undefined;
  }
}

/**
 * Partials show only on a tenant with a verified custom domain and a page template (page
 * customize/login-pages/universal-login/customize-signup-and-login-prompts). The local tenant needs neither.
 */
async function partialObjections(client: ManagementClient, config: EnvironmentConfig): Promise<Objection[]> {
  if (isLocalDomain(config.domain)) return [];
  const missing: string[] = [];
  const domains = await absent(() => client.customDomains.list());
  const verified = (domains ?? []) as { status?: string }[];
  if (!verified.some(({ status }) => status === 'ready')) missing.push('a verified custom domain');
  else if ((await absent(() => client.branding.templates.getUniversalLogin())) === null)
    missing.push('a page template');
  if (missing.length === 0) return [];
  return [
    {
      code: 'PARTIALS_UNSUPPORTED',
      message: `the sign-up page's partial needs ${missing.join(' and ')}, which ${config.domain} does not have. Set that up, or take prompts.partials out of tenant.yaml and set signupField: null`,
    },
  ];
}

/** The local tenant, on this machine. */
export function isLocalDomain(domain: string): boolean {
  return /^(localhost|127\.0\.0\.1)([:/]|$)/.test(domain);
}

async function absent<T>(read: () => PromiseLike<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    const status = (error as { statusCode?: number }).statusCode;
    if (status === 404 || status === 403) return null;
    throw error;
  }
}
