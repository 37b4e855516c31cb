import type { ManagementClient } from 'auth0';
import { loadEnvironment, renderDiagnostics } from '../config';
import { UserError } from '../terminal';
import { readCredentials } from './credentials';
import type { TargetOptions } from './target';
import { connectTenant } from './tenant-connection';

/** The tenant, and the ids of the documents that its policy registers. @throws UserError `CONFIG_INVALID`, and what connecting throws */
export async function connectForEvidence(
  options: TargetOptions,
): Promise<{ client: ManagementClient; documents: string[] }> {
  const { root, environment } = options;
  const result = await loadEnvironment({ root, environment });
  if (!result.ok) throw new UserError('CONFIG_INVALID', renderDiagnostics(result.diagnostics, root));
  const { policy } = result.config;
  const domain = options.domain ?? result.config.domain;
  const { client } = await connectTenant(domain, readCredentials(environment, domain, options.variables));
  return { client, documents: policy.terms.documents.map(({ id }) => id) };
}
