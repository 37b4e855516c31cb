import type { ManagementClient } from 'auth0';
import { eachOf, named, orNull, plainJson, resource } from './read-resources';
import { keyed, listed, omit, type ResourceType, whole } from './resource-type';

const TENANT: ResourceType = {
  section: 'tenant',
  kind: 'tenant',
  title: 'tenant',
  scopes: { read: ['read:tenant_settings'], write: ['update:tenant_settings'] },
  ...whole('settings'),
  read: async (client) => ({ settings: resource(plainJson(await client.tenants.settings.get())) }),
  unordered: ['enabled_locales'],
  change: async (client, _found, patch) => client.tenants.settings.update(patch),
};

type Guard = { get(): PromiseLike<unknown>; update(patch: object): PromiseLike<unknown> };

const GUARDS = (client: ManagementClient): Readonly<Record<string, Guard>> =>
  client.attackProtection as never;

const ATTACK_PROTECTION: ResourceType = {
  section: 'attackProtection',
  kind: 'attackProtection',
  title: 'attack protection:',
  scopes: { read: ['read:attack_protection'], write: ['update:attack_protection'] },
  ...keyed(),
  read: async (client, names) => {
    const found = await eachOf(names, (name) => {
      const guard = GUARDS(client)[name];
      return guard === undefined
        ? Promise.reject(Object.assign(new Error(), { statusCode: 404 }))
        : guard.get();
    });
    return Object.fromEntries(
      Object.entries(found).map(([name, { content }]) => [name, { id: name, content }]),
    );
  },
  writeOnly: [
    'recaptcha_v2.secret',
    'recaptcha_enterprise.api_key',
    'hcaptcha.secret',
    'friendly_captcha.secret',
    'arkose.secret',
  ],
  change: async (client, { id }, patch) => GUARDS(client)[id]?.update(patch),
};

const EMAIL_PROVIDER: ResourceType = {
  section: 'emailProvider',
  kind: 'emailProvider',
  title: 'email provider',
  scopes: {
    read: ['read:email_provider'],
    write: ['create:email_provider', 'update:email_provider', 'delete:email_provider'],
  },
  ...whole('settings'),
  read: async (client): Promise<Record<string, { id: string; content: Record<string, unknown> }>> => {
    const fields = 'name,enabled,credentials,settings,default_from_address';
    const found = await orNull(() => client.emails.provider.get({ fields, include_fields: true }));
    return found === null ? {} : { settings: resource(plainJson(found)) };
  },
  writeOnly: ['credentials'],
  change: async (client, _found, patch) =>
    client.emails.provider.update(omit(patch, ['credentials']) as never),
  remove: (client) => client.emails.provider.delete(),
};

const LOG_STREAM: ResourceType = {
  section: 'logStreams',
  kind: 'logStream',
  title: 'log stream',
  scopes: {
    read: ['read:log_streams'],
    write: ['create:log_streams', 'update:log_streams', 'delete:log_streams'],
  },
  ...listed('name'),
  read: async (client, names) => named((await client.logStreams.list()).map(plainJson), names),
  writeOnly: [
    'sink.httpAuthorization',
    'sink.httpCustomHeaders',
    'sink.datadogApiKey',
    'sink.splunkToken',
    'sink.sumoSourceAddress',
    'sink.mixpanelServiceAccountPassword',
    'sink.segmentWriteKey',
  ],
  change: async (client, { id }, patch) => client.logStreams.update(id, patch as never),
  remove: (client, id) => client.logStreams.delete(id),
};

const GUARDIAN_FACTOR: ResourceType = {
  section: 'guardianFactors',
  kind: 'guardianFactor',
  title: 'MFA factor',
  scopes: { read: ['read:guardian_factors'], write: ['update:guardian_factors'] },
  ...listed('name'),
  read: async (client, names) =>
    Object.fromEntries(
      (await client.guardian.factors.list())
        .filter(({ name }) => names.includes(String(name)))
        .map((factor) => [String(factor.name), { id: String(factor.name), content: plainJson(factor) }]),
    ),
  change: async (client, { id }, _patch, before) =>
    client.guardian.factors.set(id as 'otp', { enabled: before.enabled === true }),
};

/** The tenant itself, and how it defends itself. */
export const TENANT_SETTINGS: readonly ResourceType[] = [
  TENANT,
  ATTACK_PROTECTION,
  EMAIL_PROVIDER,
  LOG_STREAM,
  GUARDIAN_FACTOR,
];
