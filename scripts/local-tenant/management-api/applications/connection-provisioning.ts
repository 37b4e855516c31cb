import type { JsonObject } from '../../store';
import { conflict, notFound } from '../api-error';
import { prefixedId } from '../identifiers';
import { type ApiRequest, bodyObject, created, NO_CONTENT, type Operation, ok } from '../operation';
import { checkpointPage } from '../paging';
import type { Resource } from '../resources/resource';
import { find } from '../resources/resource-operations';
import { scimTokenOperations } from './scim-tokens';

const synchronizationId = prefixedId('sync_', 22);
const SYNCHRONIZED_GROUPS = '/connections/:id/directory-provisioning/synchronized-groups';

/** SCIM and directory provisioning: they hang on a connection in the same way. */
export function provisioningOperations(connections: Resource): Operation[] {
  return [
    listOf('directory-provisionings', 'directory_provisionings', 'directory_provisionings'),
    listOf('scim-configurations', 'scim_configurations', 'scim_config'),
    ...provisioning(connections, {
      name: 'directory-provisioning',
      collection: 'directory-provisionings',
      scope: 'directory_provisionings',
      changedAt: 'updated_at',
      defaults: { mapping: [], synchronize_automatically: false },
    }),
    ...provisioning(connections, {
      name: 'scim-configuration',
      collection: 'scim-configurations',
      scope: 'scim_config',
      changedAt: 'updated_on',
      defaults: { user_id_attribute: 'externalId', mapping: [] },
    }),
    ...scimTokenOperations(connections),
    {
      method: 'POST',
      path: '/connections/:id/directory-provisioning/synchronizations',
      scopes: ['create:directory_provisionings'],
      handle(request) {
        const { id } = find(connections, request);
        return created({ connection_id: id, synchronization_id: synchronizationId(), status: 'completed' });
      },
    },
    {
      method: 'GET',
      path: SYNCHRONIZED_GROUPS,
      scopes: ['read:directory_provisionings'],
      handle(request) {
        const { id } = find(connections, request);
        const groups = request.tenant.store.collection('synchronized-groups').get(String(id))?.groups;
        return ok(checkpointPage(Array.isArray(groups) ? groups : [], request.query, 'groups'));
      },
    },
    {
      method: 'PUT',
      path: SYNCHRONIZED_GROUPS,
      scopes: ['update:directory_provisionings'],
      handle(request) {
        const { id } = find(connections, request);
        const { groups } = bodyObject(request);
        request.tenant.store.collection('synchronized-groups').put(String(id), { groups });
        return NO_CONTENT;
      },
    },
  ];
}

function listOf(collection: string, key: string, scope: string): Operation {
  return {
    method: 'GET',
    path: `/connections-${collection}`,
    scopes: [`read:${scope}`],
    handle: ({ tenant, query }) => ok(checkpointPage(tenant.store.collection(collection).list(), query, key)),
  };
}

interface Provisioning {
  name: string;
  collection: string;
  scope: string;
  /** The property that says when it was changed last: the two do not agree on its name. */
  changedAt: 'updated_at' | 'updated_on';
  defaults: JsonObject;
}

/** At most one per connection, kept by its id. */
function provisioning(connections: Resource, kind: Provisioning): Operation[] {
  const { name, collection, scope, changedAt, defaults } = kind;
  const path = `/connections/:id/${name}`;
  const documents = (request: ApiRequest) => request.tenant.store.collection(collection);
  const existing = (request: ApiRequest) => {
    find(connections, request);
    const document = documents(request).get(request.params.id ?? '');
    if (document === undefined) throw notFound('Not Found', 'not_found');
    return document;
  };
  const put = (request: ApiRequest, document: JsonObject) => {
    const stamped = { ...document, [changedAt]: request.tenant.now().toISOString() };
    documents(request).put(request.params.id ?? '', stamped);
    return stamped;
  };
  return [
    { method: 'GET', path, scopes: [`read:${scope}`], handle: (request) => ok(existing(request)) },
    {
      method: 'POST',
      path,
      scopes: [`create:${scope}`],
      handle(request) {
        const connection = find(connections, request);
        if (documents(request).get(String(connection.id)) !== undefined) {
          throw conflict(`The connection already has a ${name.replace('-', ' ')}.`, 'already_exists');
        }
        const document = {
          connection_id: connection.id,
          connection_name: connection.name,
          strategy: connection.strategy,
          tenant_name: request.tenant.store.name,
          ...defaults,
          ...bodyObject(request),
          created_at: request.tenant.now().toISOString(),
        };
        return { status: 201, body: put(request, document) };
      },
    },
    {
      method: 'PATCH',
      path,
      scopes: [`update:${scope}`],
      handle: (request) => ok(put(request, { ...existing(request), ...bodyObject(request) })),
    },
    {
      method: 'DELETE',
      path,
      scopes: [`delete:${scope}`],
      handle(request) {
        existing(request);
        documents(request).delete(request.params.id ?? '');
        return NO_CONTENT;
      },
    },
    {
      method: 'GET',
      path: `${path}/default-mapping`,
      scopes: [`read:${scope}`],
      handle(request) {
        find(connections, request);
        return ok({ mapping: [] });
      },
    },
  ];
}
