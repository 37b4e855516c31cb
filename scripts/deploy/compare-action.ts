import { canonicalJson } from '../config';
import type { Change } from './compare';
import type { TenantAction } from './tenant-state';
import { unifiedDiff } from './unified-diff';
import type { WantedState } from './wanted-state';

/** What a deploy would change of one Action; undefined where nothing. @param resent secrets whose values differ */
export function compareAction(
  action: WantedState['actions'][number],
  found: TenantAction | undefined,
  resent: readonly string[] = [],
): Change | undefined {
  const base = { kind: 'action', name: action.name } as const;
  const patch = (before: string) => unifiedDiff(`actions/${action.name}.js`, before, action.code);
  if (found === undefined) {
    return { ...base, change: 'add', details: [`new, for ${action.trigger}`], diff: patch('') };
  }
  const { deployed } = found;
  const details: string[] = [];
  const before = deployed?.code ?? '';
  if (before !== action.code) details.push(deployed === null ? 'was never deployed' : 'code');
  else if (!found.allChangesDeployed) details.push('the draft in the tenant differs from what runs');
  if (deployed !== null) {
    if (deployed.runtime !== action.runtime) details.push(`runtime: ${deployed.runtime} → ${action.runtime}`);
    if (canonicalJson(deployed.dependencies) !== canonicalJson(action.dependencies)) {
      details.push(`dependencies: ${list(deployed.dependencies)} → ${list(action.dependencies)}`);
    }
    const added = action.secrets
      .filter((name) => !deployed.secrets.includes(name))
      .map((name) => `+ ${name}`);
    const removed = deployed.secrets
      .filter((name) => !action.secrets.includes(name))
      .map((name) => `- ${name}`);
    const other = resent.filter((name) => deployed.secrets.includes(name)).map((name) => `~ ${name}`);
    const secrets = [...added, ...removed, ...other];
    if (secrets.length > 0) details.push(`secrets: ${secrets.join(', ')}`);
  }
  if (details.length === 0) return undefined;
  return { ...base, change: 'change', details, ...(before === action.code ? {} : { diff: patch(before) }) };
}

const list = (dependencies: readonly unknown[]): string =>
  (dependencies as { name: string; version: string }[])
    .map(({ name, version }) => `${name}@${version}`)
    .join(', ') || 'none';
