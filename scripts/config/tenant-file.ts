import type { ActionName, TriggerId } from '../bundle/built-action';
import { suggest } from './diagnostics';
import type { Diagnostic } from './environment-config';
import { at, type Located, type Path, pathText, placeOf, placeOfKey, toValue } from './located';
import type { ProjectFiles } from './project-files';
import { unknownKey } from './zod-diagnostics';

/** The Actions of gatehouse and the trigger each is written for. */
export const ACTION_TRIGGERS: Readonly<Record<ActionName, TriggerId>> = {
  'screen-signup': 'pre-user-registration',
  'require-signup-terms': 'pre-user-registration',
  'require-verified-email': 'post-login',
  'require-terms': 'post-login',
  'enrich-profile': 'post-login',
};

/** The version of each trigger that the Actions are written for (`GET /api/v2/actions/triggers`, status CURRENT). */
const TRIGGER_VERSIONS: Readonly<Record<TriggerId, string>> = {
  'post-login': 'v3',
  'pre-user-registration': 'v2',
};

/** tenant.yaml, as far as gatehouse has to understand it; the rest goes to the Deploy CLI as it is. */
export interface TenantFile {
  /** In the order of the file. */
  actions: ActionName[];
  /** Bound Actions of each trigger, in order. */
  triggers: Partial<Record<TriggerId, string[]>>;
  /** Form name → file, relative to tenant/. */
  forms: Record<string, string>;
  /** The whole content, markers still in it. */
  content: Record<string, unknown>;
}

/** What the Deploy CLI takes at the top of its YAML format (auth0-deploy-cli 8.44, src/context/yaml/handlers). */
const RESOURCE_TYPES = [
  ...'rules rulesConfigs hooks pages databases clientGrants resourceServers clients connections tenant'.split(
    ' ',
  ),
  ...'emailProvider emailTemplates guardianFactors guardianFactorProviders guardianFactorTemplates roles'.split(
    ' ',
  ),
  ...'guardianPhoneFactorMessageTypes guardianPhoneFactorSelectedProvider guardianPolicies actions'.split(
    ' ',
  ),
  ...'actionModules organizations triggers attackProtection riskAssessment branding phoneProviders'.split(
    ' ',
  ),
  ...'phoneTemplates logStreams prompts customDomains themes forms flows flowVaultConnections'.split(' '),
  ...'selfServiceProfiles networkACLs userAttributeProfiles connectionProfiles tokenExchangeProfiles'.split(
    ' ',
  ),
  ...'supplementalSignals rateLimitPolicies eventStreams'.split(' '),
];

/** Resource types that gatehouse does not carry: they stopped running on 18 November 2026. */
const RETIRED = ['rules', 'rulesConfigs', 'hooks'];

/** Reads and checks tenant.yaml; `undefined` where it is too broken to go on with. */
export function readTenantFile(
  root: Located,
  files: ProjectFiles,
): { tenant: TenantFile | undefined; diagnostics: Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const report = (code: string, path: Path, message: string, place = placeOf(root, path)) =>
    diagnostics.push({ severity: 'error', code, ...place, path: pathText(path), message });

  if (root.kind !== 'map') {
    report('CONFIG_WRONG_TYPE', [], 'tenant.yaml has to be an object, as the Deploy CLI’s YAML format is');
    return { tenant: undefined, diagnostics };
  }
  for (const key of root.entries.keys()) {
    if (RETIRED.includes(key)) {
      const message = `"${key}" no longer runs at Auth0 since 18 November 2026; use an Action instead`;
      report('CONFIG_RETIRED_RESOURCE', [key], message, placeOfKey(root, [key]));
    } else if (!RESOURCE_TYPES.includes(key)) {
      report('CONFIG_UNKNOWN_KEY', [key], unknownKey(key, RESOURCE_TYPES), placeOfKey(root, [key]));
    }
  }
  const actions = readActions(root, report);
  const triggers = readTriggers(root, actions, report);
  const forms = readForms(root, files, report);
  for (const [index] of listOf(root, ['emailTemplates'], report).entries()) {
    checkFile(root, ['emailTemplates', index, 'body'], files, report);
  }
  checkPartials(root, files, report);
  if (diagnostics.length === 0) diagnostics.push(...unboundActions(root, actions, triggers));
  return {
    tenant: { actions, triggers, forms, content: toValue(root) as Record<string, unknown> },
    diagnostics,
  };
}

