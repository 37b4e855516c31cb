import type { JsonObject } from '../../store';
import { deleteUser, findUserByEmail } from '../../users';
import { badRequest } from '../api-error';
import { prefixedId } from '../identifiers';
import { type ApiRequest, isObject, NO_CONTENT, type Operation, ok } from '../operation';
import { checkpointPage } from '../paging';
import { union } from '../resources/documents';
import type { Resource } from '../resources/resource';
import { documentsOf, find, resourceOperations } from '../resources/resource-operations';
import { provisioningOperations } from './connection-provisioning';

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
    const name = String(connection.name);
    if (!NAME_PATTERN.test(name) || name.length > LONGEST_NAME) {
      throw badRequest(
        `Payload validation error: 'String does not match pattern ${NAME_PATTERN.source}' on property name.`,
      );
    }
    const options = isObject(connection.options) ? connection.options : {};
    connection.options =
      connection.strategy === 'auth0' ? { ...options, ...missing(options, DATABASE_OPTIONS) } : options;
  },
  deleted: (now) => ({ status: 202, body: { deleted_at: now.toISOString() } }),
  unique: {
    properties: ['name'],
    errorCode: 'connection_conflict',
    message: 'A connection with the same name already exists',
  },
  notFound: { message: 'The connection does not exist', errorCode: 'inexistent_connection' },
};

/** The comments of the SDK's types say so. */
const NAME_PATTERN = /^[a-zA-Z0-9](-[a-zA-Z0-9]|[a-zA-Z0-9])*$/;
const LONGEST_NAME = 128;

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
      documentsOf(CONNECTIONS, tenant).put(params.id ?? '', {
        ...connection,
        enabled_clients: union(connection.enabled_clients, enabled),
      });
    },
  },
  {
    method: 'PATCH',
    path: '/connections/:id/clients',
    scopes: ['update:connections'],
    handle: updateClients,
  },
  {
    method: 'DELETE',
    path: '/connections/:id/users',
    scopes: ['delete:users'],
    handle(request) {
      const { email } = request.query;
      const { name } = find(CONNECTIONS, request);
      const user = email === undefined ? undefined : findUserByEmail(request.tenant, email, String(name));
      if (user !== undefined) deleteUser(request.tenant, user.user_id);
      return NO_CONTENT;
    },
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
  ...provisioningOperations(CONNECTIONS),
];

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

function missing(object: JsonObject, defaults: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(defaults).filter(([key]) => object[key] === undefined));
}
