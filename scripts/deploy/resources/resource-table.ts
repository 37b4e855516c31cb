import { APPLICATIONS } from './applications';
import { LOGIN_PAGES } from './login-pages';
import type { ResourceType } from './resource-type';
import { TENANT_SETTINGS } from './tenant-settings';

/**
 * The resource types that gatehouse compares, verifies and puts back. Paths, names and scopes as the `auth0` SDK 6.4
 * and the handlers of auth0-deploy-cli 8.44 have them. Actions and their order are compared by code of their own.
 */
export const RESOURCE_TYPES: readonly ResourceType[] = [...LOGIN_PAGES, ...APPLICATIONS, ...TENANT_SETTINGS];

export function resourceType(kind: string): ResourceType {
  const type = RESOURCE_TYPES.find((candidate) => candidate.kind === kind);
  if (type === undefined) throw new TypeError(`no resource type ${kind}`);
  return type;
}