type Report = (code: string, path: Path, message: string, place?: ReturnType<typeof placeOf>) => void;

const isActionName = (name: unknown): name is ActionName =>
  typeof name === 'string' && Object.hasOwn(ACTION_TRIGGERS, name);

function readActions(root: Located, report: Report): ActionName[] {
  const names: ActionName[] = [];
  const accepted = Object.keys(ACTION_TRIGGERS);
  listOf(root, ['actions'], report).forEach((_, index) => {
    const path = ['actions', index];
    const name = scalar(root, [...path, 'name']);
    if (!isActionName(name)) {
      const message = `there is no Action "${String(name)}"${suggest(String(name), accepted)}`;
      report('CONFIG_UNKNOWN_ACTION', [...path, 'name'], message);
      return;
    }
    if (names.includes(name)) {
      report(
        'CONFIG_DUPLICATE_ACTION',
        [...path, 'name'],
        `Action "${name}" stands twice; accepted: one entry`,
      );
      return;
    }
    names.push(name);
    const trigger = ACTION_TRIGGERS[name];
    const expected: [Path, unknown][] = [
      [['code'], `./actions/${name}.js`],
      [['runtime'], 'node22'],
      [['deployed'], true],
      [['supported_triggers', 0, 'id'], trigger],
      [['supported_triggers', 0, 'version'], TRIGGER_VERSIONS[trigger]],
    ];
    for (const [key, value] of expected) {
      const written = scalar(root, [...path, ...key]);
      if (written === value) continue;
      const message =
        written === undefined
          ? `"${pathText(key)}" is missing; accepted: ${String(value)}`
          : `${JSON.stringify(written)} is not accepted here; accepted: ${String(value)}`;
      report(
        written === undefined ? 'CONFIG_MISSING_KEY' : 'CONFIG_UNKNOWN_VALUE',
        [...path, ...key],
        message,
      );
    }
    if (at(root, [...path, 'secrets']) !== undefined) {
      const message = 'secrets follow from the policy and are written by the build; remove this key';
      report('CONFIG_SECRETS_IN_FILE', [...path, 'secrets'], message);
    }
  });
  return names;
}

function readTriggers(root: Located, actions: readonly ActionName[], report: Report): TenantFile['triggers'] {
  const triggers: TenantFile['triggers'] = {};
  const written = at(root, ['triggers']);
  if (written === undefined) return triggers;
  if (written.kind !== 'map') {
    report('CONFIG_WRONG_TYPE', ['triggers'], 'triggers has to be an object: trigger → list of Actions');
    return triggers;
  }
  const known = Object.keys(TRIGGER_VERSIONS);
  for (const trigger of written.entries.keys()) {
    if (!known.includes(trigger)) {
      const message = `gatehouse binds no Actions to "${trigger}"; accepted: ${known.join(', ')}`;
      report(
        'CONFIG_UNKNOWN_TRIGGER',
        ['triggers', trigger],
        message,
        placeOfKey(root, ['triggers', trigger]),
      );
      continue;
    }
    const bound: string[] = [];
    listOf(root, ['triggers', trigger], report).forEach((_, index) => {
      const path = ['triggers', trigger, index, 'action_name'];
      const name = scalar(root, path);
      if (!isActionName(name) || !actions.includes(name)) {
        const message = `"${String(name)}" is not among the actions of this file; accepted: ${actions.join(', ')}`;
        report('CONFIG_UNKNOWN_ACTION', path, message);
      } else if (ACTION_TRIGGERS[name] !== trigger) {
        const message = `"${name}" is written for ${ACTION_TRIGGERS[name]}, not for ${trigger}`;
        report('CONFIG_WRONG_TRIGGER', path, message);
      } else if (bound.includes(name)) {
        report('CONFIG_DUPLICATE_ACTION', path, `"${name}" is bound twice; accepted: once`);
      } else bound.push(name);
    });
    triggers[trigger as TriggerId] = bound;
  }
  return triggers;
}

