import { badRequest } from '../api-error';
import { prefixedId } from '../identifiers';
import { isObject, type Operation, ok } from '../operation';
import type { Resource } from '../resources/resource';
import { documentsOf, find, resourceOperations } from '../resources/resource-operations';
import { discoveryDomainOperations } from './discovery-domains';
import { invitationOperations } from './invitations';
import { LINKED, NO_ORGANIZATION, putLinks } from './links';
import { memberOperations } from './members';
import { clientGrantOperations } from './organization-client-grants';
import { clientOperations } from './organization-clients';
import { connectionOperations } from './organization-connections';

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
    properties: ['name'],
    errorCode: 'organization_conflict',
    message: 'An organization with this name already exists.',
  },
  notFound: NO_ORGANIZATION,
};

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
  ...invitationOperations(ORGANIZATIONS),
];
