import type { ManagementClient } from 'auth0';
import { completed, everyOf, named, PAGE, resource } from './read-resources';
import {
  asObject,
  type JsonObject,
  listed,
  omit,
  type ResourceType,
  type TenantResource,
} from './resource-type';

const CLIENT: ResourceType = {
  section: 'clients',
  kind: 'client',
  title: 'application',
  scopes: { read: ['read:clients'], write: ['create:clients', 'update:clients', 'delete:clients'] },
  ...listed('name', (client, file) => ({
    ...client,
    ...(typeof client.custom_login_page === 'string'
      ? { custom_login_page: file(`clients/${client.custom_login_page}`) || client.custom_login_page }
      : {}),
  })),
  read: async (client, names) =>
    named(await everyOf(client.clients.list({ is_global: false, per_page: PAGE })), names, {
      id: 'client_id',
      without: ['client_secret', 'signing_keys', 'global'],
    }),
  writeOnly: ['client_secret'],
  change: async (client, { id }, patch) => client.clients.update(id, patch),
  remove: (client, id) => client.clients.delete(id),
};

const CLIENT_GRANT: ResourceType = {
  section: 'clientGrants',
  kind: 'clientGrant',
  title: 'grant of',
  scopes: {
    read: ['read:client_grants', 'read:clients'],
    write: ['create:client_grants', 'update:client_grants', 'delete:client_grants'],
  },
  wanted: (section) => Object.fromEntries(grants(section).map((grant) => [grantName(grant), grant])),
  staged: (section, names) => grants(section).filter((grant) => names.has(grantName(grant))),
  read: async (client, names) => {
    const [found, clientNames] = await Promise.all([
      everyOf(client.clientGrants.list({ take: 50 })),
      namesOfClients(client),
    ]);
    // tenant.yaml may say either: the client's name or its id.
    const both = found.flatMap((grant) => [
      grant,
      { ...grant, client_id: clientNames.get(String(grant.client_id)) ?? grant.client_id },
    ]);
    return Object.fromEntries(
      both
        .filter((grant) => names.includes(grantName(grant)))
        .map((grant) => [grantName(grant), resource(grant)]),
    );
  },
  unordered: ['scope'],
  change: async (client, { id }, patch) => client.clientGrants.update(id, patch),
  remove: (client, id) => client.clientGrants.delete(id),
};

const grants = (section: unknown) => (Array.isArray(section) ? (section as JsonObject[]) : []);
const grantName = (grant: JsonObject) => `${String(grant.client_id)} for ${String(grant.audience)}`;

const RESOURCE_SERVER: ResourceType = {
  section: 'resourceServers',
  kind: 'resourceServer',
  title: 'API',
  scopes: {
    read: ['read:resource_servers'],
    write: ['create:resource_servers', 'update:resource_servers', 'delete:resource_servers', 'read:clients'],
  },
  ...listed('identifier'),
  read: async (client, names) =>
    named(await everyOf(client.resourceServers.list({ per_page: PAGE })), names, {
      key: 'identifier',
      without: ['signing_secret'],
    }),
  writeOnly: ['signing_secret'],
  unordered: ['scopes'],
  change: async (client, { id }, patch) => client.resourceServers.update(id, patch),
  remove: (client, id) => client.resourceServers.delete(id),
};

/** Options of connections that are somebody's secret. Some tenants show them, some mask them, some leave them out. */
const SECRET_OPTIONS = [
  'client_secret',
  'app_secret',
  'configuration',
  'twilio_token',
  'gateway_authentication.secret',
  'api_key',
];

