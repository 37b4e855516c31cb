import type { JsonObject } from '../../store';
import { type ApiRequest, bodyObject, created, type Operation, ok } from '../operation';
import { classicPage } from '../paging';
import { links, organizationId, putLinks, removeLink, restoreLinks } from './links';

/** Which client grants may be used for an organization. */
export function clientGrantOperations(): Operation[] {
  const path = '/organizations/:id/client-grants';
  const grant = (request: ApiRequest, link: JsonObject) =>
    request.tenant.store.collection('client-grants').get(String(link.id)) ?? link;
  return [
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
        const link = { id: bodyObject(request).grant_id };
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
