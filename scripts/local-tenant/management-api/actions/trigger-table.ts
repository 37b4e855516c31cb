/** One version of a trigger as `GET /actions/triggers` lists it (recorded). */
export interface Trigger {
  id: string;
  version: string;
  status: 'CURRENT' | 'DEPRECATED';
  runtimes: readonly string[];
  default_runtime: string;
  /** `entity-bound` triggers are bound by Auth0 itself, not by a tenant. */
  binding_policy: 'trigger-bound' | 'entity-bound';
  compatible_triggers: readonly { id: string; version: string }[];
}

const BOTH = ['node18-actions', 'node22'];

const CURRENT: readonly (readonly [id: string, version: string, policy?: Trigger['binding_policy']])[] = [
  ['post-login', 'v3'],
  ['credentials-exchange', 'v2'],
  ['pre-user-registration', 'v2'],
  ['post-user-registration', 'v2'],
  ['post-change-password', 'v2'],
  ['send-phone-message', 'v2'],
  ['password-reset-post-challenge', 'v1'],
  ['custom-phone-provider', 'v1'],
  ['custom-email-provider', 'v1'],
  ['custom-token-exchange', 'v1', 'entity-bound'],
  ['event-stream', 'v1', 'entity-bound'],
  ['password-hash-migration', 'v1', 'entity-bound'],
  ['mcp-tool', 'v1', 'entity-bound'],
];

const ONLY_NODE_22: readonly string[] = ['event-stream', 'password-hash-migration', 'mcp-tool'];

function current([id, version, policy = 'trigger-bound']: (typeof CURRENT)[number]): Trigger {
  return {
    id,
    version,
    status: 'CURRENT',
    runtimes: ONLY_NODE_22.includes(id)
      ? ['node22']
      : id === 'custom-token-exchange'
        ? ['node18', 'node22']
        : BOTH,
    default_runtime: 'node22',
    binding_policy: policy,
    compatible_triggers: id === 'post-login' ? [{ id, version: 'v2' }] : [],
  };
}

function deprecated(id: string, version: string): Trigger {
  const v2 = version === 'v2';
  return {
    id,
    version,
    status: 'DEPRECATED',
    runtimes: v2 ? ['node18', 'node22'] : ['node22'],
    default_runtime: v2 ? 'node16' : 'node12',
    binding_policy: 'trigger-bound',
    compatible_triggers: [],
  };
}

export const TRIGGERS: readonly Trigger[] = [
  ...CURRENT.map(current),
  deprecated('post-login', 'v1'),
  deprecated('post-login', 'v2'),
  ...CURRENT.slice(1, 6).map(([id]) => deprecated(id, 'v1')),
];

/** Runtimes that an Action may name: those of the triggers, and the older spellings that are still taken. */
export const RUNTIMES: ReadonlySet<string> = new Set([
  'node12',
  'node16',
  'node18',
  'node18-actions',
  'node22',
]);
