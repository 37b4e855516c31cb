import type { Policy } from '../../../actions/policy/policy';
import type { RequestBindings } from '../../local-tenant/tenant-context';
import type { SampleAppPlace } from '../frame';
import type { Mail, SampleAppBackend } from '../options';
import { type ManagementApi, managementApi } from './management-api';
import { type TenantFetch, tenantFetch } from './tenant-fetch';
import { type WebLogin, webLogin } from './web-login';

/** What the backend's pages work with, for one address of the tenant. */
export interface Services {
  /** The web application's client id, for what a stamp says about where it was made. */
  clientId: string;
  /** The application that somebody who was invited logs in to: the sign-in page's. */
  invitationClientId: string;
  login: WebLogin;
  selfService: ManagementApi;
  helpDesk: { api: ManagementApi; organization: string; role: string } | undefined;
  policy: Policy;
  sendMail: ((mail: Mail) => void | Promise<void>) | undefined;
  /** Asks the tenant to send a link for a new password. Nobody but the owner of the mailbox gets to see it. */
  sendPasswordLink(email: string, connection: string): Promise<void>;
}

/** Makes the services once for each address of the tenant and each set of credentials. */
export function serviceCache(): (
  place: SampleAppPlace,
  backend: SampleAppBackend,
  bindings: RequestBindings,
) => Services {
  const known = new Map<string, { secret: string; services: Services }>();
  return (place, backend, bindings) => {
    const secret = backend.web.clientSecret;
    const found = known.get(place.issuerBaseUrl);
    if (found?.secret === secret) return { ...found.services, policy: backend.policy };
    // Kept longer than this request, hence without its connection.
    const { basePath } = bindings;
    const reach = tenantFetch(backend, basePath === undefined ? {} : { basePath });
    const services = makeServices(place, backend, reach);
    known.set(place.issuerBaseUrl, { secret, services });
    return services;
  };
}

function makeServices(
  { issuerBaseUrl, clientId }: SampleAppPlace,
  backend: SampleAppBackend,
  fetch: TenantFetch,
): Services {
  const { helpDesk, sendMail } = backend;
  return {
    clientId: backend.web.clientId,
    invitationClientId: clientId,
    login: webLogin(issuerBaseUrl, backend.web, fetch),
    selfService: managementApi(issuerBaseUrl, backend.selfService, fetch),
    helpDesk: helpDesk && {
      api: managementApi(issuerBaseUrl, helpDesk, fetch),
      organization: helpDesk.organization,
      role: helpDesk.role,
    },
    policy: backend.policy,
    sendMail: sendMail && ((mail) => sendMail(mail, issuerBaseUrl)),
    async sendPasswordLink(email, connection) {
      const answer = await fetch(`${issuerBaseUrl}/dbconnections/change_password`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ client_id: backend.web.clientId, email, connection }),
      });
      if (!answer.ok) throw new Error(`the tenant answered ${answer.status} to a password-change request`);
    },
  };
}
