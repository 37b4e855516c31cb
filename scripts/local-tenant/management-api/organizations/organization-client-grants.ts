import type { JsonObject } from '../../store';
import { type ApiRequest, bodyObject, created, isObject, type Operation, ok } from '../operation';
import { checkpointPage, classicPage } from '../paging';
import { find } from '../resources/resource-operations';
import { resourceAt } from '../resources/resource-table';
import { links, organizationId, putLinks, removeLink, restoreLinks } from './links';

/** Which client grants may be used for an organization. */
export function clientGrantOperations(): Operation[] {
  const path = '/organizations/:id/client-grants';
  const grant = (request: ApiRequest, link: JsonObject) =>
    request.tenant.store.collection('client-grants').get(String(link.id)) ?? link;
  return [
    {
      method: 'GET',
      path: '/client-grants/:id/organizations',
      scopes: ['read:organization_client_grants'],
      handle(request) {
        const { tenant, query } = request;
        const grantId = String(find(resourceAt('/client-grants'), request).id);
        const linked = tenant.store.collection('organization-client-grants');
        const has = (items: unknown) =>
          Array.isArray(items) && items.some((link) => isObject(link) && link.id === grantId);
        const organizations = tenant.store
          .collection('organizations')
          .list()
          .filter(({ id }) => has(linked.get(String(id))?.items));
        return ok(checkpointPage(organizations, query, 'organizations'));
      },
    },
    {
      method: 'GET',
      path,
      scopes: ['read:organization_client_grants'],
      handle(request) {
        const all = links(request, 'client-grants').map((link) => grant(request, link));
        return ok(classicPage(all, request.query, 'client_grants'));
      },
      restore: restoreLinks('client-grants', 'client_grants'),
    },
    {
      method: 'POST',
      path,
      scopes: ['create:organization_client_grants'],
      handle(request) {
        const { id } = find(resourceAt('/client-grants'), request, String(bodyObject(request).grant_id));
        const link = { id };
        const others = links(request, 'client-grants').filter(({ id }) => id !== link.id);
        putLinks(request, organizationId(request), 'client-grants', [...others, link]);
        return created(grant(request, link));
      },
    },
    {
      method: 'DELETE',
      path: `${path}/:grant_id`,
      scopes: ['delete:organization_client_grants'],
      handle: (request) => removeLink(request, 'client-grants', 'id', request.params.grant_id),
    },
  ];
}
