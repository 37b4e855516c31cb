import { deployedActions, persistedLogs } from '../../../scripts/local-tenant/actions-runtime';
import { openStore, type TenantStore } from '../../../scripts/local-tenant/store';
import { behaves } from '../../support/fidelity';

function tenantWith(actions: { id: string; name: string; version?: string }[], bound: string[]): TenantStore {
  const tenant = openStore(':memory:').tenant('local');
  for (const { id, name, version } of actions) {
    const code = `// ${name} ${version ?? 'draft'}`;
    tenant.collection('actions').put(id, { id, name, code: '// draft', deployed_version_id: version });
    if (version === undefined) continue;
    const dependencies = [{ name: 'diff', version: '9.0.0' }];
    tenant.collection('action-versions').put(version, { id: version, action_id: id, code, dependencies });
    tenant.collection('action-secrets').put(version, { values: { KEY: `of ${version}` } });
  }
  const bindings = bound.map((id) => ({ id: `b-${id}`, action_id: id, display_name: id }));
  tenant.collection('bindings').put('post-login', { trigger_id: 'post-login', bindings });
  return tenant;
}

describe('deployedActions', () => {
  behaves(
    'the deployed version runs, with its own secrets, in bound order; a draft never does',
    { source: 'docs: actions/manage-versions', status: 'supported' },
    () => {
      const tenant = tenantWith(
        [
          { id: 'act_1', name: 'one', version: 'v1' },
          { id: 'act_2', name: 'two', version: 'v2' },
          { id: 'act_3', name: 'only a draft' },
        ],
        ['act_2', 'act_3', 'act_1', 'act_gone'],
      );

      expect(deployedActions(tenant, 'post-login')).toEqual([
        { id: 'act_2', name: 'two', code: '// two v2', secrets: { KEY: 'of v2' }, dependencies: ['diff'] },
        { id: 'act_1', name: 'one', code: '// one v1', secrets: { KEY: 'of v1' }, dependencies: ['diff'] },
      ]);
    },
  );

  it('sees at once what is deployed, given another secret, bound anew or rolled back', () => {
    const tenant = tenantWith([{ id: 'act_1', name: 'one', version: 'v1' }], ['act_1']);
    const what = () => deployedActions(tenant, 'post-login').map(({ code, secrets }) => [code, secrets.KEY]);
    const deploy = (version: string) =>
      tenant.collection('actions').put('act_1', { id: 'act_1', name: 'one', deployed_version_id: version });
    expect(what()).toEqual([['// one v1', 'of v1']]);

    tenant.collection('action-versions').put('v2', { id: 'v2', code: '// one v2', dependencies: [] });
    deploy('v2');
    expect(what()).toEqual([['// one v2', undefined]]);
    tenant.collection('action-secrets').put('v2', { values: { KEY: 'new' } });
    expect(what()).toEqual([['// one v2', 'new']]);

    expect(() =>
      tenant.transaction(() => {
        deploy('v1');
        expect(what()).toEqual([['// one v1', 'of v1']]);
        throw new Error('the deploy fails');
      }),
    ).toThrow('the deploy fails');
    expect(what()).toEqual([['// one v2', 'new']]);

    deploy('v1');
    expect(what()).toEqual([['// one v1', 'of v1']]);
    tenant.collection('bindings').delete('post-login');
    expect(what()).toEqual([]);
  });

  it('answers with none for a trigger that nothing is bound to', () => {
    expect(deployedActions(tenantWith([], []), 'pre-user-registration')).toEqual([]);
  });
});

describe('persistedLogs', () => {
  it('keeps the first 256 characters of all lines together', () => {
    expect(persistedLogs(['one', 'two'])).toBe('one\ntwo');
    expect([...persistedLogs(['😀'.repeat(300)])]).toHaveLength(256);
  });
});
