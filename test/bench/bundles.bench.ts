import { join } from 'node:path';
import { build } from 'esbuild';
import { buildActions } from '../../scripts/bundle';
import { PROJECT_ROOT } from '../../scripts/project-root';
import { configOf } from './built-environment';
import type { Figure } from './figure';

/** Auth0's limit of an Action's code (docs: actions/limitations), and our own budgets. */
const LIMIT = { name: 'Auth0’s limit', value: 100 };
const BUDGET_KB = 20;
const BUDGET_WITH_LIST_KB = 60;

/** How Actions usually get their policy checked or their users read: a library bundled in. */
const USUAL = {
  'an Action that reads a policy with zod, minified': `
    import * as z from 'zod';
    const policy = z.object({ email: z.object({ grace: z.string() }) });
    export const onExecutePostLogin = async (event, api) => {
      if (!policy.safeParse(event.secrets).success) api.access.deny('policy');
    };`,
  'an Action that stamps users with the auth0 SDK, minified': `
    import { ManagementClient } from 'auth0';
    export const onExecutePostLogin = async (event) => {
      const client = new ManagementClient({ domain: event.secrets.DOMAIN, token: event.secrets.TOKEN });
      await client.users.update(event.user.user_id, { app_metadata: { seen: true } });
    };`,
} as const;

export default async function bundles(): Promise<Figure[]> {
  const actions = await buildActions(await configOf('local'));
  const figures = actions.map(({ name, bytes }): Figure => {
    const atMost = name === 'screen-signup' ? BUDGET_WITH_LIST_KB : BUDGET_KB;
    return { name, value: bytes / 1000, unit: 'kB', goal: { atMost }, peer: LIMIT };
  });
  const stamping = actions.find(({ name }) => name === 'require-terms');
  const value = (stamping?.bytes ?? Number.NaN) / 1000;
  for (const [name, source] of Object.entries(USUAL)) {
    const peer = { name, value: await kilobytesOf(source) };
    figures.push({ name: '… require-terms, policy and stamps included', value, unit: 'kB', peer });
  }
  return figures;
}

async function kilobytesOf(source: string): Promise<number> {
  const result = await build({
    stdin: { contents: source, resolveDir: join(PROJECT_ROOT, 'scripts') },
    bundle: true,
    write: false,
    minify: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
  });
  return (result.outputFiles[0]?.contents.byteLength ?? 0) / 1000;
}
