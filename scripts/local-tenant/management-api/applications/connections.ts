import type { JsonObject } from '../../store';
import { badRequest, conflict, notFound } from '../api-error';
import { prefixedId } from '../identifiers';
import { type ApiRequest, bodyObject, isObject, NO_CONTENT, type Operation, ok } from '../operation';
import { checkpointPage } from '../paging';
import type { Resource } from '../resources/resource';
import { documentsOf, find, resourceOperations } from '../resources/resource-operations';

/** Connections: databases, passwordless, social and enterprise. `options` are replaced whole, as Auth0 does. */
const CONNECTIONS: Resource = {
  path: '/connections',
  key: 'connections',
  paging: 'classic',
  newId: prefixedId('con_'),
  scope: 'connections',
  filters: { strategy: 'strategy', name: 'name' },
  merged: ['metadata'],
  defaults: (body) => ({
    is_domain_connection: false,
    authentication: { active: true },
    connected_accounts: { active: false },
    realms: [body.name],
    enabled_clients: [],
  }),
  beforeCreate(connection) {
    const options = isObject(connection.options) ? connection.options : {};
    connection.options =
      connection.strategy === 'auth0' ? { ...options, ...missing(options, DATABASE_OPTIONS) } : options;
  },
  deleted: (now) => ({ status: 202, body: { deleted_at: now.toISOString() } }),
  unique: {
    property: 'name',
    errorCode: 'connection_conflict',
    message: 'A connection with the same name already exists',
  },
  notFound: { message: 'The connection does not exist', errorCode: 'inexistent_connection' },
};

/** What a database connection gets that its creator did not name (recorded). */
const DATABASE_OPTIONS: JsonObject = {
  mfa: { active: true, return_enroll_settings: true },
  passwordPolicy: 'good',
  strategy_version: 2,
  brute_force_protection: true,
  password_options: {
    complexity: {
      character_type_rule: 'all',
      identical_characters: 'allow',
      sequential_characters: 'allow',
      max_length_exceeded: 'error',
      min_length: 15,
      character_types: [],
    },
    profile_data: {
      active: false,
      blocked_fields: [
        'name',
        'username',
        'nickname',
        'email',
        'phone_number',
        'user_metadata.name',
        'user_metadata.first',
        'user_metadata.last',
      ],
    },
    history: { active: false, size: 3 },
    dictionary: { active: false, custom: [], default: 'en_100k' },
  },
  authentication_methods: {
    password: { enabled: true, api_behavior: 'required', signup_behavior: 'allow' },
    passkey: { enabled: false },
  },
  passkey_options: {
    challenge_ui: 'both',
    progressive_enrollment_enabled: true,
    local_enrollment_enabled: true,
  },
};

const SYNCHRONIZED_GROUPS = '/connections/:id/directory-provisioning/synchronized-groups';

