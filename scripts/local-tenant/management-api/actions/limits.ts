import { badRequest } from '../api-error';
import { isObject } from '../operation';
import { RUNTIMES, TRIGGERS } from './trigger-table';

/** Auth0's limits (policies/entity-limit-policy and customize/actions/limitations). */
export const ACTION_LIMITS = {
  actionsPerTenant: 100,
  bindingsPerTrigger: 20,
  codeBytes: 100_000,
  secrets: 30,
  secretNameLength: 128,
  secretValueLength: 4_096,
  dependencies: 10,
  modules: 3,
  modulesPerTenant: 100,
  versions: 50,
} as const;

export interface SecretInput {
  name: string;
  /** Absent: the value that is stored stays. */
  value?: string;
}

export interface Dependency {
  name: string;
  version: string;
}

/** @throws ApiError 400 over 100 kB */
export function checkCode(code: unknown): string {
  if (code === undefined) return '';
  if (typeof code !== 'string')
    throw badRequest(`Payload validation error: 'Expected type string' on property code.`);
  if (Buffer.byteLength(code) > ACTION_LIMITS.codeBytes) {
    throw badRequest(`The code of an action must not exceed ${ACTION_LIMITS.codeBytes} bytes.`);
  }
  return code;
}

/** @throws ApiError 400 where a secret has no name, appears twice, or is over a limit; values are never quoted */
export function checkSecrets(secrets: unknown): SecretInput[] {
  const list = checkList(secrets, 'secrets', ACTION_LIMITS.secrets);
  const names = new Set<string>();
  return list.map((secret, index) => {
    const { name, value } = isObject(secret) ? secret : {};
    if (typeof name !== 'string' || name === '') {
      throw badRequest(
        `Payload validation error: 'Missing required property: name' on property secrets[${index}].`,
      );
    }
    if (name.length > ACTION_LIMITS.secretNameLength) {
      throw badRequest(
        `The name of secret ${index} is longer than ${ACTION_LIMITS.secretNameLength} characters.`,
      );
    }
    if (names.has(name)) throw badRequest(`The secret ${name} is given twice.`);
    names.add(name);
    if (value === undefined || value === null) return { name };
    if (typeof value !== 'string' || value.length > ACTION_LIMITS.secretValueLength) {
      throw badRequest(
        `The value of secret ${name} must be a string of at most ${ACTION_LIMITS.secretValueLength} characters.`,
      );
    }
    return { name, value };
  });
}

export function checkDependencies(dependencies: unknown): Dependency[] {
  return checkList(dependencies, 'dependencies', ACTION_LIMITS.dependencies).map((dependency, index) => {
    const { name, version } = isObject(dependency) ? dependency : {};
    if (typeof name !== 'string' || name === '') {
      throw badRequest(
        `Payload validation error: 'Missing required property: name' on property dependencies[${index}].`,
      );
    }
    return { ...(isObject(dependency) ? dependency : {}), name, version: String(version ?? 'latest') };
  });
}

/** @throws ApiError 400 unless it is exactly one trigger that exists; the version defaults to the current one */
export function checkTriggers(triggers: unknown): { id: string; version: string }[] {
  const list = checkList(triggers, 'supported_triggers', 1);
  if (list.length === 0) throw badRequest('An action must support exactly one trigger.');
  return list.map((trigger) => {
    const { id, version } = isObject(trigger) ? trigger : {};
    const known = TRIGGERS.filter((candidate) => candidate.id === id);
    const found =
      known.find((candidate) => candidate.version === version) ??
      (version === undefined ? known.find((candidate) => candidate.status === 'CURRENT') : undefined);
    if (found === undefined)
      throw badRequest(`The trigger ${String(id)} ${String(version ?? '')} does not exist.`);
    return { id: found.id, version: found.version };
  });
}

/** @throws ApiError 400 for a runtime that no trigger lists */
export function checkRuntime(runtime: unknown, triggers: readonly { id: string; version: string }[]): string {
  const [trigger] = triggers;
  const fallback = TRIGGERS.find(({ id, version }) => id === trigger?.id && version === trigger.version);
  if (runtime === undefined || runtime === '') return fallback?.default_runtime ?? 'node22';
  if (typeof runtime !== 'string' || !RUNTIMES.has(runtime)) {
    throw badRequest(`The runtime ${String(runtime)} is not supported.`);
  }
  return runtime;
}

export function checkList(value: unknown, property: string, maximum: number): unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    throw badRequest(`Payload validation error: 'Expected type array' on property ${property}.`);
  }
  if (value.length > maximum) {
    throw badRequest(
      `Payload validation error: 'Array is too long (${value.length}), maximum ${maximum}' on property ${property}.`,
    );
  }
  return value;
}
