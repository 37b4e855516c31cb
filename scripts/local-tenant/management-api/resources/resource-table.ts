import { randomBytes } from 'node:crypto';
import { clientId, hexId, logStreamId, prefixedId } from '../identifiers';
import { isObject } from '../operation';
import type { Resource } from './resource';

/**
 * The resources that are alike. Paths, keys, paging and id prefixes as recorded from a tenant of Auth0's own
 * or as the `auth0` SDK declares them; status codes likewise. What is not alike has code of its own beside
 * this folder.
 */
export const RESOURCES: readonly Resource[] = [
  {
    path: '/rules',
    key: 'rules',
    paging: 'classic',
    newId: prefixedId('rul_'),
    scope: 'rules',
    filters: { enabled: 'enabled' },
    defaults: (_body, request) => ({
      enabled: true,
      order: request.tenant.store.collection('rules').count() + 1,
      stage: 'login_success',
    }),
    unique: {
      properties: ['name'],
      errorCode: 'rule_conflict',
      message: 'A rule with the same name already exists',
    },
  },
  {
    path: '/hooks',
    key: 'hooks',
    paging: 'classic',
    newId: hexId,
    scope: 'hooks',
    filters: { enabled: 'enabled', triggerId: 'triggerId' },
    defaults: () => ({ enabled: false, dependencies: {} }),
  },
  {
    path: '/client-grants',
    key: 'client_grants',
    paging: 'classic',
    newId: prefixedId('cgr_'),
    scope: 'client_grants',
    filters: { audience: 'audience', client_id: 'client_id', subject_type: 'subject_type' },
    defaults: () => ({ scope: [], subject_type: 'client' }),
    unique: {
      properties: ['client_id', 'audience', 'subject_type', 'default_for'],
      errorCode: 'client_grant_conflict',
      message: 'A client grant for this client and audience already exists.',
    },
    notFound: { message: 'The client grant does not exist.', errorCode: 'inexistent_client_grant' },
  },
  {
    path: '/log-streams',
    paging: 'none',
    newId: logStreamId,
    scope: 'log_streams',
    createStatus: 200,
    merged: ['sink'],
    defaults: () => ({ status: 'active', isPriority: false }),
    beforeWrite(stream) {
      if (stream.type !== 'eventbridge' || !isObject(stream.sink)) return;
      stream.sink.awsPartnerEventSource ??= `aws.partner/auth0.com/${String(stream.id)}/auth0.logs`;
    },
    notFound: { message: 'The log stream does not exist', errorCode: 'inexistent_log_stream' },
  },
  {
    path: '/event-streams',
    key: 'eventStreams',
    paging: 'checkpoint',
    newId: prefixedId('est_', 22),
    scope: 'event_streams',
    timestamps: true,
    hidden: [
      'destination.configuration.webhook_authorization.token',
      'destination.configuration.webhook_authorization.password',
    ],
    defaults: () => ({ status: 'enabled', subscriptions: [] }),
  },
  {
    path: '/flows/vault/connections',
    collection: 'flows-vault-connections',
    key: 'connections',
    paging: 'classic',
    newId: prefixedId('ac_', 22),
    scope: 'flows_vault_connections',
    timestamps: true,
    hidden: ['setup'],
    defaults: () => ({ ready: true, fingerprint: randomBytes(32).toString('hex') }),
  },
  {
    path: '/flows',
    key: 'flows',
    paging: 'classic',
    newId: prefixedId('af_', 22),
    scope: 'flows',
    timestamps: true,
    onlyInDetail: ['actions'],
    defaults: () => ({ actions: [] }),
  },
  {
    path: '/network-acls',
    key: 'network_acls',
    paging: 'totals',
    newId: prefixedId('acl_', 22),
    scope: 'network_acls',
    timestamps: true,
  },
  {
    path: '/self-service-profiles',
    key: 'self_service_profiles',
    paging: 'totals',
    newId: prefixedId('ssp_', 22),
    scope: 'self_service_profiles',
    timestamps: true,
    defaults: () => ({ user_attributes: [], allowed_strategies: [] }),
  },
  {
    path: '/token-exchange-profiles',
    key: 'token_exchange_profiles',
    paging: 'checkpoint',
    newId: prefixedId('tep_'),
    scope: 'token_exchange_profiles',
    timestamps: true,
  },
  {
    path: '/user-attribute-profiles',
    key: 'user_attribute_profiles',
    paging: 'checkpoint',
    newId: prefixedId('uap_', 22),
    scope: 'user_attribute_profiles',
    merged: ['user_id'],
    defaults: () => ({ user_attributes: {} }),
    beforeWrite(profile) {
      profile.user_id = { ...DEFAULT_USER_ID_MAPPING, ...(isObject(profile.user_id) ? profile.user_id : {}) };
    },
  },
  {
    path: '/connection-profiles',
    key: 'connection_profiles',
    paging: 'checkpoint',
    newId: prefixedId('cop_', 22),
    scope: 'connection_profiles',
  },
  {
    path: '/rate-limit-policies',
    key: 'rate_limit_policies',
    paging: 'checkpoint',
    newId: prefixedId('rlp_', 22),
    scope: 'rate_limit_policies',
    timestamps: true,
    filters: { resource: 'resource', consumer: 'consumer', consumer_selector: 'consumer_selector' },
  },
  {
    path: '/branding/phone/providers',
    collection: 'phone-providers',
    key: 'providers',
    paging: 'none',
    newId: prefixedId('pro_', 22),
    scope: 'phone_providers',
    timestamps: true,
    defaults: (_body, request) => ({ tenant: request.tenant.store.name, channel: 'phone', disabled: false }),
    present: (provider) => ({ ...provider, credentials: null }),
  },
  {
    path: '/branding/phone/templates',
    collection: 'phone-templates',
    key: 'templates',
    paging: 'none',
    newId: prefixedId('tem_', 22),
    scope: 'phone_templates',
    timestamps: true,
    merged: ['content'],
    filters: { disabled: 'disabled' },
    defaults: (_body, request) => ({
      tenant: request.tenant.store.name,
      channel: 'phone',
      disabled: false,
      content: { syntax: 'liquid', body: { text: '', voice: '' } },
    }),
  },
  {
    path: '/branding/themes',
    collection: 'themes',
    paging: 'none',
    without: ['list'],
    idField: 'themeId',
    newId: clientId,
    scope: 'branding',
    createScope: 'update:branding',
    createStatus: 200,
    defaults: () => ({ displayName: 'Unnamed Theme' }),
    merged: ['borders', 'colors', 'fonts', 'page_background', 'widget'],
    notFound: {
      message: 'There was an error retrieving branding settings: invalid theme ID',
      errorCode: 'theme_not_found',
    },
  },
  {
    path: '/custom-domains',
    paging: 'none',
    idField: 'custom_domain_id',
    newId: prefixedId('cd_'),
    scope: 'custom_domains',
    defaults: (body) => ({
      primary: true,
      is_default: false,
      status: 'pending_verification',
      tls_policy: 'recommended',
      origin_domain_name: `${String(body.domain)}.edge.tenants.localhost`,
      verification: { methods: [{ name: 'cname', record: `${String(body.domain)}.edge.tenants.localhost` }] },
    }),
    unique: { properties: ['domain'], errorCode: 'custom_domain_already_exists' },
    merged: ['domain_metadata'],
  },
  {
    path: '/agents',
    key: 'agents',
    paging: 'checkpoint',
    idField: 'agent_id',
    newId: prefixedId('agt_', 22),
    scope: 'agents',
    timestamps: true,
    merged: ['metadata'],
    defaults: () => ({ metadata: {} }),
  },
  {
    path: '/organization-templates',
    key: 'organization_templates',
    paging: 'checkpoint',
    without: ['delete'],
    newId: prefixedId('ot_', 22),
    scope: 'organization_templates',
    timestamps: true,
    defaults: () => ({ is_default: false }),
  },
  {
    path: '/verifiable-credentials/verification/templates',
    collection: 'verification-templates',
    key: 'templates',
    paging: 'checkpoint',
    newId: prefixedId('vct_', 22),
    scope: 'vdcs_templates',
    timestamps: true,
  },
  {
    path: '/device-credentials',
    key: 'device_credentials',
    paging: 'classic',
    without: ['get', 'update'],
    newId: prefixedId('dcr_'),
    scope: 'device_credentials',
    createScope: 'create:current_user_device_credentials',
    filters: { user_id: 'user_id', client_id: 'client_id', type: 'type' },
    hidden: ['value'],
    defaults: (_body, { caller }) => ({ client_id: caller.clientId }),
  },
  {
    // What users consented to. The local tenant asks nobody for consent, so that these come from a restore alone.
    path: '/grants',
    key: 'grants',
    paging: 'classic',
    without: ['create', 'get', 'update'],
    newId: hexId,
    scope: 'grants',
    filters: { user_id: 'user_id', client_id: 'clientID', audience: 'audience' },
  },
];

/** Recorded: a profile that names only the OIDC mapping still shows the others. */
const DEFAULT_USER_ID_MAPPING = {
  oidc_mapping: 'sub',
  saml_mapping: [
    'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier',
    'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn',
    'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name',
  ],
  scim_mapping: 'externalId',
} as const;

/** The resource of the table that has this path. */
export function resourceAt(path: string): Resource {
  const resource = RESOURCES.find((candidate) => candidate.path === path);
  if (resource === undefined) throw new TypeError(`no resource at ${path}`);
  return resource;
}
