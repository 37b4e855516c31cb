import { loadEnvironment, renderDiagnostics } from '../../scripts/config';
import { copyProject } from './project-copy';

test('an Action that is bound to no trigger is a warning', async () => {
  const project = copyProject();
  try {
    project.edit(
      'tenant/tenant.yaml',
      '    - { action_name: require-terms, display_name: require-terms }\n',
      '',
    );
    const { diagnostics } = await loadEnvironment({ root: project.root, environment: 'local' });
    expect(renderDiagnostics(diagnostics, project.root)).toMatch(
      /^warning CONFIG_ACTION_NOT_BOUND tenant\/tenant\.yaml:\d+:\d+ .*\n {2}"require-terms" is bound to no trigger/,
    );
  } finally {
    project.remove();
  }
});