/** Databases are connections of the strategy `auth0`; tenant.yaml and the CLI keep them apart. */
function connections(
  section: string,
  title: string,
  isOwn: (strategy: unknown) => boolean,
  defaults: JsonObject,
): ResourceType {
  return {
    section,
    kind: title,
    title,
    scopes: {
      read: ['read:connections', 'read:clients'],
      write: ['create:connections', 'update:connections', 'delete:connections', 'read:actions'],
    },
    ...listed('name', (connection, file) => withScripts({ ...defaults, ...connection }, file)),
    read: async (client, names) => {
      const all = await everyOf(client.connections.list({ take: 50 }));
      const own = named(
        all.filter(({ strategy }) => isOwn(strategy)),
        names,
        { without: ['provisioning_ticket_url'] },
      );
      if (Object.keys(own).length === 0) return own;
      const clientNames = await namesOfClients(client);
      return completed(own, async ({ id }) => {
        const enabled = await everyOf(client.connections.clients.get(id, { take: 100 }));
        const names = enabled.map(
          (each) => clientNames.get(String(each.client_id)) ?? String(each.client_id),
        );
        return { enabled_clients: names.sort() };
      });
    },
    writeOnly: SECRET_OPTIONS.map((option) => `options.${option}`),
    unordered: ['enabled_clients'],
    // auth0-deploy-cli 8.44, handlers/connections: an empty list is skipped.
    impossible: (wanted, { content }) =>
      Array.isArray(wanted.enabled_clients) &&
      wanted.enabled_clients.length === 0 &&
      listOf(content.enabled_clients).length > 0
        ? 'the Deploy CLI does not take a connection from its last application: do that in the Dashboard, or delete the key enabled_clients'
        : undefined,
    change: async (client, found, patch, before) => {
      const { enabled_clients: clients, ...rest } = patch;
      if (Object.keys(rest).length > 0) await client.connections.update(found.id, rest);
      if (clients !== undefined) await enableClients(client, found, before);
    },
    remove: (client, id) => client.connections.delete(id),
  };
}

function withScripts(connection: JsonObject, file: (path: string) => string): JsonObject {
  const options = asObject(connection.options);
  if (options.customScripts === undefined) return connection;
  const scripts = Object.entries(asObject(options.customScripts)).map(([name, path]) => [
    name,
    file(String(path)),
  ]);
  return { ...connection, options: { ...options, customScripts: Object.fromEntries(scripts) } };
}

const listOf = (clients: unknown) => (Array.isArray(clients) ? clients.map(String) : []);

async function enableClients(
  client: ManagementClient,
  found: TenantResource,
  before: JsonObject,
): Promise<void> {
  const ids = new Map([...(await namesOfClients(client))].map(([id, name]) => [name, id]));
  const wanted = listOf(before.enabled_clients);
  const now = listOf(found.content.enabled_clients);
  const changes = [
    ...wanted.filter((name) => !now.includes(name)).map((name) => ({ name, status: true })),
    ...now.filter((name) => !wanted.includes(name)).map((name) => ({ name, status: false })),
  ];
  if (changes.length === 0) return;
  await client.connections.clients.update(
    found.id,
    changes.map(({ name, status }) => ({ client_id: ids.get(name) ?? name, status })),
  );
}

/** By id; the CLI lets tenant.yaml name clients by their name. */
async function namesOfClients(client: ManagementClient): Promise<Map<string, string>> {
  const all = await everyOf(client.clients.list({ per_page: PAGE }));
  return new Map(all.map(({ client_id: id, name }) => [String(id), String(name)]));
}

const ROLE: ResourceType = {
  section: 'roles',
  kind: 'role',
  title: 'role',
  scopes: { read: ['read:roles'], write: ['create:roles', 'update:roles', 'delete:roles'] },
  ...listed('name'),
  read: async (client, names) =>
    completed(named(await everyOf(client.roles.list({ per_page: PAGE })), names), async ({ id }) => {
      const permissions = await everyOf(client.roles.permissions.list(id, { per_page: PAGE }));
      return {
        permissions: permissions.map(({ permission_name, resource_server_identifier }) => ({
          permission_name,
          resource_server_identifier,
        })),
      };
    }),
  unordered: ['permissions'],
  change: async (client, found, patch, before) => {
    const { permissions, ...rest } = patch;
    if (Object.keys(rest).length > 0) await client.roles.update(found.id, rest);
    if (permissions === undefined) return;
    const [old, now] = [permissionsOf(before), permissionsOf(found.content)];
    const lost = old.filter((each) => !now.some((other) => samePermission(each, other)));
    const added = now.filter((each) => !old.some((other) => samePermission(each, other)));
    if (lost.length > 0) await client.roles.permissions.add(found.id, { permissions: lost });
    if (added.length > 0) await client.roles.permissions.delete(found.id, { permissions: added });
  },
  remove: (client, id) => client.roles.delete(id),
};

