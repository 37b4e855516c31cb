import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson, sha256 } from './canonical-json';
import { checkPages } from './check-pages';
import { checkPolicy } from './check-policy';
import { checkStamps } from './check-stamps';
import { sortDiagnostics } from './diagnostics';
import { documentKeywords } from './document-keywords';
import type { Diagnostic, EnvironmentConfig, LoadResult } from './environment-config';
import { environmentNames, unknownEnvironment } from './environment-names';
import { type EnvironmentFile, environmentSchema } from './environment-schema';
import { substitute } from './keywords';
import { localFormId } from './local-form-id';
import { at, type Located, locateValue, mergeLocated, parseLocated, placeOfKey, toValue } from './located';
import { policySchema, type WrittenPolicy } from './policy-schema';
import { ProjectFiles } from './project-files';
import { resolvePolicy } from './resolve-policy';
import { readTenantFile, type TenantFile } from './tenant-file';
import { checkMarkers, enabledLocales, signupPartials, textOf } from './tenant-texts';
import { zodDiagnostics } from './zod-diagnostics';

export interface LoadOptions {
  /** The folder that holds tenant/ and actions/. */
  root: string;
  /** The name of a file in tenant/environments/, without `.yaml`. */
  environment: string;
  /** Laid over the environment's policy: objects merge, lists replace, `null` removes. Validated as usual. */
  policyOverride?: unknown;
  /** A YAML file whose key `policy` is the override: mistakes are then shown at their line. Relative to `root` or absolute. */
  policyOverrideFile?: string;
  /** The clock for “current version” and for warnings. */
  now?: Date;
  /** Ids of forms as the tenant has them; they win over the environment's file. */
  formIds?: Record<string, string>;
  /** Take the local tenant's ids for forms without one: for builds that go to no tenant (simulate). */
  deriveFormIds?: boolean;
}

/**
 * Reads tenant.yaml, policy.yaml and environments/<environment>.yaml, merges and checks them.
 * All mistakes of all files come back together; nothing is thrown for a user's mistake.
 */
export async function loadEnvironment(options: LoadOptions): Promise<LoadResult> {
  const files = new ProjectFiles(options.root);
  const diagnostics: Diagnostic[] = [];
  const now = options.now ?? new Date();

  const environments = environmentNames(options.root);
  if (!environments.includes(options.environment)) {
    return { ok: false, diagnostics: [unknownEnvironment(options.root, options.environment, environments)] };
  }
  const environmentPath = `tenant/environments/${options.environment}.yaml`;
  const environmentTree = readYaml(files, environmentPath, diagnostics);
  const policyTree = readYaml(files, 'tenant/policy.yaml', diagnostics);
  const tenantTree = readYaml(files, 'tenant/tenant.yaml', diagnostics);
  const override = readOverride(options, diagnostics);

  const environment = environmentTree && readEnvironmentFile(environmentTree, diagnostics);
  const tenantRead = tenantTree && readTenantFile(tenantTree, files);
  diagnostics.push(...(tenantRead?.diagnostics ?? []));
  const tenant = tenantRead?.tenant;

  const written =
    policyTree &&
    readPolicy(
      { policy: policyTree, environment: environmentTree && at(environmentTree, ['policy']), override },
      { files, formNames: Object.keys(tenant?.forms ?? {}), now },
      diagnostics,
    );
  if (environmentTree && environment && tenant) {
    diagnostics.push(...unknownForms(environmentTree, environment, tenant));
  }

  diagnostics.splice(0, diagnostics.length, ...unique(diagnostics));
  const broken = diagnostics.some((diagnostic) => diagnostic.severity === 'error');
  if (broken || !written || !environment || !tenant) {
    return { ok: false, diagnostics: sortDiagnostics(diagnostics) };
  }

  const forms = formIds(options, environment, tenant);
  const keywords = { ...documentKeywords(written, enabledLocales(tenant), now), ...environment.keywords };
  const texts = { files, tenant, keywords };
  // A scenario's policy is not for a tenant's static pages: they may speak of documents that it does not have.
  if (options.policyOverride === undefined && options.deriveFormIds !== true) {
    diagnostics.push(...checkMarkers(texts), ...checkPages(written, tenant, files));
  }
  if (diagnostics.some((diagnostic) => diagnostic.severity === 'error')) {
    return { ok: false, diagnostics: sortDiagnostics(diagnostics) };
  }
  const policy = resolvePolicy(written, {
    mode: environment.mode,
    formId: (form) => forms[form] ?? '',
    formSha256: (form) => sha256(substitute(textOf(files, `tenant/${tenant.forms[form]}`), keywords)),
    signupPageSha256: sha256(canonicalJson(signupPartials(texts))),
    textSha256: (file) => files.sha256(`tenant/${file}`) ?? '',
  });
  diagnostics.push(...checkStamps(policy.terms, now));
  const prompt = policy.terms.prompt;
  if (prompt.kind === 'form' && prompt.formId === '' && policy.terms.mode !== 'off') {
    diagnostics.push({
      severity: 'warning',
      code: 'CONFIG_FORM_ID_UNKNOWN',
      file: environmentPath,
      path: `forms.${prompt.form}`,
      message: `the tenant's id of the form "${prompt.form}" is not known here; deploy looks it up and prints the line to add`,
    });
  }
  const config: EnvironmentConfig = {
    root: options.root,
    name: options.environment,
    domain: environment.domain,
    policy,
    policySha256: sha256(canonicalJson(policy)),
    forms,
    keywords,
    tenant,
    builtFor: now.toISOString(),
    files: files.paths,
  };
  return { ok: true, config, diagnostics: sortDiagnostics(diagnostics) };
}

