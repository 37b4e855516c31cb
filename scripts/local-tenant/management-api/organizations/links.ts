import type { JsonObject } from '../../store';
import { notFound } from '../api-error';
import { type ApiRequest, isObject, NO_CONTENT, type Operation } from '../operation';
import { union } from '../resources/documents';

/** The kinds of things that hang on an organization: one document per organization and kind. */
export const LINKED = ['connections', 'client-grants', 'discovery-domains', 'clients'] as const;
export type Linked = (typeof LINKED)[number];

/** @throws ApiError 404 where the path names no organization */
export function organizationId(request: ApiRequest): string {
  const id = request.params.id ?? '';
  if (request.tenant.store.collection('organizations').get(id) === undefined)
    throw notFound(NO_ORGANIZATION.message, NO_ORGANIZATION.errorCode);
  return id;
}

export const NO_ORGANIZATION = {
  message: 'No organization found by that id or name',
  errorCode: 'inexistent_organization',
} as const;

export function links(request: ApiRequest, kind: Linked): JsonObject[] {
  const stored = request.tenant.store.collection(`organization-${kind}`).get(organizationId(request))?.items;
  return Array.isArray(stored) ? stored.filter(isObject) : [];
}

export function putLinks(request: ApiRequest, id: string, kind: Linked, items: JsonObject[]): void {
  request.tenant.store.collection(`organization-${kind}`).put(id, { items });
}

export function findLink(request: ApiRequest, kind: Linked, property: string, value?: string): JsonObject {
  const link = links(request, kind).find((candidate) => candidate[property] === value);
  if (link === undefined) throw notFound('Not Found', 'not_found');
  return link;
}

export function removeLink(request: ApiRequest, kind: Linked, property: string, value?: string) {
  const kept = links(request, kind).filter((link) => link[property] !== value);
  putLinks(request, organizationId(request), kind, kept);
  return NO_CONTENT;
}

export function restoreLinks(kind: Linked, key: string): NonNullable<Operation['restore']> {
  return ({ tenant, params }, answer) => {
    const items = isObject(answer) ? answer[key] : undefined;
    if (!Array.isArray(items)) return;
    const collection = tenant.store.collection(`organization-${kind}`);
    const id = params.id ?? '';
    collection.put(id, { items: union(collection.get(id)?.items, items) });
  };
}
