import { Command } from 'commander';
import { Hono } from 'hono';
import { type EnvironmentConfig, loadEnvironment, renderDiagnostics } from '../config';
import { listen } from '../local-tenant/server';
import { PROJECT_ROOT } from '../project-root';
import { runCommand, UserError } from '../terminal';
import { createSampleApp } from './create-sample-app';
import { HELP_DESK_SCOPES, type SampleAppBackend, SELF_SERVICE_SCOPES } from './options';

interface ServeOptions {
  clientId: string;
  audience?: string;
  port: string;
}

/** The sample app on this machine, against the real tenant of an environment. Secrets come from the environment. */
new Command('sample-app')
  .description('serve the sample app on this machine, against the tenant of an environment')
  .argument('<environment>', 'dev, staging, …: whose domain and policy')
  .requiredOption('--client-id <id>', 'the single-page application of the sign-in page')
  .option('--audience <identifier>', 'the API that the sign-in page asks an access token for')
  .option('--port <number>', 'port for http', '3000')
  .addHelpText('after', helpOnSecrets())
  .action((environment: string, options: ServeOptions) =>
    runCommand({}, async (output) => {
      const config = await configOf(environment);
      const backend = backendOf(config);
      const app = createSampleApp({
        issuerBaseUrl: `https://${config.domain}`,
        clientId: options.clientId,
        claimsNamespace: config.policy.claims.namespace,
        ...(options.audience === undefined ? {} : { audience: options.audience }),
        ...(backend === undefined ? {} : { backend: () => backend }),
      });
      const root = new Hono()
        .get('/', (c) => c.redirect('/app'))
        .get('/favicon.ico', (c) => c.redirect('/app/assets/icon.svg'))
        .route('/app', app);
      const port = Number(options.port);
      if (!Number.isInteger(port) || port < 0 || port > 65_535) {
        throw new UserError(
          'PORT_INVALID',
          `--port ${options.port}: a port is a whole number from 0 to 65535.`,
        );
      }
      const listener = await listen((request, bindings) => root.fetch(request, bindings), {
        port,
        attempts: 1,
      });
      const origin = `http://localhost:${listener.port}`;
      output.line(`Sample app for ${config.domain}: ${origin}/app`);
      output.line(
        `Callback URLs to allow: ${origin}/app (sign-in page), ${origin}/app/callback (web application)`,
      );
      output.line(
        backend === undefined ? 'Profile page and help desk are off: see --help.' : 'Ctrl-C stops it.',
      );
      return 0;
    }),
  )
  .parse();

async function configOf(environment: string): Promise<EnvironmentConfig> {
  const loaded = await loadEnvironment({ root: PROJECT_ROOT, environment });
  if (loaded.ok) return loaded.config;
  throw new UserError('CONFIG_INVALID', renderDiagnostics(loaded.diagnostics, PROJECT_ROOT));
}

/** Undefined where no web application is named. @throws UserError that names every variable that is missing */
function backendOf({ policy }: EnvironmentConfig): SampleAppBackend | undefined {
  if (read('SAMPLE_WEB_CLIENT_ID') === undefined) return undefined;
  const organization = read('SAMPLE_HELP_DESK_ORGANIZATION');
  const parts = ['WEB', 'SELF_SERVICE', ...(organization === undefined ? [] : ['HELP_DESK'])];
  const missing = parts
    .flatMap((part) => [`SAMPLE_${part}_CLIENT_ID`, `SAMPLE_${part}_CLIENT_SECRET`])
    .filter((name) => read(name) === undefined);
  if (missing.length > 0) {
    throw new UserError(
      'VARIABLE_MISSING',
      `SAMPLE_WEB_CLIENT_ID is set, so the pages of the backend are wanted. Set these environment variables too: ${missing.join(', ')}. --help says what each is for.`,
    );
  }
  return {
    web: credentials('WEB'),
    selfService: credentials('SELF_SERVICE'),
    policy,
    ...(organization === undefined
      ? {}
      : {
          helpDesk: {
            ...credentials('HELP_DESK'),
            organization,
            role: read('SAMPLE_HELP_DESK_ROLE') ?? 'Help desk',
          },
        }),
  };
}

function credentials(part: string) {
  return {
    clientId: read(`SAMPLE_${part}_CLIENT_ID`) ?? '',
    clientSecret: read(`SAMPLE_${part}_CLIENT_SECRET`) ?? '',
  };
}

/** A variable that is set to nothing is not set. */
function read(name: string): string | undefined {
  const value = process.env[name];
  return value === '' ? undefined : value;
}

function helpOnSecrets(): string {
  return `
Profile page and help desk are offered where these environment variables are set:
  SAMPLE_WEB_CLIENT_ID, SAMPLE_WEB_CLIENT_SECRET            a regular web application
  SAMPLE_SELF_SERVICE_CLIENT_ID, …_CLIENT_SECRET            machine to machine: ${SELF_SERVICE_SCOPES.join(' ')}
  SAMPLE_HELP_DESK_CLIENT_ID, …_CLIENT_SECRET               machine to machine: ${HELP_DESK_SCOPES.join(' ')}
  SAMPLE_HELP_DESK_ORGANIZATION, SAMPLE_HELP_DESK_ROLE      the organization's id; the role, by default "Help desk"
An app on a real tenant cannot send mail through it, so there the email address cannot be changed.`;
}