/** They would be deployed and never run. */
function unboundActions(
  root: Located,
  actions: readonly ActionName[],
  triggers: TenantFile['triggers'],
): Diagnostic[] {
  const bound = Object.values(triggers).flat();
  return actions.flatMap((name, index): Diagnostic[] => {
    const path = ['actions', index, 'name'];
    const message = `"${name}" is bound to no trigger, so it never runs; add it under triggers: ${ACTION_TRIGGERS[name]}`;
    if (bound.includes(name)) return [];
    return [
      {
        severity: 'warning',
        code: 'CONFIG_ACTION_NOT_BOUND',
        ...placeOf(root, path),
        path: pathText(path),
        message,
      },
    ];
  });
}

function readForms(root: Located, files: ProjectFiles, report: Report): Record<string, string> {
  const forms: Record<string, string> = {};
  listOf(root, ['forms'], report).forEach((_, index) => {
    const name = scalar(root, ['forms', index, 'name']);
    if (typeof name !== 'string' || name === '') {
      report('CONFIG_MISSING_KEY', ['forms', index], '"name" is missing; accepted: the form’s name');
      return;
    }
    const path = ['forms', index, 'body'];
    const bytes = checkFile(root, path, files, report);
    forms[name] = stripDot(String(scalar(root, path) ?? ''));
    if (bytes === undefined) return;
    try {
      JSON.parse(bytes.toString('utf8'));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      report('CONFIG_SYNTAX', path, `tenant/${forms[name]} is not valid JSON: ${reason}`);
    }
  });
  return forms;
}

/** A partial that is a path (`./prompts/….html`) instead of the text itself: the build puts the text there. */
export const PARTIAL_FILE = /^\.\/[\w./-]+\.html$/;

function checkPartials(root: Located, files: ProjectFiles, report: Report): void {
  const walk = (located: Located, path: Path): void => {
    if (located.kind === 'map') {
      for (const [key, entry] of located.entries) walk(entry.value, [...path, key]);
    } else if (
      located.kind === 'scalar' &&
      typeof located.value === 'string' &&
      PARTIAL_FILE.test(located.value)
    ) {
      checkFile(root, path, files, report);
    }
  };
  const partials = at(root, ['prompts', 'partials']);
  if (partials !== undefined) walk(partials, ['prompts', 'partials']);
}

function checkFile(root: Located, path: Path, files: ProjectFiles, report: Report): Buffer | undefined {
  const written = scalar(root, path);
  if (typeof written !== 'string') {
    report(
      'CONFIG_MISSING_KEY',
      path,
      `"${String(path.at(-1))}" is missing; accepted: a path such as ./forms/name.json`,
    );
    return undefined;
  }
  const relative = `tenant/${stripDot(written)}`;
  if (!files.isInside('tenant', relative)) {
    report('CONFIG_FILE_OUTSIDE', path, `"${written}" leads out of tenant/; accepted: a file below it`);
    return undefined;
  }
  const bytes = files.read(relative);
  if (bytes === undefined) {
    report('CONFIG_MISSING_FILE', path, `there is no file ${relative}; accepted: a path relative to tenant/`);
  }
  return bytes;
}

function listOf(root: Located, path: Path, report: Report): Located[] {
  const found = at(root, path);
  if (found === undefined) return [];
  if (found.kind === 'list') return found.items;
  report('CONFIG_WRONG_TYPE', path, `"${String(path.at(-1))}" has to be a list`);
  return [];
}

function scalar(root: Located, path: Path): unknown {
  const found = at(root, path);
  return found?.kind === 'scalar' ? found.value : undefined;
}

/** `./forms/x.json` → `forms/x.json`. */
export function stripDot(path: string): string {
  return path.replace(/^\.\//, '');
}
