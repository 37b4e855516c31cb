import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../scripts/project-root';

/** The command that serves the app for a real tenant: what it says where it is not told enough. */
function serve(args: string[], variables: Record<string, string>) {
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', join(PROJECT_ROOT, 'scripts/sample-app/serve.ts'), ...args],
    { cwd: PROJECT_ROOT, encoding: 'utf8', env: { PATH: process.env.PATH, ...variables } },
  );
  return { status, stderr };
}

describe('npm run sample-app', () => {
  it('names every environment variable that is missing, and none of their values', () => {
    const { status, stderr } = serve(['dev', '--client-id', 'spa', '--port', '0'], {
      SAMPLE_WEB_CLIENT_ID: 'web',
      SAMPLE_WEB_CLIENT_SECRET: 'a-secret-value',
      SAMPLE_HELP_DESK_ORGANIZATION: 'org_1',
    });
    expect(status).toBe(1);
    expect(stderr).toContain(
      'SAMPLE_SELF_SERVICE_CLIENT_ID, SAMPLE_SELF_SERVICE_CLIENT_SECRET, SAMPLE_HELP_DESK_CLIENT_ID, SAMPLE_HELP_DESK_CLIENT_SECRET',
    );
    expect(stderr).not.toMatch(/a-secret-value|\bat .*:\d+/);
  });
});
