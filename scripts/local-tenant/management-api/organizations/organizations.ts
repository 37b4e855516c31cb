import type { JsonObject } from '../../store';
import { badRequest, conflict, notFound } from '../api-error';
import { alphanumeric, prefixedId } from '../identifiers';
import { type ApiRequest, bodyObject, created, isObject, NO_CONTENT, type Operation, ok } from '../operation';
import { checkpointPage, classicPage } from '../paging';
import type { Resource } from '../resources/resource';
import { documentsOf, find, resourceOperations } from '../resources/resource-operations';
import { memberOperations } from './members';

const ORGANIZATIONS: Resource = {
  path: '/organizations',
  key: 'organizations',
  paging: 'classic',
  newId: prefixedId('org_'),
  scope: 'organizations',
  merged: ['branding', 'metadata'],
  defaults: () => ({ third_party_client_access: 'block', is_app_entitlement_active: false }),
  beforeWrite(organization, request) {
    if (!/^[a-z0-9][a-z0-9_-]{0,49}$/.test(String(organization.name))) {
      throw badRequest(
        "Payload validation error: 'String does not match pattern ^[a-z0-9][a-z0-9_-]{0,49}$' on property name.",
      );
    }
    const { enabled_connections: enabled, ...document } = organization;
    if (!Array.isArray(enabled)) return;
    for (const key of Object.keys(organization)) if (!(key in document)) delete organization[key];
    putLinks(request, String(organization.id), 'connections', enabled.filter(isObject));
  },
  beforeDelete(organization, { tenant }) {
    for (const name of LINKED)
      tenant.store.collection(`organization-${name}`).delete(String(organization.id));
  },
  unique: {
    property: 'name',
    errorCode: 'organization_conflict',
    message: 'An organization with this name already exists.',
  },
  notFound: { message: 'No organization found by that id or name', errorCode: 'inexistent_organization' },
};

const LINKED = ['connections', 'client-grants', 'discovery-domains', 'clients'] as const;
type Linked = (typeof LINKED)[number];

export const ORGANIZATION_OPERATIONS: readonly Operation[] = [
  {
    method: 'GET',
    path: '/organizations/name/:name',
    scopes: ['read:organizations'],
    handle(request) {
      const found = documentsOf(ORGANIZATIONS, request.tenant)
        .list()
        .find(({ name }) => name === request.params.name);
      return ok(found ?? find(ORGANIZATIONS, request));
    },
  },
  ...resourceOperations(ORGANIZATIONS),
  ...connectionOperations('connections'),
  ...connectionOperations('enabled_connections'),
  ...clientGrantOperations(),
  ...discoveryDomainOperations(),
  ...clientOperations(),
  ...memberOperations(ORGANIZATIONS),
];

/** `enabled_connections` is the older name of the same list, and of the same thing in it. */
function connectionOperations(name: 'connections' | 'enabled_connections'): Operation[] {
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

function clientGrantOperations(): Operation[] {
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

function discoveryDomainOperations(): Operation[] {
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

function clientOperations(): Operation[] {
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

function organizationId(request: ApiRequest): string {
  return String(find(ORGANIZATIONS, request).id);
}

/** What hangs on an organization, one document per organization and kind. */
function links(request: ApiRequest, kind: Linked): JsonObject[] {
  const stored = request.tenant.store.collection(`organization-${kind}`).get(organizationId(request))?.items;
  return Array.isArray(stored) ? stored.filter(isObject) : [];
}

function putLinks(request: ApiRequest, id: string, kind: Linked, items: JsonObject[]): void {
  request.tenant.store.collection(`organization-${kind}`).put(id, { items });
}

function findLink(request: ApiRequest, kind: Linked, property: string, value?: string): JsonObject {
  const link = links(request, kind).find((candidate) => candidate[property] === value);
  if (link === undefined) throw notFound('Not Found', 'not_found');
  return link;
}

function removeLink(request: ApiRequest, kind: Linked, property: string, value?: string) {
  const kept = links(request, kind).filter((link) => link[property] !== value);
  putLinks(request, organizationId(request), kind, kept);
  return NO_CONTENT;
}

function restoreLinks(kind: Linked, key: string): NonNullable<Operation['restore']> {
  return ({ tenant, params }, answer) => {
    const items = isObject(answer) ? answer[key] : undefined;
    if (Array.isArray(items)) tenant.store.collection(`organization-${kind}`).put(params.id ?? '', { items });
  };
}
