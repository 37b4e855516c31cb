import { randomBytes } from 'node:crypto';
import { HELP_DESK_SCOPES, SELF_SERVICE_SCOPES } from '../../sample-app';
import type { Client, Collection, JsonObject, TenantStore } from '../store';
import { MANAGEMENT_SCOPES } from './management-scopes';

/** The client ids of the seeded applications: fixed, so that bookmarks and examples go on working. */
export const SEEDED_CLIENTS = {
  sampleApp: 'gatehouse-sample-app',
  sampleWeb: 'gatehouse-sample-web',
  sampleBackend: 'gatehouse-sample-backend',
  helpDesk: 'gatehouse-help-desk',
  resend: 'gatehouse-resend',
  deploy: 'gatehouse-deploy',
} as const;

/** The API that the sample app asks an access token for. */
export const SAMPLE_API = 'https://api.gatehouse.example';

/** Of a client, what follows from where the tenant listens. */
const PLACES = ['callbacks', 'allowed_logout_urls', 'web_origins', 'allowed_origins'] as const;

/**
 * Puts the applications in place where they are missing, and lets those that are there be reached where the tenant
 * listens now; what was changed of them since stays. Secrets are made here, once per store: nothing of them is in
 * the repository.
 *
 * @param origins where the tenant can be reached, e.g. `http://localhost:4400`, path prefix included
 * @returns the ids of the clients that were missing
 */
export function seedApplications(store: TenantStore, origins: readonly string[]): string[] {
  const clients = store.collection<Client>('clients');
  const state = store.collection<{ origins: string[] }>('gatehouse-state');
  const places = seededClients(state.get('seeded-applications')?.origins ?? []);
  state.put('seeded-applications', { origins: [...origins] });
  const missing: string[] = [];
  for (const [index, client] of seededClients(origins).entries()) {
    const known = clients.get(client.client_id);
    if (known === undefined) missing.push(client.client_id);
    clients.put(client.client_id, known === undefined ? client : moved(known, places[index], client));
  }
  seedResourceServers(store, origins);
  return missing;
}

function moved(known: Client, from: Client | undefined, to: Client): Client {
  const lists = PLACES.filter((name) => to[name] !== undefined).map((name) => {
    const added = (known[name] ?? []).filter((url) => !from?.[name]?.includes(url));
    return [name, [...new Set([...(to[name] ?? []), ...added])]];
  });
  return { ...to, ...known, ...Object.fromEntries(lists) };
}

function seedResourceServers(store: TenantStore, origins: readonly string[]): void {
  seedSampleApi(store);
  const resourceServers = store.collection('resource-servers');
  const grants = store.collection('client-grants');
  for (const grant of grants.list()) {
    if (String(grant.id).startsWith(SEEDED_GRANT)) grants.delete(String(grant.id));
  }
  for (const server of resourceServers.list()) {
    if (server.is_system === true) resourceServers.delete(String(server.id));
  }
  for (const [index, origin] of origins.entries()) {
    // Auth0 names the Management API by the tenant's own domain; this tenant has one per listener.
    const audience = `${origin}/api/v2/`;
    const id = `rs_management_${index}`;
    resourceServers.put(id, {
      id,
      name: 'Auth0 Management API',
      identifier: audience,
      is_system: true,
      signing_alg: 'RS256',
      token_lifetime: 86_400,
      scopes: MANAGEMENT_SCOPES.map((value) => ({ value })),
    });
    grant(grants, `${SEEDED_GRANT}deploy_${index}`, SEEDED_CLIENTS.deploy, audience, MANAGEMENT_SCOPES);
    grant(
      grants,
      `${SEEDED_GRANT}backend_${index}`,
      SEEDED_CLIENTS.sampleBackend,
      audience,
      SELF_SERVICE_SCOPES,
    );
    grant(grants, `${SEEDED_GRANT}help_desk_${index}`, SEEDED_CLIENTS.helpDesk, audience, HELP_DESK_SCOPES);
    grant(grants, `${SEEDED_GRANT}resend_${index}`, SEEDED_CLIENTS.resend, audience, ['update:users']);
  }
}

const newSecret = () => randomBytes(48).toString('base64url');

function seededClients(origins: readonly string[]): Client[] {
  return [
    sampleApp(origins),
    sampleWeb(origins),
    machineToMachine(SEEDED_CLIENTS.sampleBackend, 'Sample app: backend of the profile page'),
    machineToMachine(SEEDED_CLIENTS.helpDesk, 'Sample app: backend of the help desk'),
    machineToMachine(SEEDED_CLIENTS.resend, 'Actions: sends verification emails again'),
    machineToMachine(SEEDED_CLIENTS.deploy, 'Deploy CLI'),
  ];
}

const SEEDED_GRANT = 'cgr_gatehouse_';

function grant(
  grants: Collection<JsonObject>,
  id: string,
  clientId: string,
  audience: string,
  scope: readonly string[],
): void {
  grants.put(id, { id, client_id: clientId, audience, scope: [...scope], subject_type: 'client' });
}

function seedSampleApi(store: TenantStore): void {
  const resourceServers = store.collection('resource-servers');
  if (resourceServers.get('rs_sample_api') !== undefined) return;
  resourceServers.put('rs_sample_api', {
    id: 'rs_sample_api',
    name: 'Sample API',
    identifier: SAMPLE_API,
    signing_alg: 'RS256',
    allow_offline_access: true,
    token_lifetime: 86_400,
    token_lifetime_for_web: 7_200,
    skip_consent_for_verifiable_first_party_clients: true,
    scopes: [{ value: 'read:profile', description: 'Read the profile' }],
    is_system: false,
  });
}

function sampleApp(origins: readonly string[]): Client {
  const pages = origins.flatMap((origin) => [`${origin}/app`, `${origin}/app/`]);
  const webOrigins = origins.map((origin) => new URL(origin).origin);
  return {
    client_id: SEEDED_CLIENTS.sampleApp,
    name: 'Sample app',
    app_type: 'spa',
    is_first_party: true,
    oidc_conformant: true,
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    callbacks: pages,
    allowed_logout_urls: pages,
    web_origins: webOrigins,
    allowed_origins: webOrigins,
    refresh_token: {
      rotation_type: 'rotating',
      expiration_type: 'expiring',
      leeway: 0,
      token_lifetime: 2_592_000,
    },
    organization_usage: 'allow',
  };
}

/** Profile page and help desk: a server-side application with a session of its own. */
function sampleWeb(origins: readonly string[]): Client {
  return {
    client_id: SEEDED_CLIENTS.sampleWeb,
    client_secret: newSecret(),
    name: 'Sample app: profile page and help desk',
    app_type: 'regular_web',
    is_first_party: true,
    oidc_conformant: true,
    token_endpoint_auth_method: 'client_secret_post',
    grant_types: ['authorization_code'],
    callbacks: origins.map((origin) => `${origin}/app/callback`),
    allowed_logout_urls: origins.map((origin) => `${origin}/app`),
    organization_usage: 'allow',
  };
}

function machineToMachine(clientId: string, name: string): Client {
  return {
    client_id: clientId,
    client_secret: newSecret(),
    name,
    app_type: 'non_interactive',
    is_first_party: true,
    oidc_conformant: true,
    token_endpoint_auth_method: 'client_secret_post',
    grant_types: ['client_credentials'],
  };
}
