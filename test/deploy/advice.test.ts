import { buildActions } from '../../scripts/bundle';
import { loadEnvironment } from '../../scripts/config';
import { adviseOnTarget } from '../../scripts/deploy';
import { PROJECT_ROOT } from '../../scripts/project-root';

const NOW = new Date('2026-08-15T12:00:00Z');

/** What is said of staging while this environment's build of require-terms runs in its tenant. */
async function adviceWhile(running: string | undefined) {
  const [staging, environment] = await Promise.all(
    ['staging', running ?? 'staging'].map(async (name) => {
      const loaded = await loadEnvironment({ root: PROJECT_ROOT, environment: name, now: NOW });
      if (!loaded.ok) throw new Error(`${name} is refused`);
      return loaded.config;
    }),
  );
  if (!staging || !environment) throw new Error('nothing was loaded');
  const built = await buildActions(environment);
  const actions = built.map(({ name, code }) => ({
    id: name,
    name,
    ours: true,
    deployed: { versionId: '1', code, runtime: 'node22', dependencies: [], secrets: [] },
    allChangesDeployed: true,
    status: 'built',
    trigger: { id: 'post-login', version: 'v3' },
  }));
  const state = { actions: running === undefined ? [] : actions, bindings: {}, resources: {} };
  return adviseOnTarget({ config: staging, state }, NOW).map(({ code }) => code);
}

describe('the missing legacy window', () => {
  it('is named until the tenant enforces the terms, and not afterwards', async () => {
    expect(await adviceWhile(undefined)).toContain('CONFIG_NO_LEGACY_WINDOW');
    expect(await adviceWhile('production')).toContain('CONFIG_NO_LEGACY_WINDOW');
    expect(await adviceWhile('staging')).not.toContain('CONFIG_NO_LEGACY_WINDOW');
  });
});
