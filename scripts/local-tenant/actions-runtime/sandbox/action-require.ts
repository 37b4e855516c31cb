import { createRequire, isBuiltin } from 'node:module';
import { join } from 'node:path';

/**
 * The `require` of an Action: Node's built-ins and the declared dependencies, nothing else (docs page
 * actions/manage-dependencies: an undeclared module that is not built in fails).
 *
 * @param modulesFrom the folder whose node_modules hold the declared dependencies
 */
export function createActionRequire(dependencies: string[], modulesFrom: string): NodeJS.Require {
  const load = createRequire(join(modulesFrom, 'action.js'));
  /** What is no name at all is left to Node, whose own message says so. */
  const mayLoad = (request: unknown): boolean =>
    typeof request !== 'string' || isBuiltin(request) || dependencies.includes(packageOf(request));
  const guarded =
    <Rest extends unknown[], Result>(ask: (request: string, ...rest: Rest) => Result) =>
    (request: string, ...rest: Rest): Result => {
      if (!mayLoad(request)) throw missingModule(request);
      return ask(request, ...rest);
    };
  return Object.assign(guarded(load), {
    resolve: Object.assign(guarded(load.resolve), { paths: load.resolve.paths }),
    cache: load.cache,
    extensions: load.extensions,
    main: load.main,
  }) as NodeJS.Require;
}

function packageOf(request: string): string {
  const parts = request.split('/');
  return request.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '');
}

function missingModule(request: string): Error {
  const hint = request.startsWith('actions:')
    ? 'The local tenant has no Actions modules.'
    : 'An Action may require the modules built into Node and the dependencies that it declares.';
  return Object.assign(new Error(`Cannot find module '${request}'. ${hint}`), { code: 'MODULE_NOT_FOUND' });
}
