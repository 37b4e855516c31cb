import type { Policy } from '../../../actions/policy/policy';
import type { ClientCredentials, SampleAppBackend } from '../../sample-app';
import { sendEmail } from '../email';
import type { Client } from '../store';
import type { TenantContext } from '../tenant-context';
import { SEEDED_CLIENTS } from './applications';
import { HELP_DESK_ORGANIZATION, HELP_DESK_ROLE } from './organizations';

/**
 * What the sample app's profile page and help desk work with in this tenant; undefined until it is seeded.
 *
 * @param fetch answers requests to this tenant without leaving the process
 */
export function sampleBackend(
  tenant: TenantContext,
  policy: Policy,
  fetch: NonNullable<SampleAppBackend['fetch']>,
): SampleAppBackend | undefined {
  const web = credentials(tenant, SEEDED_CLIENTS.sampleWeb);
  const selfService = credentials(tenant, SEEDED_CLIENTS.sampleBackend);
  const helpDesk = credentials(tenant, SEEDED_CLIENTS.helpDesk);
  if (web === undefined || selfService === undefined) return undefined;
  return {
    web,
    selfService,
    ...(helpDesk === undefined
      ? {}
      : { helpDesk: { ...helpDesk, organization: HELP_DESK_ORGANIZATION, role: HELP_DESK_ROLE } }),
    policy,
    fetch,
    sendMail({ to, subject, html }, baseUrl) {
      sendEmail(tenant, {
        template: 'sample_app',
        to,
        baseUrl,
        text: { subject: '{{ subject }}', body: '{{ html | raw }}' },
        variables: { subject, html },
      });
    },
  };
}

function credentials(tenant: TenantContext, clientId: string): ClientCredentials | undefined {
  const clientSecret = tenant.store.collection<Client>('clients').get(clientId)?.client_secret;
  return clientSecret === undefined ? undefined : { clientId, clientSecret };
}
