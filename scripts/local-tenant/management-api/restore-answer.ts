import type { TenantContext } from '../tenant-context';
import type { Operation } from './operation';
import { OPERATIONS } from './operations';

/**
 * The import door: puts into the store what another tenant answered to `GET path`, with the ids and times of
 * that answer. A tenant that is read GET by GET can so be set up here as it is there.
 *
 * @param path as requested, without `/api/v2`: `/roles?page=0`
 * @returns false where nothing is kept for this path
 */
export function restoreAnswer(tenant: TenantContext, path: string, answer: unknown): boolean {
  const url = new URL(path, 'http://localhost');
  const found = operationFor('GET', url.pathname);
  if (found?.operation.restore === undefined) return false;
  found.operation.restore(
    { tenant, params: found.params, query: Object.fromEntries(url.searchParams) },
    answer,
  );
  return true;
}

/** The operation that answers this method and path, and the path's parameters, decoded. */
export function operationFor(
  method: string,
  pathname: string,
): { operation: Operation; params: Record<string, string> } | undefined {
  const segments = pathname.split('/');
  for (const operation of OPERATIONS) {
    if (operation.method !== method) continue;
    const params = matchPath(operation.path.split('/'), segments);
    if (params !== undefined) return { operation, params };
  }
  return undefined;
}

function matchPath(template: string[], segments: string[]): Record<string, string> | undefined {
  if (template.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of template.entries()) {
    const segment = segments[index] ?? '';
    if (part.startsWith(':')) params[part.slice(1)] = decodeURIComponent(segment);
    else if (part !== segment) return undefined;
  }
  return params;
}
