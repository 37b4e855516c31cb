import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { UserError } from '../terminal';

/** How gatehouse logs in to one tenant's Management API: a machine-to-machine client of its own. */
export type TenantCredentials =
  | { clientId: string; clientSecret: string }
  | { clientId: string; privateKey: string };

/** `GATEHOUSE_PRODUCTION_CLIENT_ID` for `production`. */
export function variableName(environment: string, what: string): string {
  return `GATEHOUSE_${environment.toUpperCase().replace(/[^A-Z0-9]/g, '_')}_${what}`;
}

/** What `--help` says of them. */
export const CREDENTIALS_HELP = `
Credentials come from environment variables, per tenant (here for the environment "dev"):
  GATEHOUSE_DEV_CLIENT_ID           a machine-to-machine client with access to the Management API
  GATEHOUSE_DEV_CLIENT_SECRET       its secret, or
  GATEHOUSE_DEV_PRIVATE_KEY         its private key (PEM), or
  GATEHOUSE_DEV_PRIVATE_KEY_FILE    the path of a file with it
  GATEHOUSE_DEV_DOMAIN              optional: refuses to go on where the environment's file names another domain
  GATEHOUSE_DEV_SECRET_<NAME>       the value of the Actions' secret <NAME>; deploy alone needs it
A tenant whose certificate is not publicly trusted (the local one): NODE_EXTRA_CA_CERTS=<PEM file>.
Values are never printed and never written to a file that stays.`;

type Variables = Readonly<Record<string, string | undefined>>;

/** @throws UserError `CREDENTIALS_MISSING`, `DOMAIN_MISMATCH`, `PRIVATE_KEY_INVALID` */
export function readCredentials(
  environment: string,
  domain: string,
  variables: Variables,
): TenantCredentials {
  const read = (what: string) => variables[variableName(environment, what)] || undefined;
  const expected = read('DOMAIN');
  if (expected !== undefined && expected !== domain) {
    throw new UserError(
      'DOMAIN_MISMATCH',
      `${variableName(environment, 'DOMAIN')} is ${expected}, but tenant/environments/${environment}.yaml names ${domain}. Nothing was sent. Correct the one that is wrong.`,
    );
  }
  const clientId = read('CLIENT_ID');
  const clientSecret = read('CLIENT_SECRET');
  const privateKey = read('PRIVATE_KEY') ?? readKeyFile(environment, read('PRIVATE_KEY_FILE'));
  const missing = [
    ...(clientId === undefined ? [variableName(environment, 'CLIENT_ID')] : []),
    ...(clientSecret === undefined && privateKey === undefined
      ? [`${variableName(environment, 'CLIENT_SECRET')} (or _PRIVATE_KEY, or _PRIVATE_KEY_FILE)`]
      : []),
  ];
  if (missing.length > 0 || clientId === undefined) {
    throw new UserError(
      'CREDENTIALS_MISSING',
      `To reach ${domain}, set ${missing.join(' and ')}. See --help for all of them.`,
    );
  }
  if (privateKey !== undefined) return { clientId, privateKey: asPkcs8(environment, privateKey) };
  return { clientId, clientSecret: clientSecret ?? '' };
}

/** The SDK takes PKCS#8 alone; openssl and the Dashboard write PKCS#1 too, and CI variables `\\n` for a new line. */
function asPkcs8(environment: string, pem: string): string {
  try {
    return createPrivateKey(pem.replaceAll('\\n', '\n')).export({ type: 'pkcs8', format: 'pem' }).toString();
  } catch {
    // The cause would quote the key's text.
    throw new UserError(
      'PRIVATE_KEY_INVALID',
      `${variableName(environment, 'PRIVATE_KEY')} (or _PRIVATE_KEY_FILE) holds no private key in PEM format. It begins with "-----BEGIN PRIVATE KEY-----" or "-----BEGIN RSA PRIVATE KEY-----", and has no passphrase.`,
    );
  }
}

function readKeyFile(environment: string, file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new UserError(
      'CREDENTIALS_MISSING',
      `${variableName(environment, 'PRIVATE_KEY_FILE')} names a file that cannot be read.`,
    );
  }
}

export interface ActionSecrets {
  values: Record<string, string>;
  missing: string[];
  unused: string[];
}

/** The values of the Actions' secrets; those that are needed and not there, and those that are there and not needed. */
export function readActionSecrets(
  environment: string,
  needed: readonly string[],
  variables: Variables,
): ActionSecrets {
  const prefix = variableName(environment, 'SECRET_');
  const given = Object.keys(variables).filter((name) => name.startsWith(prefix) && variables[name]);
  const values: Record<string, string> = {};
  for (const name of needed) {
    const value = variables[prefix + name];
    if (value) values[name] = value;
  }
  return {
    values,
    missing: needed.filter((name) => values[name] === undefined).map((name) => prefix + name),
    unused: given.filter((name) => !needed.includes(name.slice(prefix.length))),
  };
}
