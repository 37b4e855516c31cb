import { putBack, sameState } from '../../scripts/deploy/put-back';
import type { TenantAction, TenantState } from '../../scripts/deploy/tenant-state';

const action = (id: string, ours: boolean, versionId: string, code: string): TenantAction => ({
  id,
  name: id,
  ours,
  deployed: { versionId, code, runtime: 'node22', dependencies: [], secrets: ['KEY'] },
  allChangesDeployed: true,
  status: 'built',
  trigger: { id: 'post-login', version: 'v3' },
});
const state = (...actions: TenantAction[]): TenantState => ({ actions, bindings: {}, resources: {} });

const before = state(action('require-terms', true, 'v1', 'a'), action('partner-rules', false, 'p1', 'b'));

test('what another team did to its own Actions meanwhile is neither undone nor missed', async () => {
  const now = state(
    action('require-terms', true, 'v1', 'a'),
    action('partner-rules', false, 'p2', 'changed'),
    action('new-rules', false, 'n1', 'c'),
  );
  expect(sameState(before, now)).toBe(true);
  expect(await deployedWhenPutBack(now)).toEqual([]);
});

test('a version with the same code can hold other values of its secrets: the earlier one runs again', async () => {
  const now = state(action('require-terms', true, 'v2', 'a'), action('partner-rules', false, 'p1', 'b'));
  expect(await deployedWhenPutBack(now)).toEqual([['require-terms', 'v1']]);
});

test('an Action of gatehouse that is gone, changed or new is a difference', () => {
  const other = action('partner-rules', false, 'p1', 'b');
  expect(sameState(before, state(other))).toBe(false);
  expect(sameState(before, state(action('require-terms', true, 'v2', 'z'), other))).toBe(false);
  expect(sameState(before, state(...before.actions, action('enrich-profile', true, 'e1', 'e')))).toBe(false);
});

async function deployedWhenPutBack(now: TenantState): Promise<[string, string][]> {
  const deployed: [string, string][] = [];
  const versions = {
    deploy: async (id: string, version: string) => void deployed.push([id, version]),
  };
  const wanted = { actions: [], triggers: {}, resources: {}, others: {}, document: {} };
  await putBack({ actions: { versions } } as never, before, now, wanted, () => {});
  return deployed;
}
