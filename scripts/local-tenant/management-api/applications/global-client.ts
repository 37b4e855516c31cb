import type { Client } from '../../store';
import type { TenantContext } from '../../tenant-context';
import { clientId, clientSecret } from '../identifiers';
import { DEFAULT_REFRESH_TOKEN, PLACEHOLDER_CERTIFICATE } from './clients';

/** Every tenant has one: it stands for all applications, and carries the classic login page. */
export function addGlobalClient(tenant: TenantContext): void {
  const clients = tenant.store.collection<Client>('clients');
  if (clients.list().some((client) => client.global === true)) return;
  const id = clientId();
  clients.put(id, {
    tenant: tenant.store.name,
    global: true,
    client_id: id,
    client_secret: clientSecret(),
    name: 'All Applications',
    callbacks: [],
    is_first_party: true,
    is_token_endpoint_ip_header_trusted: false,
    oidc_conformant: true,
    sso_disabled: false,
    cross_origin_authentication: false,
    owners: [],
    custom_login_page_on: true,
    refresh_token: DEFAULT_REFRESH_TOKEN,
    signing_keys: [{ ...PLACEHOLDER_CERTIFICATE, subject: 'deprecated' }],
  });
}
