import type { JsonObject } from '../../store';
import { conflict, notFound } from '../api-error';
import { type ApiRequest, bodyObject, created, type Operation, ok } from '../operation';
import { classicPage } from '../paging';
import { findLink, links, organizationId, putLinks, removeLink, restoreLinks } from './links';

/** `enabled_connections` is the older name of the same list, and of the same thing in it. */
export function connectionOperations(name: 'connections' | 'enabled_connections'): Operation[] {
  const path = `/organizations/:id/${name}`;
  const one = (request: ApiRequest) =>
    findLink(request, 'connections', 'connection_id', request.params.connection_id);
  const shown = (request: ApiRequest, link: JsonObject): JsonObject => {
    const connection = request.tenant.store.collection('connections').get(String(link.connection_id));
    return {
      ...link,
      ...(connection === undefined
        ? {}
        : { connection: { name: connection.name, strategy: connection.strategy } }),
    };
  };
  return [
    {
      method: 'GET',
      path,
      scopes: ['read:organization_connections'],
      handle(request) {
        const all = links(request, 'connections').map((link) => shown(request, link));
        return ok(classicPage(all, request.query, name));
      },
      restore: restoreLinks('connections', name),
    },
    {
      method: 'POST',
      path,
      scopes: ['create:organization_connections'],
      handle(request) {
        const body = bodyObject(request);
        const all = links(request, 'connections');
        if (request.tenant.store.collection('connections').get(String(body.connection_id)) === undefined) {
          throw notFound('The connection does not exist', 'inexistent_connection');
        }
        if (all.some((link) => link.connection_id === body.connection_id)) {
          throw conflict(
            'The connection is already enabled for this organization.',
            'connection_already_enabled',
          );
        }
        const link = {
          assign_membership_on_login: false,
          show_as_button: true,
          is_signup_enabled: false,
          ...body,
        };
        putLinks(request, organizationId(request), 'connections', [...all, link]);
        return created(shown(request, link));
      },
    },
    {
      method: 'GET',
      path: `${path}/:connection_id`,
      scopes: ['read:organization_connections'],
      handle: (request) => ok(shown(request, one(request))),
    },
    {
      method: 'PATCH',
      path: `${path}/:connection_id`,
      scopes: ['update:organization_connections'],
      handle(request) {
        const changed = { ...one(request), ...bodyObject(request) };
        const all = links(request, 'connections').map((link) =>
          link.connection_id === changed.connection_id ? changed : link,
        );
        putLinks(request, organizationId(request), 'connections', all);
        return ok(shown(request, changed));
      },
    },
    {
      method: 'DELETE',
      path: `${path}/:connection_id`,
      scopes: ['delete:organization_connections'],
      handle: (request) => removeLink(request, 'connections', 'connection_id', request.params.connection_id),
    },
  ];
}
