import { statSync } from 'node:fs';
import { type BuiltAction, buildActions, type TriggerId } from '../bundle';
import { canonicalJson, type EnvironmentConfig, loadEnvironment } from '../config';
import { ScenarioError } from './scenario-error';

/** What a scenario asks to be built. */
export interface BuildRequest {
  root: string;
  environment: string;
  policy: unknown;
  /** The scenario's file, for the places of mistakes in `policy`. */
  file?: string;
  trigger: TriggerId;
  now: Date;
}

export interface Build {
  config: EnvironmentConfig;
  /** The trigger's Actions in bound order. */
  actions: BuiltAction[];
}

interface Loaded {
  config: EnvironmentConfig;
  /** Size and time of every file that was read. */
  fingerprint: string;
}

const MOST_ENTRIES = 500;

/** Loads and builds once per policy: many scenarios of one process share it. */
export class BuildCache {
  private readonly loaded = new Map<string, Loaded>();
  private readonly built = new Map<string, Promise<BuiltAction[]>>();

  /** @throws ScenarioError where the policy is refused, BuildError where the Actions are */
  async get(request: BuildRequest): Promise<Build> {
    const config = await this.load(request);
    const bound = config.tenant.triggers[request.trigger] ?? [];
    const key = `${config.root}\n${config.name}\n${config.policySha256}\n${bound.join(',')}`;
    let building = this.built.get(key);
    if (building === undefined) {
      const needed = config.tenant.actions.filter((name) => bound.includes(name));
      building = buildActions({ ...config, tenant: { ...config.tenant, actions: needed } });
      remember(this.built, key, building);
    }
    const actions = await building;
    return { config, actions: bound.flatMap((name) => actions.find((action) => action.name === name) ?? []) };
  }

  private async load(request: BuildRequest): Promise<EnvironmentConfig> {
    const { root, environment, policy, file, now } = request;
    const key = [root, environment, canonicalJson(policy ?? {}), now.toISOString()].join('\n');
    const known = this.loaded.get(key);
    if (known !== undefined && known.fingerprint === fingerprint(known.config.files)) return known.config;
    const result = await loadEnvironment({
      root,
      environment,
      now,
      deriveFormIds: true,
      ...(policy !== undefined && { policyOverride: policy }),
      ...(file !== undefined && { policyOverrideFile: file }),
    });
    if (!result.ok) {
      throw new ScenarioError(
        result.diagnostics.filter((diagnostic) => diagnostic.severity === 'error'),
        root,
      );
    }
    remember(this.loaded, key, { config: result.config, fingerprint: fingerprint(result.config.files) });
    return result.config;
  }
}

function remember<T>(cache: Map<string, T>, key: string, value: T): void {
  if (cache.size >= MOST_ENTRIES) cache.clear();
  cache.set(key, value);
}

function fingerprint(files: string[]): string {
  return files
    .map((file) => {
      const stat = statSync(file, { throwIfNoEntry: false });
      return `${stat?.mtimeMs}:${stat?.size}`;
    })
    .join();
}
