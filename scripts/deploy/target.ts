import { assembleEnvironment, type EnvironmentBuild } from '../bundle';
import {
  type Diagnostic,
  type EnvironmentConfig,
  type LoadOptions,
  loadEnvironment,
  renderDiagnostics,
} from '../config';
import { UserError } from '../terminal';
import { type Comparison, compareTenant } from './compare';
import { readActionSecrets, readCredentials } from './credentials';
import { missingScopes } from './preflight';
import { ReleaseRecords } from './release-records';
import { actionSecretDigests } from './sent-digests';
import { connectTenant, type TenantConnection } from './tenant-connection';
import { joinRequests, readTenantState, type StateRequest, type TenantState } from './tenant-state';
import { stateRequest, type WantedState, wantedState } from './wanted-state';

/** One environment and its tenant, side by side. */
export interface Target {
  config: EnvironmentConfig;
  build: EnvironmentBuild;
  wanted: WantedState;
  connection: TenantConnection;
  state: TenantState;
  comparison: Comparison;
  records: ReleaseRecords;
  /** What was said about the files without being an error. */
  warnings: Diagnostic[];
  /** Digests of the values of Actions' secrets that the environment variables give; see `sentDigests`. */
  secretDigests: Record<string, string>;
  /** Forms whose id is not known before they exist: the Actions are compared as if they changed. */
  formsWithoutId: string[];
}

export interface TargetOptions {
  root: string;
  environment: string;
  variables: Readonly<Record<string, string | undefined>>;
  /** Where the tenant listens, in place of what the environment's file says: the local one's port can differ. */
  domain?: string;
  adopt?: boolean;
  /** What the missing scopes are missing for; `plan` by default. */
  purpose?: 'plan' | 'deploy';
  /** Read besides what this build speaks of: a release record may speak of more. */
  alsoRead?: StateRequest;
  /** Digests of what was sent last, in place of those of the last release. */
  lastSent?: Readonly<Record<string, string>>;
  /** How often a request is repeated that the tenant cannot answer; 5 by default. */
  retries?: number;
}

/**
 * Builds the environment with the tenant's own form ids, reads the tenant and compares the two.
 *
 * @throws UserError `CONFIG_INVALID`, `BUILD_REFUSED`, and what connecting throws
 */
export async function openTarget(options: TargetOptions): Promise<Target> {
  const { root, environment } = options;
  const { config: first, diagnostics: warnings } = await load({ root, environment }, options.domain);
  const credentials = readCredentials(environment, first.domain, options.variables);
  // Everything about the files is said before anything is sent.
  const [build, connection] = [
    await assembleEnvironment(first),
    await connectTenant(first.domain, credentials, options.retries),
  ];
  const wanted = wantedState(build);
  if (missingScopes(wanted.document, connection.scopes, 'plan').length > 0) {
    const missing = missingScopes(wanted.document, connection.scopes, options.purpose ?? 'plan');
    throw new UserError(
      'MISSING_SCOPES',
      `The machine-to-machine client of ${environment} lacks ${missing.join(', ')}: grant them for the Management API of ${first.domain}.`,
    );
  }
  const state = await readTenantState(connection.client, requestOf(wanted, options));
  const target = {
    config: first,
    build,
    wanted,
    connection,
    state,
    records: new ReleaseRecords(root, environment),
    comparison: { changes: [], bindings: {}, foreign: [], taken: [] },
    formsWithoutId: [],
    secretDigests: digestsOfSecrets(wanted, options),
    warnings,
  };
  return recompare(target, options);
}

/** The same target after the tenant was read again: form ids that are known now go into the Actions. */
export async function refresh(target: Target, options: TargetOptions): Promise<Target> {
  const state = await readTenantState(target.connection.client, requestOf(target.wanted, options));
  return recompare({ ...target, state }, options);
}

function requestOf(wanted: WantedState, { alsoRead }: TargetOptions): StateRequest {
  const request = stateRequest(wanted);
  return alsoRead === undefined ? request : joinRequests(request, alsoRead);
}

async function recompare(target: Target, options: TargetOptions): Promise<Target> {
  const found = Object.fromEntries(
    Object.entries(target.state.resources.form ?? {})
      .filter(([name]) => target.config.forms[name] === undefined)
      .map(([name, { id }]) => [name, id]),
  );
  let { config, build, wanted } = target;
  if (Object.keys(found).length > 0) {
    ({ config } = await load(
      {
        root: options.root,
        environment: options.environment,
        formIds: { ...config.forms, ...found },
      },
      options.domain,
    ));
    build = await assembleEnvironment(config);
    wanted = wantedState(build);
  }
  const comparison = compareTenant(wanted, target.state, {
    adopt: options.adopt === true,
    lastSent: options.lastSent ?? target.records.latest()?.sent ?? {},
    secrets: target.secretDigests,
  });
  const formsWithoutId = Object.keys(wanted.resources.form ?? {}).filter(
    (name) => config.forms[name] === undefined,
  );
  return { ...target, config, build, wanted, comparison, formsWithoutId };
}

function digestsOfSecrets(
  wanted: WantedState,
  { environment, variables }: TargetOptions,
): Record<string, string> {
  const needed = wanted.actions.flatMap((action) => action.secrets);
  return actionSecretDigests(wanted, readActionSecrets(environment, needed, variables).values);
}

async function load(
  options: LoadOptions,
  domain?: string,
): Promise<{ config: EnvironmentConfig; diagnostics: Diagnostic[] }> {
  const result = await loadEnvironment(options);
  if (result.ok) {
    const { config, diagnostics } = result;
    return { config: domain === undefined ? config : { ...config, domain }, diagnostics };
  }
  throw new UserError('CONFIG_INVALID', renderDiagnostics(result.diagnostics, options.root), {
    diagnostics: result.diagnostics,
  });
}
