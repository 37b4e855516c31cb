import type { JsonObject } from '../../store';
import { badRequest } from '../api-error';
import { bodyObject, isObject, type Operation, ok } from '../operation';
import { pickFields } from '../paging';
import { patchDocument } from '../resources/documents';
import { singletons } from '../resources/singleton';

const NAME = 'tenant-settings';
const SANDBOX_VERSIONS = ['22', '18', '12'];

/** Session lifetimes are sent in minutes and kept, and read, in hours. */
const LIFETIMES = [
  'session_lifetime',
  'idle_session_lifetime',
  'ephemeral_session_lifetime',
  'idle_ephemeral_session_lifetime',
] as const;

/** Flags that a PATCH answers with and a GET leaves out (recorded). */
const FLAGS_ONLY_AFTER_PATCH = {
  cannot_change_enforce_client_authentication_on_passwordless_start: true,
  enforce_client_authentication_on_passwordless_start: true,
} as const;

/** What a new tenant has (recorded where nobody changed it). */
const INITIAL: JsonObject = {
  allowed_logout_urls: [],
  enabled_locales: ['en'],
  flags: {
    allow_changing_enable_sso: false,
    allow_legacy_delegation_grant_types: false,
    allow_legacy_ro_grant_types: false,
    change_pwd_flow_v1: false,
    disable_impersonation: true,
    enable_apis_section: false,
    enable_client_connections: false,
    enable_custom_domain_in_emails: false,
    enable_dynamic_client_registration: false,
    enable_legacy_logs_search_v2: false,
    enable_public_signup_user_exists_error: false,
    enable_sso: true,
    new_universal_login_experience_enabled: true,
    universal_login: true,
    use_scope_descriptions_for_consent: false,
    revoke_refresh_token_grant: false,
    disable_clickjack_protection_headers: false,
    enable_pipeline2: false,
  },
  idle_session_lifetime: 72,
  sandbox_version: '22',
  session_lifetime: 168,
  resource_parameter_profile: 'audience',
  client_id_metadata_document_supported: false,
  session_cookie: { mode: 'non-persistent' },
};

export const TENANT_SETTINGS_OPERATIONS: readonly Operation[] = [
  {
    method: 'GET',
    path: '/tenants/settings',
    scopes: ['read:tenant_settings'],
    handle: ({ tenant, query }) => {
      const settings = singletons(tenant).get(NAME) ?? INITIAL;
      return ok(pickFields({ ...settings, sandbox_versions_available: SANDBOX_VERSIONS }, query));
    },
    restore({ tenant }, answer) {
      if (!isObject(answer)) return;
      const { sandbox_versions_available: _available, ...settings } = answer;
      singletons(tenant).put(NAME, settings);
    },
  },
  {
    method: 'PATCH',
    path: '/tenants/settings',
    scopes: ['update:tenant_settings'],
    handle(request) {
      const current = singletons(request.tenant).get(NAME) ?? INITIAL;
      const settings = patchDocument(current, inHours(bodyObject(request)), ['flags', 'universal_login']);
      singletons(request.tenant).put(NAME, settings);
      const flags = isObject(settings.flags) ? settings.flags : {};
      const universalLogin = isObject(settings.universal_login) ? settings.universal_login : {};
      return ok({
        ...settings,
        flags: { ...FLAGS_ONLY_AFTER_PATCH, ...flags },
        universal_login: { ...universalLogin, identifier_first: identifierFirst(request.tenant) },
      });
    },
  },
];

function inHours(body: JsonObject): JsonObject {
  const settings = { ...body };
  for (const lifetime of LIFETIMES) {
    const key = `${lifetime}_in_minutes`;
    const minutes = settings[key];
    if (minutes === undefined) continue;
    if (settings[lifetime] !== undefined) {
      throw badRequest(`Payload validation error: only one of ${lifetime} and ${key} may be given.`);
    }
    if (typeof minutes !== 'number') {
      throw badRequest(`Payload validation error: 'Expected type integer' on property ${key}.`);
    }
    delete settings[key];
    settings[lifetime] = minutes / 60;
  }
  return settings;
}

function identifierFirst(tenant: Parameters<typeof singletons>[0]): boolean {
  return singletons(tenant).get('prompts')?.identifier_first === true;
}
