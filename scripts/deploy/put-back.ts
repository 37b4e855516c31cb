import type { ManagementClient } from 'auth0';
import { canonicalJson } from '../config';
import type { JsonObject, TenantState } from './tenant-state';

/**
 * Makes a tenant what it was: code (by deploying the version that ran), order, forms, templates and settings.
 * Goes on after a failure, so that as much as possible is put back, and says what it did.
 */
export async function putBack(
  client: ManagementClient,
  before: TenantState,
  now: TenantState,
  say: (line: string) => void,
): Promise<{ failed: string[] }> {
  const failed: string[] = [];
  const step = async (what: string, work: () => Promise<unknown>) => {
    try {
      await work();
      say(`put back ${what}`);
    } catch (error) {
      failed.push(what);
      say(`could not put back ${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };

  // Code first: an order can only name Actions that are deployed.
  for (const action of now.actions) {
    const earlier = before.actions.find(({ id }) => id === action.id);
    if (earlier?.deployed && !sameCode(earlier, action)) {
      const { versionId } = earlier.deployed;
      await step(`the code of ${action.name}`, () =>
        client.actions.versions.deploy(action.id, versionId, { update_draft: true }),
      );
    }
  }
  for (const [trigger, bindings] of Object.entries(before.bindings)) {
    if (canonicalJson(now.bindings[trigger] ?? []) === canonicalJson(bindings)) continue;
    await step(`the order of ${trigger}`, () =>
      client.actions.triggers.bindings.updateMany(trigger as 'post-login', {
        bindings: bindings.map(({ action, displayName }) => ({
          ref: { type: 'action_name', value: action },
          display_name: displayName,
        })),
      }),
    );
  }
  for (const action of now.actions) {
    if (before.actions.some(({ id }) => id === action.id) || !action.ours) continue;
    await step(`the absence of ${action.name}`, () => client.actions.delete(action.id, { force: true }));
  }
  for (const [name, form] of Object.entries(now.forms)) {
    const earlier = before.forms[name];
    if (earlier === undefined) await step(`the absence of form ${name}`, () => client.forms.delete(form.id));
    else if (contentDiffers(earlier.content, form.content)) {
      await step(`form ${name}`, () =>
        client.forms.update(form.id, without(earlier.content, FORM_READ_ONLY)),
      );
    }
  }
  for (const [name, template] of Object.entries(now.emailTemplates)) {
    const earlier = before.emailTemplates[name] ?? null;
    if (earlier === null && template !== null) {
      // There is no way to delete a template; switched off it is as good as absent.
      await step(`email template ${name} (it cannot be deleted: it is switched off)`, () =>
        client.emailTemplates.update(name as 'verify_email', { enabled: false }),
      );
    } else if (earlier !== null && template !== null && contentDiffers(earlier, template)) {
      await step(`email template ${name}`, () =>
        client.emailTemplates.set(name as 'verify_email', earlier as never),
      );
    }
  }
  if (before.promptSettings !== null && contentDiffers(before.promptSettings, now.promptSettings)) {
    const settings = before.promptSettings;
    await step('the login pages’ settings', () => client.prompts.updateSettings(settings));
  }
  for (const [prompt, partials] of Object.entries(now.partials)) {
    const earlier = before.partials[prompt] ?? {};
    if (!contentDiffers(earlier, partials)) continue;
    await step(`the page partials of ${prompt}`, () =>
      client.prompts.partials.set(prompt as 'signup', earlier as never),
    );
  }
  if (before.tenant !== null && now.tenant !== null && contentDiffers(before.tenant, now.tenant)) {
    const changed = changedKeys(before.tenant, now.tenant);
    await step('the tenant’s settings', () => client.tenants.settings.update(changed));
  }
  return { failed };
}

/** Whether two states are the same for everybody who logs in. New versions with old content are. */
export function sameState(a: TenantState, b: TenantState): boolean {
  return canonicalJson(essence(a)) === canonicalJson(essence(b));
}

function essence(state: TenantState): unknown {
  return {
    ...state,
    actions: state.actions
      .map(({ id, name, deployed, trigger, allChangesDeployed }) => ({
        id,
        name,
        trigger,
        allChangesDeployed,
        deployed: deployed && { ...deployed, versionId: '' },
      }))
      .sort((x, y) => x.name.localeCompare(y.name)),
    forms: Object.fromEntries(
      Object.entries(state.forms).map(([name, form]) => [name, without(form.content, ['updated_at'])]),
    ),
  };
}

const FORM_READ_ONLY = ['id', 'created_at', 'updated_at', 'embedded_at', 'submitted_at', 'flow_count'];

type StateAction = TenantState['actions'][number];

function sameCode(a: StateAction, b: StateAction): boolean {
  return (
    b.allChangesDeployed === a.allChangesDeployed &&
    canonicalJson({ ...a.deployed, versionId: '' }) === canonicalJson({ ...b.deployed, versionId: '' })
  );
}

function contentDiffers(a: JsonObject | null, b: JsonObject | null): boolean {
  return canonicalJson(without(a ?? {}, ['updated_at'])) !== canonicalJson(without(b ?? {}, ['updated_at']));
}

function changedKeys(before: JsonObject, now: JsonObject): JsonObject {
  const keys = Object.keys(before).filter(
    (key) => canonicalJson(before[key]) !== canonicalJson(now[key] ?? null),
  );
  return Object.fromEntries(keys.map((key) => [key, before[key]]));
}

function without(content: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(content).filter(([key]) => !keys.includes(key)));
}
