import { ApiError } from '../api-error';
import { managementAudience } from '../authenticate';
import { alphanumeric, hexId } from '../identifiers';
import type { ApiRequest, Operation } from '../operation';
import type { Resource } from '../resources/resource';
import { documentsOf, resourceOperations } from '../resources/resource-operations';

/** APIs. Each is found by its id and by its identifier. */
const RESOURCE_SERVERS: Resource = {
  path: '/resource-servers',
  key: 'resource_servers',
  paging: 'classic',
  newId: hexId,
  scope: 'resource_servers',
  filters: { identifiers: 'identifier' },
  defaults: (body) => ({
    is_system: false,
    allow_offline_access: false,
    skip_consent_for_verifiable_first_party_clients: false,
    token_lifetime: 86_400,
    token_lifetime_for_web: 7_200,
    signing_alg: 'RS256',
    scopes: [],
    ...(body.signing_alg === 'HS256' ? { signing_secret: alphanumeric(32) } : {}),
  }),
  unique: {
    properties: ['identifier'],
    errorCode: 'resource_server_conflict',
    message: 'A resource server with the same identifier already exists.',
  },
  // The local tenant answers at several origins, and each has a Management API; a caller sees its own.
  visible: (server, request) =>
    server.is_system !== true ||
    !isLocal(String(server.identifier)) ||
    server.identifier === managementAudience(request.baseUrl),
  beforeDelete(server) {
    if (server.is_system !== true) return;
    throw new ApiError(403, 'System resource servers cannot be deleted.', 'operation_not_supported');
  },
};

export const RESOURCE_SERVER_OPERATIONS: readonly Operation[] = resourceOperations(RESOURCE_SERVERS).map(
  (operation) =>
    operation.path.endsWith('/:id')
      ? { ...operation, handle: (request) => operation.handle(byIdentifier(request)) }
      : operation,
);

function byIdentifier(request: ApiRequest): ApiRequest {
  const wanted = request.params.id ?? '';
  const found = documentsOf(RESOURCE_SERVERS, request.tenant)
    .list()
    .find((server) => server.id !== wanted && server.identifier === wanted);
  return found === undefined ? request : { ...request, params: { ...request.params, id: String(found.id) } };
}

function isLocal(identifier: string): boolean {
  return ['localhost', '127.0.0.1'].includes(new URL(identifier).hostname);
}
