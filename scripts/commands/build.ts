import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { buildEnvironment, bundleWarnings } from '../bundle';
import { renderDiagnostics } from '../config';
import { PROJECT_ROOT } from '../project-root';
import { runCommand } from '../terminal';
import { loadOrRefuse, selectEnvironments } from './environments';

/** `gatehouse build [environment]`: compiles the Actions and completes tenant.yaml in dist/<environment>/. */
export function buildCommand(): Command {
  return new Command('build')
    .description('compile the Actions with an environment’s policy and write dist/<environment>/')
    .argument('[environment]', 'a file of tenant/environments, e.g. local; all where absent')
    .option('--out <folder>', 'where to write (default: dist/ of this project)')
    .option('--json', 'print the result as JSON')
    .action((environment: string | undefined, options: { json?: boolean; out?: string }) =>
      runCommand(options, async (output) => {
        const names = selectEnvironments(environment);
        // First all checks, then all writing: a mistake in one environment leaves dist/ as it was.
        const configs = await loadOrRefuse(names, output);
        const out = options.out === undefined ? join(PROJECT_ROOT, 'dist') : resolve(options.out);
        const built = [];
        for (const config of configs) {
          output.progress(`building ${config.name}`);
          const folder = join(options.out ?? 'dist', config.name);
          const { actions, manifest } = await buildEnvironment(config, join(out, config.name));
          output.progressDone();
          const warnings = bundleWarnings(actions);
          if (warnings.length > 0) output.note(renderDiagnostics(warnings, PROJECT_ROOT));
          output.line(`${folder}  policy ${config.policySha256.slice(0, 12)}`);
          for (const action of actions) {
            const size = `${(action.bytes / 1000).toFixed(1)} kB`.padStart(8);
            output.line(`  ${action.name.padEnd(24)}${size}  sha256 ${action.sha256.slice(0, 12)}`);
          }
          built.push({ environment: config.name, folder, manifest });
        }
        output.result({ built });
        return 0;
      }),
    );
}
