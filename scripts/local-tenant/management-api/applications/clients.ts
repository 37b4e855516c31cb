import type { JsonObject } from '../../store';
import { clientId, clientSecret } from '../identifiers';
import { type ApiRequest, bodyObject, isObject, type Operation, ok } from '../operation';
import { checkpointPage } from '../paging';
import type { Resource } from '../resources/resource';
import { documentsOf, find, resourceOperations, shown } from '../resources/resource-operations';
import { credentialOperations, keepCredentialsOf } from './client-credentials';

/** The local tenant signs with one key for all clients: a client's own certificate only looks like one. */
export const PLACEHOLDER_CERTIFICATE = {
  cert: 'the-local-tenant-has-no-certificates',
  pkcs7: 'the-local-tenant-has-no-certificates',
} as const;

/** How refresh tokens are where a client says nothing of them (recorded). */
export const DEFAULT_REFRESH_TOKEN = {
  expiration_type: 'non-expiring',
  leeway: 0,
  infinite_token_lifetime: true,
  infinite_idle_token_lifetime: true,
  token_lifetime: 2_592_000,
  idle_token_lifetime: 1_296_000,
  rotation_type: 'non-rotating',
} as const;

const SECRET_PROPERTIES = ['client_secret', 'signing_keys', 'encryption_key'];

/** Applications. Secrets and keys are shown to callers with read:client_keys alone. */
const CLIENTS: Resource = {
  path: '/clients',
  key: 'clients',
  paging: 'classic',
  idField: 'client_id',
  newId: clientId,
  scope: 'clients',
  filters: { is_global: 'global', is_first_party: 'is_first_party', app_type: 'app_type' },
  merged: [
    'client_metadata',
    'jwt_configuration',
    'native_social_login',
    'refresh_token',
    'addons',
    'mobile',
    'oidc_logout',
  ],
  defaults: (body, request) => newClient(body, request),
  present: (client, request) =>
    request.caller.scopes.includes('read:client_keys')
      ? client
      : Object.fromEntries(Object.entries(client).filter(([key]) => !SECRET_PROPERTIES.includes(key))),
  beforeWrite: (client, request) => {
    const { cross_origin_authentication: current, cross_origin_auth: earlier } = bodyObject(request);
    if (current === undefined && earlier !== undefined) client.cross_origin_authentication = earlier;
    if (client.global !== true) client.cross_origin_auth = client.cross_origin_authentication === true;
    if (isObject(client.jwt_configuration)) client.jwt_configuration.secret_encoded ??= false;
    keepCredentialsOf(client, request);
  },
  beforeDelete: forgetClient,
  notFound: { message: 'The client does not exist', errorCode: 'inexistent_client' },
};

export const CLIENT_OPERATIONS: readonly Operation[] = [
  ...resourceOperations(CLIENTS).map((operation) =>
    operation.method === 'POST' ? { ...operation, handle: createClient(operation) } : operation,
  ),
  {
    method: 'POST',
    path: '/clients/:id/rotate-secret',
    scopes: ['update:client_keys'],
    handle(request) {
      const client: JsonObject = { ...find(CLIENTS, request), client_secret: clientSecret() };
      documentsOf(CLIENTS, request.tenant).put(String(client.client_id), client);
      return ok(shown(CLIENTS, client, request));
    },
  },
  {
    method: 'GET',
    path: '/clients/:id/connections',
    scopes: ['read:connections'],
    handle(request) {
      const id = find(CLIENTS, request).client_id;
      const connections = request.tenant.store
        .collection('connections')
        .list()
        .filter(({ enabled_clients: enabled }) => Array.isArray(enabled) && enabled.includes(id));
      return ok(checkpointPage(connections, request.query, 'connections'));
    },
  },
  ...credentialOperations(CLIENTS),
];

/** What a client has that nobody configured. */
function newClient(body: JsonObject, request: ApiRequest): JsonObject {
  const spa = body.app_type === 'spa' || body.app_type === 'native';
  return {
    tenant: request.tenant.store.name,
    global: false,
    is_token_endpoint_ip_header_trusted: false,
    is_first_party: true,
    oidc_conformant: false,
    sso_disabled: false,
    cross_origin_auth: false,
    refresh_token: DEFAULT_REFRESH_TOKEN,
    signing_keys: [{ ...PLACEHOLDER_CERTIFICATE, subject: `/CN=${new URL(request.baseUrl).hostname}` }],
    callback_url_template: false,
    client_secret: clientSecret(),
    jwt_configuration: { alg: 'RS256', lifetime_in_seconds: 36_000, secret_encoded: false },
    grant_types: spa
      ? ['authorization_code', 'implicit', 'refresh_token']
      : ['authorization_code', 'implicit', 'refresh_token', 'client_credentials'],
    custom_login_page_on: true,
  };
}

/** Only the answer to the POST shows the key and says that it is kept encrypted. */
function createClient(operation: Operation): Operation['handle'] {
  return async (request) => {
    const answer = await operation.handle(request);
    if (!isObject(answer.body)) return answer;
    const keys = answer.body.signing_keys;
    return {
      ...answer,
      body: {
        ...answer.body,
        encrypted: true,
        ...(Array.isArray(keys)
          ? {
              signing_keys: keys.map((key: JsonObject) => ({
                ...key,
                key: 'the-local-tenant-has-no-keys-of-clients',
              })),
            }
          : {}),
      },
    };
  };
}

/** A client that goes is forgotten by everything that names it. */
function forgetClient(client: JsonObject, { tenant }: ApiRequest): void {
  const id = client.client_id;
  const connections = tenant.store.collection('connections');
  for (const connection of connections.list()) {
    const enabled = connection.enabled_clients;
    if (!Array.isArray(enabled) || !enabled.includes(id)) continue;
    connections.put(String(connection.id), {
      ...connection,
      enabled_clients: enabled.filter((other) => other !== id),
    });
  }
  for (const name of ['client-grants', 'client-credentials']) {
    const collection = tenant.store.collection(name);
    for (const document of collection.list()) {
      if (document.client_id === id) collection.delete(String(document.id));
    }
  }
}
