import { buildActions } from '../../scripts/bundle';
import { type EnvironmentConfig, loadEnvironment } from '../../scripts/config';
import type { RunnableAction } from '../../scripts/local-tenant/actions-runtime';
import { PROJECT_ROOT } from '../../scripts/project-root';

/** An environment of this project as it stands. @throws Error where its policy is broken */
export async function configOf(environment: string, now?: Date): Promise<EnvironmentConfig> {
  const loaded = await loadEnvironment({ root: PROJECT_ROOT, environment, ...(now && { now }) });
  if (!loaded.ok) throw new Error(`the policy is broken: run \`npx gatehouse check ${environment}\``);
  return loaded.config;
}

/** The Actions bound to post-login, built for `local`, in their order. */
export async function postLoginActions(now: Date): Promise<RunnableAction[]> {
  const config = await configOf('local', now);
  const built = await buildActions(config);
  return (config.tenant.triggers['post-login'] ?? []).flatMap((name) => {
    const found = built.find((candidate) => candidate.name === name);
    return found === undefined ? [] : [runnable(name, found.code)];
  });
}

export function runnable(name: string, code: string): RunnableAction {
  return { id: name, name, code, secrets: {}, dependencies: [] };
}
