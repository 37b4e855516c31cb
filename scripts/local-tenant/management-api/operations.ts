import { ACTION_OPERATIONS } from './actions/action-operations';
import { BINDING_OPERATIONS } from './actions/binding-operations';
import { MODULE_OPERATIONS } from './actions/module-operations';
import { TEST_OPERATION } from './actions/test-operation';
import { VERSION_OPERATIONS } from './actions/version-operations';
import { CLIENT_OPERATIONS } from './applications/clients';
import { CONNECTION_OPERATIONS } from './applications/connections';
import { RESOURCE_SERVER_OPERATIONS } from './applications/resource-servers';
import { LOG_OPERATIONS } from './logs/log-operations';
import type { Operation } from './operation';
import { ORGANIZATION_OPERATIONS } from './organizations/organizations';
import { ROLE_OPERATIONS } from './organizations/roles';
import { resourceOperations } from './resources/resource-operations';
import { RESOURCES } from './resources/resource-table';
import { singletonOperations } from './resources/singleton-operations';
import { SINGLETONS } from './resources/singleton-table';
import { CUSTOM_DOMAIN_OPERATIONS } from './tenant-settings/custom-domains';
import { EMAIL_PROVIDER_OPERATIONS } from './tenant-settings/email-provider';
import { EMAIL_TEMPLATE_OPERATIONS } from './tenant-settings/email-templates';
import { EVENT_DELIVERY_OPERATIONS } from './tenant-settings/event-deliveries';
import { FORM_OPERATIONS } from './tenant-settings/forms';
import { GUARDIAN_OPERATIONS } from './tenant-settings/guardian';
import { MORE_OPERATIONS } from './tenant-settings/more-settings';
import { PAGE_TEMPLATE_OPERATIONS } from './tenant-settings/page-template';
import { PROMPT_RENDERING_OPERATIONS } from './tenant-settings/prompt-renderings';
import { PROMPT_OPERATIONS } from './tenant-settings/prompts';
import { RULE_AND_HOOK_OPERATIONS } from './tenant-settings/rules-and-hooks';
import { SIGNING_KEY_OPERATIONS } from './tenant-settings/signing-keys';
import { TENANT_SETTINGS_OPERATIONS } from './tenant-settings/tenant-settings';
import { AUTHENTICATION_METHOD_OPERATIONS } from './users/authentication-methods';
import { EFFECTIVE_ACCESS_OPERATIONS } from './users/effective-access';
import { JOB_OPERATIONS } from './users/jobs';
import { IDENTITY_OPERATIONS } from './users/linked-identities';
import { SESSION_AND_TOKEN_OPERATIONS } from './users/sessions-and-tokens';
import { TICKET_OPERATIONS } from './users/tickets';
import { USER_BLOCK_OPERATIONS } from './users/user-blocks';
import { USER_OPERATIONS } from './users/user-operations';
import { USER_RELATION_OPERATIONS } from './users/user-relations';

/** Everything that the Management API answers, fixed paths before those with parameters. */
export const OPERATIONS: readonly Operation[] = [
  ...ACTION_OPERATIONS,
  TEST_OPERATION,
  ...VERSION_OPERATIONS,
  ...BINDING_OPERATIONS,
  ...MODULE_OPERATIONS,
  ...CLIENT_OPERATIONS,
  ...CONNECTION_OPERATIONS,
  ...RESOURCE_SERVER_OPERATIONS,
  ...ORGANIZATION_OPERATIONS,
  ...ROLE_OPERATIONS,
  ...RESOURCES.flatMap(resourceOperations),
  ...SINGLETONS.flatMap(singletonOperations),
  ...TENANT_SETTINGS_OPERATIONS,
  ...EMAIL_PROVIDER_OPERATIONS,
  ...EMAIL_TEMPLATE_OPERATIONS,
  ...PROMPT_OPERATIONS,
  ...PROMPT_RENDERING_OPERATIONS,
  ...PAGE_TEMPLATE_OPERATIONS,
  ...CUSTOM_DOMAIN_OPERATIONS,
  ...RULE_AND_HOOK_OPERATIONS,
  ...GUARDIAN_OPERATIONS,
  ...FORM_OPERATIONS,
  ...MORE_OPERATIONS,
  ...EVENT_DELIVERY_OPERATIONS,
  ...SIGNING_KEY_OPERATIONS,
  ...USER_OPERATIONS,
  ...USER_RELATION_OPERATIONS,
  ...AUTHENTICATION_METHOD_OPERATIONS,
  ...SESSION_AND_TOKEN_OPERATIONS,
  ...EFFECTIVE_ACCESS_OPERATIONS,
  ...IDENTITY_OPERATIONS,
  ...USER_BLOCK_OPERATIONS,
  ...JOB_OPERATIONS,
  ...TICKET_OPERATIONS,
  ...LOG_OPERATIONS,
].sort((a, b) => compareSegments(a.path.split('/'), b.path.split('/')));

/** A parameter comes after every fixed segment, so that `/themes/default` is not taken for an id. */
function compareSegments(a: string[], b: string[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const [left = '', right = ''] = [a[index], b[index]];
    const difference = Number(left.startsWith(':')) - Number(right.startsWith(':'));
    if (difference !== 0) return difference;
    if (left !== right && !left.startsWith(':')) return left < right ? -1 : 1;
  }
  return 0;
}