export const CONNECTION_OPERATIONS: readonly Operation[] = [
  ...resourceOperations(CONNECTIONS),
  {
    method: 'GET',
    path: '/connections/:id/clients',
    scopes: ['read:connections'],
    handle(request) {
      const clients = enabledClients(find(CONNECTIONS, request)).map((client_id) => ({ client_id }));
      return ok(checkpointPage(clients, request.query, 'clients'));
    },
    restore({ tenant, params }, answer) {
      const connection = documentsOf(CONNECTIONS, tenant).get(params.id ?? '');
      if (connection === undefined || !isObject(answer) || !Array.isArray(answer.clients)) return;
      const enabled = answer.clients.filter(isObject).map((client) => client.client_id);
      documentsOf(CONNECTIONS, tenant).put(params.id ?? '', { ...connection, enabled_clients: enabled });
    },
  },
  {
    method: 'PATCH',
    path: '/connections/:id/clients',
    scopes: ['update:connections'],
    handle: updateClients,
  },
  {
    method: 'GET',
    path: '/connections/:id/status',
    scopes: ['read:connections'],
    handle(request) {
      find(CONNECTIONS, request);
      return { status: 200 };
    },
  },
  {
    method: 'GET',
    path: '/connections-directory-provisionings',
    scopes: ['read:directory_provisionings'],
    handle: (request) =>
      ok(
        checkpointPage(
          request.tenant.store.collection('directory-provisionings').list(),
          request.query,
          'directory_provisionings',
        ),
      ),
  },
  {
    method: 'GET',
    path: '/connections-scim-configurations',
    scopes: ['read:scim_config'],
    handle: (request) =>
      ok(
        checkpointPage(
          request.tenant.store.collection('scim-configurations').list(),
          request.query,
          'scim_configurations',
        ),
      ),
  },
  {
    method: 'GET',
    path: SYNCHRONIZED_GROUPS,
    scopes: ['read:directory_provisionings'],
    handle: (request) => ok(checkpointPage(synchronizedGroups(request), request.query, 'groups')),
  },
  {
    method: 'PUT',
    path: SYNCHRONIZED_GROUPS,
    scopes: ['update:directory_provisionings'],
    handle(request) {
      const { id } = find(CONNECTIONS, request);
      const { groups } = bodyObject(request);
      request.tenant.store.collection('synchronized-groups').put(String(id), { groups });
      return NO_CONTENT;
    },
  },
  ...provisioningOperations(
    'directory-provisioning',
    'directory-provisionings',
    'directory_provisionings',
    () => ({
      mapping: [],
      synchronize_automatically: false,
    }),
  ),
  ...provisioningOperations('scim-configuration', 'scim-configurations', 'scim_config', () => ({
    user_id_attribute: 'externalId',
    mapping: [],
  })),
];

function synchronizedGroups(request: ApiRequest): unknown[] {
  const { id } = find(CONNECTIONS, request);
  const groups = request.tenant.store.collection('synchronized-groups').get(String(id))?.groups;
  return Array.isArray(groups) ? groups : [];
}

function updateClients(request: ApiRequest) {
  const connection = find(CONNECTIONS, request);
  if (!Array.isArray(request.body)) throw badRequest('Payload validation error.');
  const enabled = new Set(enabledClients(connection));
  for (const change of request.body.filter(isObject)) {
    if (change.status === true) enabled.add(String(change.client_id));
    else enabled.delete(String(change.client_id));
  }
  documentsOf(CONNECTIONS, request.tenant).put(String(connection.id), {
    ...connection,
    enabled_clients: [...enabled],
  });
  return NO_CONTENT;
}

function enabledClients(connection: JsonObject): string[] {
  return Array.isArray(connection.enabled_clients) ? connection.enabled_clients.map(String) : [];
}

/** SCIM and directory provisioning hang on a connection in the same way: at most one each, kept by its id. */
function provisioningOperations(
  name: string,
  collection: string,
  scope: string,
  defaults: () => JsonObject,
): Operation[] {
  const path = `/connections/:id/${name}`;
  const documents = (request: ApiRequest) => request.tenant.store.collection(collection);
  const existing = (request: ApiRequest) => {
    find(CONNECTIONS, request);
    const document = documents(request).get(request.params.id ?? '');
    if (document === undefined) throw notFound('Not Found', 'not_found');
    return document;
  };
  const put = (request: ApiRequest, document: JsonObject) => {
    const stamped = { ...document, updated_at: request.tenant.now().toISOString() };
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
        const connection = find(CONNECTIONS, request);
        if (documents(request).get(String(connection.id)) !== undefined) {
          throw conflict(`The connection already has a ${name.replace('-', ' ')}.`, 'already_exists');
        }
        const document = {
          connection_id: connection.id,
          connection_name: connection.name,
          strategy: connection.strategy,
          tenant_name: request.tenant.store.name,
          ...defaults(),
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
        find(CONNECTIONS, request);
        return ok({ mapping: [] });
      },
    },
  ];
}

function missing(object: JsonObject, defaults: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(defaults).filter(([key]) => object[key] === undefined));
}
