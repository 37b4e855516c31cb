import { join } from 'node:path';
import { build } from 'esbuild';
import { buildActions } from '../../scripts/bundle';
import { PROJECT_ROOT } from '../../scripts/project-root';
import { configOf } from './built-environment';
import type { Figure } from './figure';

/** The platform's limit of 100 kB per Action, and our own budgets. */
const BUDGET_KB = 20;
const BUDGET_WITH_LIST_KB = 60;

/** How Actions usually get their policy checked or their users read: a library bundled in. */
const USUAL = {
  'an Action with zod bundled in, minified': `
    import * as z from 'zod';
    const policy = z.object({ email: z.object({ grace: z.string() }) });
    export const onExecutePostLogin = async (event, api) => {
      if (!policy.safeParse(event.secrets).success) api.access.deny('policy');
    };`,
  'an Action with the auth0 SDK bundled in, minified': `
    import { ManagementClient } from 'auth0';
    export const onExecutePostLogin = async (event) => {
      const client = new ManagementClient({ domain: event.secrets.DOMAIN, token: event.secrets.TOKEN });
      await client.users.update(event.user.user_id, { app_metadata: { seen: true } });
    };`,
} as const;

export default async function bundles(): Promise<Figure[]> {
  const actions = await buildActions(await configOf('local'));
  const [zod, sdk] = await Promise.all(
    Object.entries(USUAL).map(async ([name, source]) => ({ name, value: await kilobytesOf(source) })),
  );
  return actions.map(({ name, bytes }, index) => {
    const peer = [zod, sdk][index];
    const atMost = name === 'screen-signup' ? BUDGET_WITH_LIST_KB : BUDGET_KB;
    return { name, value: bytes / 1000, unit: 'kB', goal: { atMost }, ...(peer && { peer }) };
  });
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
