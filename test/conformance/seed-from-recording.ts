import { restoreAnswer } from '../../scripts/local-tenant/management-api';
import { isObject } from '../../scripts/local-tenant/management-api/operation';
import { operationFor } from '../../scripts/local-tenant/management-api/restore-answer';
import type { TenantContext } from '../../scripts/local-tenant/tenant-context';
import type { Interaction } from './recording';

/**
 * Brings an empty tenant to the state in which the recorded one was when the recording began: whatever a GET
 * showed before anything wrote there, and whatever is changed or deleted later without having been created.
 */
export function seedFromRecording(tenant: TenantContext, interactions: readonly Interaction[]): void {
  const written = new Set<string>();
  // Of the whole recording: with several requests under way, a list may show what a later answer creates.
  const createdIds = new Set(interactions.filter(isCreation).flatMap(({ response }) => idsIn(response)));
  const seen = new Set<string>();

  for (const { method, path, status, response } of interactions) {
    const { pathname, template } = describePath(method, path);
    if (template === undefined) continue;
    const touchesCreated = pathname.split('/').some((segment) => createdIds.has(decodeURIComponent(segment)));
    if (method === 'GET') {
      if (status !== 200 || touchesCreated || seen.has(path)) continue;
      const known = (id: string) => createdIds.has(id) || seen.has(id);
      // Of one thing that nobody wrote to, it does not matter what was written beside it.
      const place = template.endsWith(collectionOf(template)) ? collectionOf(template) : pathname;
      const isBefore = !written.has(place);
      const earlier = isBefore ? withoutCreated(response, createdIds) : onlyUnknown(response, known);
      if (earlier !== undefined) restoreAnswer(tenant, relative(path), earlier);
      for (const id of idsIn(response)) seen.add(id);
      seen.add(pathname).add(path);
      continue;
    }
    if (method !== 'POST' && !touchesCreated && status < 300) {
      const shown = interactions.find((other) => other.method === 'GET' && relative(other.path) === pathname);
      const after = method === 'DELETE' ? {} : response;
      seedTarget(tenant, pathname, merged(after, shown?.response), seen);
    }
    written.add(collectionOf(template)).add(pathname);
  }
}

/** What a PATCH, PUT or DELETE finds, although no GET showed it before: as the recording shows it later. */
function seedTarget(tenant: TenantContext, pathname: string, shown: unknown, seen: Set<string>): void {
  const target = decodeURIComponent(pathname.split('/').pop() ?? '');
  if (seen.has(target) || seen.has(pathname)) return;
  const isSetting = operationFor('GET', pathname)?.operation.path.endsWith(`/${target}`) === true;
  const isKnown = Array.isArray(shown) || Object.keys(asObject(shown)).length > 0;
  restoreAnswer(tenant, pathname, isKnown ? shown : { id: target, client_id: target });
  seen.add(isSetting ? pathname : target);
}

/** What is there after a write, as a GET shows it; a list (the policies, for one) is not merged. */
function merged(after: unknown, shown: unknown): unknown {
  if (Array.isArray(after) || Array.isArray(shown)) return shown ?? after;
  return { ...asObject(after), ...asObject(shown) };
}

/** A deploy creates a version of an Action that was there before; every other POST creates what it answers with. */
function isCreation({ method, path, status }: Interaction): boolean {
  return method === 'POST' && status < 300 && !path.endsWith('/deploy');
}

function withoutCreated(answer: unknown, created: ReadonlySet<string>): unknown {
  if (Array.isArray(answer)) return answer.filter((member) => !ownIds(member).some((id) => created.has(id)));
  if (!isObject(answer)) return answer;
  return Object.fromEntries(
    Object.entries(answer).map(([key, value]) => [
      key,
      Array.isArray(value) ? withoutCreated(value, created) : value,
    ]),
  );
}

/** Of a list that was read after a write: what nobody created, so that it was there before. */
function onlyUnknown(answer: unknown, known: (id: string) => boolean): unknown {
  if (Array.isArray(answer)) {
    const earlier = answer.filter((member) => ownIds(member).length > 0 && !ownIds(member).some(known));
    return earlier.length > 0 ? earlier : undefined;
  }
  if (!isObject(answer)) return undefined;
  if (ownIds(answer).length > 0) return ownIds(answer).some(known) ? undefined : answer;
  for (const [key, value] of Object.entries(answer)) {
    const earlier = Array.isArray(value) ? onlyUnknown(value, known) : undefined;
    if (earlier !== undefined) return { [key]: earlier };
  }
  return undefined;
}

/** `/organizations/:id/connections/:connection_id` → `/organizations/:id/connections`. */
function collectionOf(template: string): string {
  return template.replace(/\/:[a-zA-Z_]+$/, '');
}

function describePath(method: string, path: string): { pathname: string; template: string | undefined } {
  const { pathname } = new URL(relative(path), 'http://localhost');
  return { pathname, template: operationFor(method, pathname)?.operation.path };
}

function relative(path: string): string {
  return path.replace('/api/v2', '');
}

type Document = Record<string, unknown>;

function asObject(value: unknown): Document {
  return isObject(value) ? value : {};
}

/** The ids of an answer and of the members of its lists. */
function idsIn(answer: unknown): string[] {
  if (Array.isArray(answer)) return answer.flatMap(idsIn);
  if (!isObject(answer)) return [];
  return [...ownIds(answer), ...Object.values(answer).filter(Array.isArray).flatMap(idsIn)];
}

function ownIds(document: unknown): string[] {
  return isObject(document) ? [document.id, document.client_id].filter((id) => typeof id === 'string') : [];
}
