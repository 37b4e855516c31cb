import { conflict } from '../api-error';
import { alphanumeric, prefixedId } from '../identifiers';
import { type ApiRequest, bodyObject, created, type Operation, ok } from '../operation';
import { checkpointPage } from '../paging';
import { findLink, links, organizationId, putLinks, removeLink, restoreLinks } from './links';

/** The email domains by which an organization is found. */
export function discoveryDomainOperations(): Operation[] {
  const path = '/organizations/:id/discovery-domains';
  const newId = prefixedId('dom_', 22);
  const one = (request: ApiRequest) =>
    findLink(request, 'discovery-domains', 'id', request.params.discovery_domain_id);
  return [
    {
      method: 'GET',
      path,
      scopes: ['read:organization_discovery_domains'],
      handle: (request) => ok(checkpointPage(links(request, 'discovery-domains'), request.query, 'domains')),
      restore: restoreLinks('discovery-domains', 'domains'),
    },
    {
      method: 'POST',
      path,
      scopes: ['create:organization_discovery_domains'],
      handle(request) {
        const body = bodyObject(request);
        if (links(request, 'discovery-domains').some(({ domain }) => domain === body.domain)) {
          throw conflict('The domain already exists for this organization.', 'discovery_domain_conflict');
        }
        const domain = {
          id: newId(),
          status: 'pending',
          use_for_organization_discovery: true,
          verification_txt: `auth0-domain-verification=${alphanumeric(22)}`,
          verification_host: `_auth0-challenge.${String(body.domain)}`,
          ...body,
        };
        const all = [...links(request, 'discovery-domains'), domain];
        putLinks(request, organizationId(request), 'discovery-domains', all);
        return created(domain);
      },
    },
    {
      method: 'GET',
      path: `${path}/name/:discovery_domain`,
      scopes: ['read:organization_discovery_domains'],
      handle: (request) =>
        ok(findLink(request, 'discovery-domains', 'domain', request.params.discovery_domain)),
    },
    {
      method: 'GET',
      path: `${path}/:discovery_domain_id`,
      scopes: ['read:organization_discovery_domains'],
      handle: (request) => ok(one(request)),
    },
    {
      method: 'PATCH',
      path: `${path}/:discovery_domain_id`,
      scopes: ['update:organization_discovery_domains'],
      handle(request) {
        const changed = { ...one(request), ...bodyObject(request) };
        const all = links(request, 'discovery-domains').map((link) =>
          link.id === changed.id ? changed : link,
        );
        putLinks(request, organizationId(request), 'discovery-domains', all);
        return ok(changed);
      },
    },
    {
      method: 'DELETE',
      path: `${path}/:discovery_domain_id`,
      scopes: ['delete:organization_discovery_domains'],
      handle: (request) => removeLink(request, 'discovery-domains', 'id', request.params.discovery_domain_id),
    },
  ];
}
