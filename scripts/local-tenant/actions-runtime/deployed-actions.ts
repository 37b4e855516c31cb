import type { Action, ActionSecrets, ActionVersion, TenantStore, TriggerBindings } from '../store';
import type { RunnableAction, RunnableTrigger } from './contract';

/** What a deploy, a rollback or a change of the bindings writes. */
const READ_FROM = ['bindings', 'actions', 'action-versions', 'action-secrets'] as const;

interface Read {
  /** The state of the collections that it was read from. */
  changes: string;
  actions: RunnableAction[];
}

const reads = new WeakMap<TenantStore, Map<RunnableTrigger, Read>>();

/**
 * The Actions bound to a trigger, in bound order, as they are deployed: the text and the secrets of the deployed
 * version, not of the draft. A binding whose Action is gone or was never deployed is skipped. Read from the store
 * again only after something of it was written: the texts are most of what a login would read.
 */
export function deployedActions(store: TenantStore, trigger: RunnableTrigger): RunnableAction[] {
  const changes = READ_FROM.map((name) => store.collection(name).changes()).join();
  const known = reads.get(store) ?? new Map<RunnableTrigger, Read>();
  const last = known.get(trigger);
  if (last?.changes === changes) return [...last.actions];
  const actions = readActions(store, trigger);
  reads.set(store, known.set(trigger, { changes, actions }));
  return [...actions];
}

function readActions(store: TenantStore, trigger: RunnableTrigger): RunnableAction[] {
  const bound = store.collection<TriggerBindings>('bindings').get(trigger)?.bindings ?? [];
  return bound.flatMap(({ action_id }) => {
    const action = store.collection<Action>('actions').get(action_id);
    const versionId = action?.deployed_version_id;
    if (action === undefined || versionId === undefined) return [];
    const version = store.collection<ActionVersion>('action-versions').get(versionId);
    if (version === undefined) return [];
    const secrets = store.collection<ActionSecrets>('action-secrets').get(versionId)?.values ?? {};
    return [
      {
        id: action.id,
        name: action.name,
        code: version.code,
        secrets,
        dependencies: version.dependencies.map((dependency) => dependency.name),
      },
    ];
  });
}
