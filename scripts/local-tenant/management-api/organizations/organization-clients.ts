import type { JsonObject } from '../../store';
import { type ApiRequest, bodyObject, created, isObject, NO_CONTENT, type Operation, ok } from '../operation';
import { checkpointPage } from '../paging';
import { findLink, links, organizationId, putLinks, restoreLinks } from './links';

/** The applications that an organization is limited to. */
export function clientOperations(): Operation[] {
  const path = '/organizations/:id/clients';
  const given = (request: ApiRequest) => {
    const { clients } = bodyObject(request);
    return Array.isArray(clients) ? clients.filter(isObject) : [];
  };
  const shown = (request: ApiRequest, link: JsonObject): JsonObject => {
    const client = request.tenant.store.collection('clients').get(String(link.client_id));
    return { ...link, client: { name: client?.name, app_type: client?.app_type } };
  };
  const without = (request: ApiRequest, removed: JsonObject[]) =>
    links(request, 'clients').filter((link) => !removed.some(({ client_id: id }) => id === link.client_id));
  return [
    {
      method: 'GET',
      path,
      scopes: ['read:organization_clients'],
      handle(request) {
        const all = links(request, 'clients').map((link) => shown(request, link));
        return ok(checkpointPage(all, request.query, 'clients'));
      },
      restore: restoreLinks('clients', 'clients'),
    },
    {
      method: 'POST',
      path,
      scopes: ['create:organization_clients'],
      handle(request) {
        const added = given(request).map((link) => ({ use_for_member_access: false, ...link }));
        putLinks(request, organizationId(request), 'clients', [...without(request, added), ...added]);
        return created(added.map((link) => shown(request, link)));
      },
    },
    {
      method: 'DELETE',
      path,
      scopes: ['delete:organization_clients'],
      handle(request) {
        putLinks(request, organizationId(request), 'clients', without(request, given(request)));
        return NO_CONTENT;
      },
    },
    {
      method: 'GET',
      path: `${path}/:client_id`,
      scopes: ['read:organization_clients'],
      handle: (request) =>
        ok(shown(request, findLink(request, 'clients', 'client_id', request.params.client_id))),
    },
    {
      method: 'PATCH',
      path: `${path}/:client_id`,
      scopes: ['update:organization_clients'],
      handle(request) {
        const link = findLink(request, 'clients', 'client_id', request.params.client_id);
        const changed = { ...link, ...bodyObject(request) };
        putLinks(request, organizationId(request), 'clients', [...without(request, [link]), changed]);
        return ok(shown(request, changed));
      },
    },
  ];
}
