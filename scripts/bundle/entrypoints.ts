import { isBuiltin } from 'node:module';
import { compileFunction } from 'node:vm';
import type { BuiltAction } from './built-action';
import type { Problem } from './code-problems';

/**
 * Loads a bundle as Auth0 does and makes its checks of the entrypoints: what is exported, and that each handler
 * really is an async function (a wrapper that returns one is none).
 */
export function entrypointProblems(
  code: string,
  handlers: readonly string[],
  dependencies: BuiltAction['dependencies'],
): Problem[] {
  const declared = dependencies.map((dependency) => dependency.name);
  const load = (id: string): unknown => {
    // A dependency lives at Auth0 only; nothing of it may be needed before a handler runs.
    if (declared.includes(id)) return {};
    if (isBuiltin(id)) return require(id);
    throw new Error(`Cannot find module '${id}'`);
  };
  const module: { exports: Record<string, unknown> } = { exports: {} };
  try {
    compileFunction(code, ['module', 'exports', 'require', 'console'])(module, module.exports, load, SILENT);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `the Action throws while it is loaded: ${reason}`;
    return [{ code: 'BUILD_ACTION_THROWS', message }];
  }
  return handlers
    .filter((handler) => !isAsync(module.exports[handler]))
    .map((handler) => ({
      code: 'BUILD_HANDLER_NOT_ASYNC',
      message: `${handler} is not an async function; accepted: export const ${handler} = async (event, api) => { … }`,
    }));
}

const isAsync = (value: unknown): boolean =>
  typeof value === 'function' && value.constructor.name === 'AsyncFunction';

const SILENT = new Proxy({}, { get: () => () => {} });
