import type { ManagementClient } from 'auth0';
import { readBanner } from '../bundle';
import { LOCK_NAME } from './deploy-lock';
import { type JsonObject, resourceType, type TenantResource } from './resources';

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
  /** By kind, then name: what the tenant has of what was asked for. */
  resources: Record<string, Record<string, TenantResource>>;
}

/** What is to be read: nothing that the configuration does not speak of. */
export interface StateRequest {
  triggers: readonly string[];
  /** By kind: the names. */
  resources: Record<string, readonly string[]>;
}

export function joinRequests(a: StateRequest, b: StateRequest): StateRequest {
  const kinds = new Set([...Object.keys(a.resources), ...Object.keys(b.resources)]);
  return {
    triggers: [...new Set([...a.triggers, ...b.triggers])],
    resources: Object.fromEntries(
      [...kinds].map((kind) => [
        kind,
        [...new Set([...(a.resources[kind] ?? []), ...(b.resources[kind] ?? [])])],
      ]),
    ),
  };
}

const PAGE = 100;

/** Reads through the SDK, which waits where the tenant's rate limit says so. Needs read scopes only. */
export async function readTenantState(client: ManagementClient, request: StateRequest): Promise<TenantState> {
  const [actions, bindings, resources] = await Promise.all([
    readActions(client),
    each(request.triggers, (trigger) => readBindings(client, trigger)),
    each(Object.keys(request.resources), (kind) =>
      resourceType(kind).read(client, request.resources[kind] ?? []),
    ),
  ]);
  return { actions, bindings, resources };
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

async function each<T>(
  names: readonly string[],
  read: (name: string) => Promise<T>,
): Promise<Record<string, T>> {
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await read(name)] as const)));
}
