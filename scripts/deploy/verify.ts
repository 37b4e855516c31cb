import { type Diagnostic, sha256, shownVersion } from '../config';
import { adviseOnTarget } from './advice';
import { differingKeys, spokenOf } from './compare-resource';
import { concealByDigest } from './conceal';
import type { ReleaseRecord } from './release-records';
import { titleOf } from './render-plan';
import { RESOURCE_TYPES, resourceType } from './resources';
import type { Target } from './target';
import type { StateRequest } from './tenant-state';
import { namesOf } from './wanted-state';

/** One statement about what runs in a tenant. */
export interface Finding {
  subject: string;
  ok: boolean;
  message: string;
}

/** Whether what runs is byte for byte this build, bound in this order. */
export function verifyTarget(target: Target): Finding[] {
  const { wanted, state, comparison } = target;
  const actions = wanted.actions.map((action) =>
    compareCode(
      action.name,
      action.sha256,
      target,
      comparison.changes.find((change) => change.kind === 'action' && change.name === action.name)?.details,
    ),
  );
  const orders = Object.entries(comparison.bindings).map(([trigger, order]): Finding => {
    const current = (state.bindings[trigger] ?? []).map(({ action }) => action);
    const ok = current.join('\n') === order.join('\n');
    const message = ok ? order.join(', ') : `${current.join(', ') || 'nothing'}; wanted: ${order.join(', ')}`;
    return { subject: `order of ${trigger}`, ok, message };
  });
  const others = comparison.changes
    .filter(({ kind }) => kind !== 'action' && kind !== 'bindings' && kind !== 'other')
    .map((change): Finding => ({ subject: titleOf(change), ok: false, message: change.details.join('; ') }));
  const same = RESOURCE_TYPES.flatMap(({ kind }) =>
    Object.keys(wanted.resources[kind] ?? {})
      .filter((name) => !comparison.changes.some((change) => change.kind === kind && change.name === name))
      .map((name): Finding => ({ subject: titleOf({ kind, name }), ok: true, message: 'as in the build' })),
  );
  const unknown = Object.keys(wanted.others).map(
    (name): Finding => ({
      subject: titleOf({ kind: 'other', name }),
      ok: true,
      message: 'not checked: gatehouse cannot read it',
    }),
  );
  return [...actions, ...orders, ...others, ...same, ...unknown];
}

/** What has to be read to see whether a tenant is still what a release left. */
export function releaseRequest({ after, resources }: ReleaseRecord): StateRequest {
  return { triggers: Object.keys(after.bindings), resources: namesOf(resources) };
}

/** Drift: whether what runs is still what that release left. */
export function verifyRelease(target: Target, record: ReleaseRecord): Finding[] {
  const actions = Object.entries(record.after.actions).map(([name, { sha256: hash }]) =>
    compareCode(name, hash, target),
  );
  const orders = Object.entries(record.after.bindings).map(([trigger, order]): Finding => {
    const current = (target.state.bindings[trigger] ?? []).map(({ action }) => action);
    const ok = current.join('\n') === order.join('\n');
    const message = ok
      ? order.join(', ')
      : `${current.join(', ') || 'nothing'}; at release: ${order.join(', ')}`;
    return { subject: `order of ${trigger}`, ok, message };
  });
  const resources = Object.entries(record.resources).flatMap(([kind, byName]) =>
    Object.entries(byName).map(([name, recorded]): Finding => {
      const actual = target.state.resources[kind]?.[name]?.content;
      const subject = titleOf({ kind, name });
      if (actual === undefined) return { subject, ok: false, message: 'is not in the tenant' };
      const shown = spokenOf(resourceType(kind), actual, recorded);
      const keys = differingKeys(concealByDigest(`${kind}/${name}`, shown), recorded);
      return keys.length === 0
        ? { subject, ok: true, message: 'as at release' }
        : { subject, ok: false, message: `differs in ${keys.join(', ')}` };
    }),
  );
  return [...actions, ...orders, ...resources];
}

function compareCode(name: string, wanted: string, target: Target, details: string[] = []): Finding {
  const subject = `Action ${name}`;
  const found = target.state.actions.find((action) => action.name === name);
  if (found === undefined) return { subject, ok: false, message: 'is not in the tenant' };
  if (found.deployed === null) return { subject, ok: false, message: 'was never deployed' };
  const actual = sha256(found.deployed.code);
  if (actual !== wanted) {
    return { subject, ok: false, message: `runs ${actual.slice(0, 12)}, wanted ${wanted.slice(0, 12)}` };
  }
  if (!found.allChangesDeployed)
    return { subject, ok: false, message: 'runs the right code, but its draft differs' };
  if (details.length > 0) return { subject, ok: false, message: details.join('; ') };
  return { subject, ok: true, message: `runs ${actual.slice(0, 12)}` };
}

/** What will go wrong although nothing is wrong yet: the page that is deployed against the versions that are due. */
export function verifyAdvice(target: Target, now: Date): Diagnostic[] {
  const page = JSON.stringify(target.state.resources.partials ?? {});
  const stale = target.config.policy.terms.documents.flatMap((document): Diagnostic[] => {
    const label = shownVersion(document.versions, now)?.label;
    if (document.signupField === null || label === undefined || !page.includes(document.signupField))
      return [];
    if (page.includes(label)) return [];
    return [
      {
        severity: 'warning',
        code: 'SIGNUP_LABEL_STALE',
        file: 'tenant/policy.yaml',
        message: `the deployed sign-up page does not name "${label}", the current version of ${document.id}: deploy again`,
      },
    ];
  });
  return [...stale, ...adviseOnTarget(target, now)];
}