/** The policy of all layers, defaults filled in; nothing where a layer is broken. */
function readPolicy(
  layers: { policy: Located; environment: Located | undefined; override: Located | undefined },
  context: Parameters<typeof checkPolicy>[1],
  diagnostics: Diagnostic[],
): WrittenPolicy | undefined {
  let merged = layers.policy;
  if (layers.environment?.kind === 'map') {
    merged = mergeLocated(merged, layers.environment, { nullRemoves: false });
  }
  if (layers.override !== undefined) merged = mergeLocated(merged, layers.override, { nullRemoves: true });
  diagnostics.push(...ownMistakes(layers.policy));
  const parsed = policySchema.safeParse(toValue(merged));
  if (!parsed.success) diagnostics.push(...zodDiagnostics(parsed.error.issues, merged, policySchema));
  diagnostics.push(...checkPolicy(merged, context));
  return parsed.success ? parsed.data : undefined;
}

/** What is wrong in policy.yaml even where the environment says otherwise; what it leaves out may stand there. */
function ownMistakes(policyTree: Located): Diagnostic[] {
  const parsed = policySchema.safeParse(toValue(policyTree));
  if (parsed.success) return [];
  return zodDiagnostics(parsed.error.issues, policyTree, policySchema).filter(
    (diagnostic) => diagnostic.code !== 'CONFIG_MISSING_KEY',
  );
}

function unique(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...new Map(diagnostics.map((each) => [JSON.stringify(each), each])).values()];
}

function readYaml(files: ProjectFiles, path: string, diagnostics: Diagnostic[]): Located | undefined {
  const bytes = files.read(path);
  if (bytes === undefined) {
    const message = `there is no file ${path}; it has to exist`;
    diagnostics.push({ severity: 'error', code: 'CONFIG_MISSING_FILE', file: path, message });
    return undefined;
  }
  const parsed = parseLocated(bytes.toString('utf8'), path);
  diagnostics.push(...parsed.diagnostics);
  if (parsed.root === undefined && parsed.diagnostics.length === 0) {
    diagnostics.push({
      severity: 'error',
      code: 'CONFIG_EMPTY_FILE',
      file: path,
      message: 'this file is empty',
    });
  }
  return parsed.root;
}

function readOverride(options: LoadOptions, diagnostics: Diagnostic[]): Located | undefined {
  const file = options.policyOverrideFile;
  if (file !== undefined) {
    const path = join(file.startsWith('/') ? '' : options.root, file);
    try {
      const parsed = parseLocated(readFileSync(path, 'utf8'), file);
      const found = parsed.root && at(parsed.root, ['policy']);
      if (found !== undefined) return isEmpty(found) ? undefined : found;
      diagnostics.push(...parsed.diagnostics);
    } catch {
      // Then the override has no place of its own; its values are still checked.
    }
  }
  if (options.policyOverride === undefined || options.policyOverride === null) return undefined;
  return locateValue(options.policyOverride, { file: file ?? 'policy override' });
}

const isEmpty = (located: Located): boolean => located.kind === 'scalar' && located.value === null;

function readEnvironmentFile(tree: Located, diagnostics: Diagnostic[]): EnvironmentFile | undefined {
  const parsed = environmentSchema.safeParse(toValue(tree));
  if (parsed.success) return parsed.data;
  diagnostics.push(...zodDiagnostics(parsed.error.issues, tree, environmentSchema));
  return undefined;
}

/** An id under a misspelt name would be looked up in vain, and the form's own one be missed in silence. */
function unknownForms(tree: Located, environment: EnvironmentFile, tenant: TenantFile): Diagnostic[] {
  const names = Object.keys(tenant.forms);
  return Object.keys(environment.forms)
    .filter((form) => !names.includes(form))
    .map((form) => ({
      severity: 'error',
      code: 'CONFIG_UNKNOWN_FORM',
      ...placeOfKey(tree, ['forms', form]),
      path: `forms.${form}`,
      message: `there is no form "${form}" in tenant.yaml; accepted: ${names.join(', ') || 'none: tenant.yaml has no forms'}`,
    }));
}

function formIds(
  options: LoadOptions,
  environment: EnvironmentFile,
  tenant: TenantFile,
): Record<string, string> {
  const derive = options.deriveFormIds === true || options.environment === 'local';
  const derived = derive ? Object.keys(tenant.forms).map((name) => [name, localFormId(name)]) : [];
  return { ...Object.fromEntries(derived), ...environment.forms, ...options.formIds };
}
