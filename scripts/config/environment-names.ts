import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { suggest } from './diagnostics';
import type { Diagnostic } from './environment-config';

/** The names of all environments, `local` first. */
export function environmentNames(root: string): string[] {
  const order = ['local', 'dev', 'staging', 'production'];
  const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  try {
    return readdirSync(join(root, 'tenant/environments'))
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => file.slice(0, -'.yaml'.length))
      .sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
  } catch {
    return [];
  }
}

/** What to say of a name that none of them has. */
export function unknownEnvironment(root: string, name: string, accepted: string[]): Diagnostic {
  const folder = 'tenant/environments';
  const message = existsSync(join(root, folder, `${name}.yml`))
    ? `${name}.yml is not read: rename it to ${name}.yaml`
    : accepted.length === 0
      ? `there are no environments yet; add ${folder}/<name>.yaml`
      : `there is no environment "${name}"${suggest(name, accepted)}`;
  return { severity: 'error', code: 'CONFIG_UNKNOWN_ENVIRONMENT', file: folder, message };
}