interface Permission {
  permission_name: string;
  resource_server_identifier: string;
}

const permissionsOf = (role: JsonObject) => (role.permissions ?? []) as Permission[];

const samePermission = (a: Permission, b: Permission) =>
  a.permission_name === b.permission_name && a.resource_server_identifier === b.resource_server_identifier;

const ORGANIZATION: ResourceType = {
  section: 'organizations',
  kind: 'organization',
  title: 'organization',
  scopes: {
    read: ['read:organizations', 'read:organization_connections', 'read:connections'],
    write: [
      'create:organizations',
      'update:organizations',
      'delete:organizations',
      'create:organization_connections',
      'update:organization_connections',
      'delete:organization_connections',
      'read:clients',
      'read:client_grants',
      'read:organization_client_grants',
      'read:organization_discovery_domains',
    ],
  },
  // The CLI takes a list that is not there for an empty one.
  ...listed('name', (organization) => ({ connections: [], ...organization })),
  read: async (client, names) => {
    const found = named(await everyOf(client.organizations.list({ take: 50 })), names);
    return completed(found, async ({ id }) => {
      const connected = await everyOf(client.organizations.enabledConnections.list(id, { per_page: PAGE }));
      return {
        connections: connected.map(({ connection, ...rest }) => ({
          name: asObject(connection).name,
          ...omit(rest, ['connection_id']),
        })),
      };
    });
  },
  unordered: ['connections'],
  // Lists of their own that gatehouse does not read.
  writeOnly: ['client_grants', 'discovery_domains', 'clients'],
  change: async (client, found, patch, before) => {
    const { connections: changed, ...rest } = patch;
    if (Object.keys(rest).length > 0) await client.organizations.update(found.id, rest as never);
    if (changed !== undefined) await connectOrganization(client, found, before);
  },
  remove: (client, id) => client.organizations.delete(id),
};

async function connectOrganization(
  client: ManagementClient,
  found: TenantResource,
  before: JsonObject,
): Promise<void> {
  const all = await everyOf(client.connections.list({ take: 50 }));
  const idOf = (connection: JsonObject) => String(all.find(({ name }) => name === connection.name)?.id ?? '');
  const listOf = (content: JsonObject) => (content.connections ?? []) as JsonObject[];
  const { enabledConnections } = client.organizations;
  for (const connection of listOf(found.content)) {
    const earlier = listOf(before).find(({ name }) => name === connection.name);
    if (earlier === undefined) await enabledConnections.delete(found.id, idOf(connection));
    else await enabledConnections.update(found.id, idOf(connection), omit(earlier, ['name']));
  }
  for (const connection of listOf(before)) {
    if (listOf(found.content).some(({ name }) => name === connection.name)) continue;
    await enabledConnections.add(found.id, {
      connection_id: idOf(connection),
      ...omit(connection, ['name']),
    });
  }
}

/** Who may log in, and for what. */
export const APPLICATIONS: readonly ResourceType[] = [
  CLIENT,
  RESOURCE_SERVER,
  CLIENT_GRANT,
  connections('databases', 'database', (strategy) => strategy === 'auth0', { strategy: 'auth0' }),
  connections('connections', 'connection', (strategy) => strategy !== 'auth0', {}),
  ROLE,
  ORGANIZATION,
];
