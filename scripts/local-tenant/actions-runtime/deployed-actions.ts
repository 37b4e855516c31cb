import type { Action, ActionSecrets, ActionVersion, TenantStore, TriggerBindings } from '../store';
import type { RunnableAction, RunnableTrigger } from './contract';

/**
 * The Actions bound to a trigger, in bound order, as they are deployed: the text and the secrets of the deployed
 * version, not of the draft. A binding whose Action is gone or was never deployed is skipped.
 */
export function deployedActions(store: TenantStore, trigger: RunnableTrigger): RunnableAction[] {
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
