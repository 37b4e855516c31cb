import type { Collection, JsonObject } from '../../store';
import type { TenantContext } from '../../tenant-context';
import { conflict, notFound } from '../api-error';
import {
  type Answer,
  type ApiRequest,
  bodyObject,
  isObject,
  NO_CONTENT,
  type Operation,
  ok,
} from '../operation';
import { checkpointPage, classicPage, pickFields } from '../paging';
import { patchDocument, withoutPaths } from './documents';
import type { Resource } from './resource';

/** The operations of one resource: list, create, read, change, delete. */
export function resourceOperations(resource: Resource): Operation[] {
  const { path, scope } = resource;
  const has = (name: NonNullable<Resource['without']>[number]) => !resource.without?.includes(name);
  const operations: Operation[] = [];
  if (has('list')) {
    operations.push({
      method: 'GET',
      path,
      scopes: [`read:${scope}`],
      handle: (request) => list(resource, request),
      restore: ({ tenant }, answer) => restoreList(resource, tenant, answer),
    });
  }
  if (has('create')) {
    operations.push({
      method: 'POST',
      path,
      scopes: [resource.createScope ?? `create:${scope}`],
      handle: (request) => create(resource, request),
    });
  }
  if (has('get')) {
    operations.push({
      method: 'GET',
      path: `${path}/:id`,
      scopes: [`read:${scope}`],
      handle: (request) => ok(pickFields(shown(resource, find(resource, request), request), request.query)),
      restore: ({ tenant }, answer) => restoreDocument(resource, tenant, answer),
    });
  }
  if (has('update')) {
    operations.push({
      method: 'PATCH',
      path: `${path}/:id`,
      scopes: [`update:${scope}`],
      handle: (request) => update(resource, request),
    });
  }
  if (has('delete')) {
    operations.push({
      method: 'DELETE',
      path: `${path}/:id`,
      scopes: [`delete:${scope}`],
      handle: (request) => remove(resource, request),
    });
  }
  return operations;
}

export function documentsOf(resource: Resource, tenant: TenantContext): Collection<JsonObject> {
  return tenant.store.collection(resource.collection ?? resource.path.slice(1));
}

/** @throws ApiError 404 where there is none */
export function find(resource: Resource, request: ApiRequest, id = request.params.id ?? ''): JsonObject {
  const document = documentsOf(resource, request.tenant).get(id);
  if (document !== undefined && resource.visible?.(document, request) !== false) return document;
  const { message, errorCode } = resource.notFound ?? {
    message: `The ${singular(resource)} does not exist.`,
    errorCode: `inexistent_${singular(resource).replaceAll(' ', '_')}`,
  };
  throw notFound(message, errorCode);
}

/** The document as callers see it. */
export function shown(resource: Resource, document: JsonObject, request: ApiRequest): JsonObject {
  const visible = withoutPaths(document, resource.hidden ?? []);
  return resource.present ? resource.present(visible, request) : visible;
}

function list(resource: Resource, request: ApiRequest): Answer {
  const { query } = request;
  const filters = Object.entries(resource.filters ?? {}).filter(([key]) => query[key] !== undefined);
  const items = documentsOf(resource, request.tenant)
    .list()
    .filter((document) => resource.visible?.(document, request) !== false)
    .map((document) => shown(resource, document, request))
    .filter((item) => filters.every(([key, property]) => matches(item[property], query[key] ?? '')))
    .map((item) => pickFields(withoutPaths(item, resource.onlyInDetail ?? []), query));
  const { key } = resource;
  if (key === undefined || resource.paging === 'none')
    return ok(key === undefined ? items : { [key]: items });
  if (resource.paging === 'checkpoint') return ok(checkpointPage(items, query, key));
  return ok(classicPage(items, query, key, resource.paging === 'totals' ? 'always' : 'optional'));
}

function create(resource: Resource, request: ApiRequest): Answer {
  const body = bodyObject(request);
  const document: JsonObject = {
    [idField(resource)]: resource.newId(),
    ...(resource.defaults?.(body, request) ?? {}),
    ...body,
  };
  if (resource.timestamps) {
    const now = request.tenant.now().toISOString();
    document.created_at = now;
    document.updated_at = now;
  }
  resource.beforeCreate?.(document);
  requireUnique(resource, request, document);
  resource.beforeWrite?.(document, request);
  documentsOf(resource, request.tenant).put(String(document[idField(resource)]), document);
  return { status: resource.createStatus ?? 201, body: shown(resource, document, request) };
}

export function update(resource: Resource, request: ApiRequest): Answer {
  const current = find(resource, request);
  const document = patchDocument(current, bodyObject(request), resource.merged);
  if (resource.timestamps) document.updated_at = request.tenant.now().toISOString();
  requireUnique(resource, request, document);
  resource.beforeWrite?.(document, request);
  documentsOf(resource, request.tenant).put(String(document[idField(resource)]), document);
  return ok(shown(resource, document, request));
}

function remove(resource: Resource, request: ApiRequest): Answer {
  const document = find(resource, request);
  request.tenant.store.transaction(() => {
    resource.beforeDelete?.(document, request);
    documentsOf(resource, request.tenant).delete(String(document[idField(resource)]));
  });
  return resource.deleted?.(request.tenant.now()) ?? NO_CONTENT;
}

function requireUnique(resource: Resource, request: ApiRequest, document: JsonObject): void {
  if (resource.unique === undefined) return;
  const { properties, errorCode, message } = resource.unique;
  const id = document[idField(resource)];
  const taken = documentsOf(resource, request.tenant)
    .list()
    .some(
      (other) =>
        other[idField(resource)] !== id &&
        properties.every((property) => other[property] === document[property]),
    );
  if (taken) throw conflict(message ?? `The ${singular(resource)} already exists.`, errorCode);
}

function restoreList(resource: Resource, tenant: TenantContext, answer: unknown): void {
  const items =
    resource.key === undefined || Array.isArray(answer)
      ? answer
      : isObject(answer)
        ? answer[resource.key]
        : [];
  if (!Array.isArray(items)) return;
  for (const item of items) restoreDocument(resource, tenant, item);
}

/** What is already known of a document stays where the answer is only a summary. */
function restoreDocument(resource: Resource, tenant: TenantContext, answer: unknown): void {
  if (!isObject(answer)) return;
  const id = answer[idField(resource)];
  if (typeof id !== 'string') return;
  const documents = documentsOf(resource, tenant);
  documents.put(id, { ...documents.get(id), ...answer });
}

function idField(resource: Resource): string {
  return resource.idField ?? 'id';
}

/** A flag that a document does not have is off. */
function matches(value: unknown, wanted: string): boolean {
  return wanted.split(',').includes(String(value ?? false));
}

/** `token-exchange-profiles` → `token exchange profile`. */
function singular(resource: Resource): string {
  return (resource.path.split('/').pop() ?? '').replaceAll('-', ' ').replace(/ies$/, 'y').replace(/s$/, '');
}
