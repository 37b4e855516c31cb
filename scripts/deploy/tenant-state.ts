import type { ManagementClient } from 'auth0';
import { readBanner } from '../bundle';
import { LOCK_NAME } from './deploy-lock';

export type JsonObject = Record<string, unknown>;

/** One Action as the tenant shows it. */
export interface TenantAction {
  id: string;
  name: string;
  /** Made by gatehouse: its text carries the banner. */
  ours: boolean;
  /** What runs; null where it was never deployed. */
  deployed: {
    versionId: string;
    code: string;
    runtime: string;
    dependencies: JsonObject[];
    secrets: string[];
  } | null;
  /** Whether the draft is what runs. */
  allChangesDeployed: boolean;
  status: string;
  trigger: { id: string; version: string };
}

export interface TenantBinding {
  action: string;
  displayName: string;
}

/** As much of a tenant as gatehouse compares and changes. */
export interface TenantState {
  actions: TenantAction[];
  bindings: Record<string, TenantBinding[]>;
  /** By name. */
  forms: Record<string, { id: string; content: JsonObject }>;
  /** By template name; null where the tenant has none. */
  emailTemplates: Record<string, JsonObject | null>;
  promptSettings: JsonObject | null;
  /** By prompt. */
  partials: Record<string, JsonObject>;
  tenant: JsonObject | null;
}

/** What is to be read: nothing that the configuration does not speak of. */
export interface StateRequest {
  triggers: readonly string[];
  forms: readonly string[];
  emailTemplates: readonly string[];
  promptSettings: boolean;
  partials: readonly string[];
  tenant: boolean;
}

const PAGE = 100;

/** Reads through the SDK, which waits where the tenant's rate limit says so. Needs read scopes only. */
export async function readTenantState(client: ManagementClient, request: StateRequest): Promise<TenantState> {
  const [actions, bindings, forms, emailTemplates, promptSettings, partials, tenant] = await Promise.all([
    readActions(client),
    each(request.triggers, (trigger) => readBindings(client, trigger)),
    request.forms.length === 0 ? {} : readForms(client, request.forms),
    each(request.emailTemplates, (template) =>
      orNull(() => plain(client.emailTemplates.get(template as 'verify_email'))),
    ),
    request.promptSettings ? plain(client.prompts.getSettings()) : null,
    each(
      request.partials,
      async (prompt) =>
        (await orNull(() => plain(client.prompts.partials.get(prompt as 'signup')), [400, 403, 404])) ?? {},
    ),
    request.tenant ? plain(client.tenants.settings.get()) : null,
  ]);
  return { actions, bindings, forms, emailTemplates, promptSettings, partials, tenant };
}

async function readActions(client: ManagementClient): Promise<TenantAction[]> {
  const found: TenantAction[] = [];
  for await (const shown of await client.actions.list({ per_page: PAGE })) {
    if (shown.name === LOCK_NAME || shown.integration !== undefined) continue;
    const version = shown.deployed_version;
    const code = version?.code ?? shown.code ?? '';
    found.push({
      id: shown.id ?? '',
      name: shown.name ?? '',
      ours: readBanner(code) !== undefined,
      deployed:
        version?.id === undefined
          ? null
          : {
              versionId: version.id,
              code: version.code ?? '',
              runtime: version.runtime ?? '',
              dependencies: (version.dependencies ?? []).map(({ name, version: wanted }) => ({
                name,
                version: wanted,
              })),
              secrets: (version.secrets ?? []).map((secret) => secret.name ?? '').sort(),
            },
      allChangesDeployed: shown.all_changes_deployed === true,
      status: shown.status ?? '',
      trigger: {
        id: shown.supported_triggers?.[0]?.id ?? '',
        version: shown.supported_triggers?.[0]?.version ?? '',
      },
    });
  }
  return found;
}

async function readBindings(client: ManagementClient, trigger: string): Promise<TenantBinding[]> {
  const found: TenantBinding[] = [];
  for await (const binding of await client.actions.triggers.bindings.list(trigger as 'post-login', {
    per_page: 50,
  })) {
    const action = binding.action?.name ?? '';
    found.push({ action, displayName: binding.display_name ?? action });
  }
  return found;
}

async function readForms(client: ManagementClient, names: readonly string[]): Promise<TenantState['forms']> {
  const forms: TenantState['forms'] = {};
  for await (const form of await client.forms.list({ per_page: PAGE })) {
    if (!names.includes(form.name)) continue;
    const content = await plain(client.forms.get(form.id));
    forms[form.name] = { id: form.id, content };
  }
  return forms;
}

/** The SDK's answers are typed per endpoint; here they are compared as the JSON that they are. */
async function plain(answer: PromiseLike<unknown>): Promise<JsonObject> {
  return JSON.parse(JSON.stringify((await answer) ?? {})) as JsonObject;
}

/** 404 is an ordinary answer for what may be absent; for partials so is a refusal, where there is no custom domain. */
async function orNull<T>(read: () => Promise<T>, absent: readonly number[] = [404]): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (absent.includes((error as { statusCode?: number }).statusCode ?? 0)) return null;
    throw error;
  }
}

async function each<T>(
  names: readonly string[],
  read: (name: string) => Promise<T>,
): Promise<Record<string, T>> {
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await read(name)] as const)));
}
