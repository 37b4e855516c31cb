import { compileFunction } from 'node:vm';
import type { RunnableTrigger } from '../contract';
import { createActionRequire } from './action-require';
import { createCapturedConsole } from './captured-console';

/** The entrypoints of each trigger. `onContinuePreUserRegistration` is legal, but nothing can suspend there. */
const ENTRYPOINTS: Readonly<Record<RunnableTrigger, readonly string[]>> = {
  'post-login': ['onExecutePostLogin', 'onContinuePostLogin'],
  'pre-user-registration': ['onExecutePreUserRegistration', 'onContinuePreUserRegistration'],
};

type ActionHandler = (event: unknown, api: unknown) => Promise<unknown>;

/** One compiled Action; its module scope is initialised at the first call and then shared by all calls. */
export interface LoadedAction {
  /** @throws what the module's top level threw, again at every call, or the fault of its exports */
  handler(trigger: RunnableTrigger, entrypoint: string): ActionHandler;
  /** Whether it exports this handler. @throws as `handler` does */
  has(entrypoint: string): boolean;
}

type Initialize = (module: { exports: unknown }, exports: unknown, console: Console) => void;

/**
 * Compiles an Action's text as the platform does (the loader of Auth0's test harness, package @auth0/actions): a function body
 * in strict CommonJS surroundings, without `__filename` and `__dirname`.
 *
 * @throws SyntaxError where the text does not compile
 */
export function loadAction(
  code: string,
  name: string,
  dependencies: string[],
  modulesFrom: string,
): LoadedAction {
  const initialize = compileInitializer(code, name, createActionRequire(dependencies, modulesFrom));
  const actionModule: { exports: unknown } = { exports: {} };
  const captured = createCapturedConsole();
  let initialized = false;
  let failure: Error | undefined;

  const exported = (): unknown => {
    if (!initialized) {
      initialized = true;
      try {
        initialize(actionModule, actionModule.exports, captured);
      } catch (thrown) {
        failure = toError(thrown);
      }
    }
    if (failure) throw failure;
    return actionModule.exports;
  };

  return {
    handler: (trigger, entrypoint) => findHandler(exported(), trigger, entrypoint),
    has: (entrypoint) => (exported() as Record<string, unknown> | null)?.[entrypoint] !== undefined,
  };
}

function compileInitializer(code: string, name: string, actionRequire: NodeJS.Require): Initialize {
  const wrapped = `module.exports = function(module, exports, console){\n${code}\n};`;
  const outer: { exports: unknown } = { exports: {} };
  const evaluate = compileFunction(wrapped, ['module', 'exports', 'require'], { filename: `${name}.js` });
  evaluate(outer, outer.exports, actionRequire);
  return outer.exports as Initialize;
}

function findHandler(exported: unknown, trigger: RunnableTrigger, entrypoint: string): ActionHandler {
  if (typeof exported !== 'object' || exported === null) throw new Error('The Action must export an object.');
  if (!ENTRYPOINTS[trigger].includes(entrypoint)) {
    throw new Error('The Action can only be called with valid methods.');
  }
  const handler = (exported as Record<string, unknown>)[entrypoint];
  if (typeof handler !== 'function' || handler.constructor?.name !== 'AsyncFunction') {
    throw new Error(
      `Invalid function signature for the "${entrypoint}" handler. ` +
        `Use "exports.${entrypoint} = async function(event, api) { }" as the signature.`,
    );
  }
  return handler as ActionHandler;
}

/** What was thrown, as an Error. `instanceof` would miss errors of another realm. */
export function toError(thrown: unknown): Error {
  if (!thrown) return new Error('Unknown error');
  if (thrown instanceof Error || Object.prototype.toString.call(thrown) === '[object Error]') {
    return thrown as Error;
  }
  return new Error(describe(thrown));
}

function describe(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return 'Unknown error';
  }
}
