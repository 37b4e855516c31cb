import { secretsOf } from '../../actions/policy/secrets';
import { ACTION_TRIGGERS, type EnvironmentConfig, sha256 } from '../config';
import { banner } from './banner';
import type { ActionName, BuiltAction, TriggerId } from './built-action';
import { bundleSource, exportedNames, type Refused } from './bundle-source';
import { codeProblems, type Problem } from './code-problems';
import { dataLiteral } from './data-literal';
import { entrypointProblems } from './entrypoints';
import { policySlice } from './policy-slice';

/** As long as a build id, and nothing that code contains by chance. */
const BLANK_BUILD_ID = '_'.repeat(7);

/** The handlers of each trigger that gatehouse uses (reference of the triggers). */
const HANDLERS: Readonly<Record<TriggerId, { required: string; optional: string[] }>> = {
  'post-login': { required: 'onExecutePostLogin', optional: ['onContinuePostLogin'] },
  'pre-user-registration': { required: 'onExecutePreUserRegistration', optional: [] },
};

export type Compiled = { ok: true; action: BuiltAction; inputs: string[] } | Refused;

/** Where an Action's source lies, relative to the root. */
function sourceOf(name: ActionName): string {
  return `actions/${ACTION_TRIGGERS[name]}/${name}.ts`;
}

/**
 * Compiles one Action to the text that Auth0 gets: CommonJS, readable, with literal `exports.onExecute… = …`,
 * the policy's part and the build's identity embedded. Never throws for what is wrong with the source.
 *
 * The build id is 7 hex digits of the SHA-256 of the text with the id itself blank, so that it changes with the
 * code and the policy and with nothing else.
 */
export async function compileAction(
  name: ActionName,
  config: EnvironmentConfig,
  version: string,
): Promise<Compiled> {
  const source = sourceOf(name);
  const trigger = ACTION_TRIGGERS[name];
  const dependencies = declaredDependencies(name, config);
  const refuse = (...problems: Problem[]): Refused => ({
    ok: false,
    diagnostics: problems.map((problem) => ({ severity: 'error', file: source, ...problem })),
  });

  const handlers = await exportedNames(source, config.root);
  if (!handlers.ok) return handlers;
  const { required, optional } = HANDLERS[trigger];
  if (!handlers.names.includes(required)) {
    const found = handlers.names.length === 0 ? 'nothing' : handlers.names.join(', ');
    const message = `${name} exports ${found}; it has to export ${required}, an async function`;
    return refuse({ code: 'BUILD_MISSING_HANDLER', message });
  }
  const known = [required, ...optional];
  const strangers = handlers.names.filter((handler) => !known.includes(handler));
  if (strangers.length > 0) {
    const message = `${name} exports ${strangers.join(', ')}; accepted: ${known.join(', ')}`;
    return refuse({ code: 'BUILD_UNKNOWN_EXPORT', message });
  }

  const policy = dataLiteral(policySlice(name, config.policy));
  const constants = [
    `const BUILD = ${dataLiteral({ version, hash: BLANK_BUILD_ID })};`,
    `const POLICY = ${policy};\n`,
  ].join('\n');
  const bundled = await bundleSource(source, handlers.names, constants, config, dependencies);
  if (!bundled.ok) return bundled;
  const buildId = sha256(bundled.text).slice(0, BLANK_BUILD_ID.length);
  const code = `${banner(name, version, buildId)}\n${bundled.text.replaceAll(BLANK_BUILD_ID, buildId)}`;
  const problems = [...codeProblems(code), ...entrypointProblems(code, handlers.names, dependencies)];
  if (problems.length > 0) return refuse(...problems);
  const action: BuiltAction = {
    name,
    trigger,
    code,
    sha256: sha256(code),
    bytes: Buffer.byteLength(code),
    policyBytes: Buffer.byteLength(policy),
    handlers: handlers.names,
    secrets: secretsOf(name, config.policy),
    dependencies,
    runtime: 'node22',
  };
  return { ok: true, action, inputs: bundled.inputs };
}

function declaredDependencies(name: ActionName, config: EnvironmentConfig): BuiltAction['dependencies'] {
  const actions = config.tenant.content.actions;
  const entry = Array.isArray(actions)
    ? actions.find((action: { name?: unknown }) => action.name === name)
    : undefined;
  const dependencies: unknown = entry?.dependencies;
  return Array.isArray(dependencies) ? dependencies : [];
}
