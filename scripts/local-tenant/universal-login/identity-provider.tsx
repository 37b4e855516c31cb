import {
  completeAuthentication,
  invalidRequest,
  OAuthError,
  refuse,
  type Transaction,
} from '../authentication-api';
import { Alert, Button, CsrfField, TextArea } from '../pages';
import { localPath } from '../request-url';
import type { Connection, JsonObject } from '../store';
import type { TenantContext } from '../tenant-context';
import { type UpstreamProfile, upsertUpstreamUser, upstreamProfile } from '../users';
import { connectionLabel, offeredConnections } from './connections-of';
import { HostedPage, type PageContext } from './hosted-page';
import { formField, pageTransaction } from './page-transaction';
import { sampleProfile } from './sample-profile';
import { textsOf } from './texts';

/** In place of Google, Azure AD and the like: one picks who comes back, and with which raw profile. */
export async function showIdentityProvider(tenant: TenantContext, c: PageContext) {
  const transaction = await pageTransaction(tenant, c);
  const connection = upstreamConnection(tenant, c, transaction);
  const profile = JSON.stringify(sampleProfile(connection, transaction.parameters.login_hint), null, 2);
  return c.html(
    <ProviderPage
      tenant={tenant}
      c={c}
      transaction={transaction}
      connection={connection}
      profile={profile}
    />,
  );
}

export async function submitIdentityProvider(tenant: TenantContext, c: PageContext) {
  const transaction = await pageTransaction(tenant, c);
  const connection = upstreamConnection(tenant, c, transaction);
  if ((await formField(c, 'cancel')) !== '') {
    const error = new OAuthError(403, 'access_denied', 'User did not authorize the request');
    return refuse(tenant, c, transaction, error, { connection });
  }
  const text = await formField(c, 'profile');
  const profile = readProfile(connection, text);
  if (profile === undefined) {
    return c.html(
      <ProviderPage
        tenant={tenant}
        c={c}
        transaction={transaction}
        connection={connection}
        profile={text}
        failed
      />,
      400,
    );
  }
  const user = upsertUpstreamUser(tenant, connection, profile);
  return completeAuthentication(tenant, c, transaction, { user, connection, method: 'federated' });
}

function readProfile(connection: Connection, text: string): UpstreamProfile | undefined {
  try {
    const raw: unknown = JSON.parse(text);
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return undefined;
    return upstreamProfile(connection, raw as JsonObject);
  } catch {
    return undefined;
  }
}

function upstreamConnection(tenant: TenantContext, c: PageContext, transaction: Transaction): Connection {
  const name = c.req.query('connection');
  const found = offeredConnections(tenant, transaction).upstream.find(
    (connection) => connection.name === name,
  );
  if (found === undefined) throw invalidRequest('the connection was not found');
  return found;
}

interface Props {
  tenant: TenantContext;
  c: PageContext;
  transaction: Transaction;
  connection: Connection;
  profile: string;
  failed?: boolean;
}

function ProviderPage({ tenant, c, transaction, connection, profile, failed }: Props) {
  const { state, locale } = transaction;
  const t = textsOf(tenant, 'identity-provider', 'choose', locale);
  const connectionName = connectionLabel(connection);
  const action = localPath(
    c,
    `/u/identity-provider?${new URLSearchParams({ state, connection: connection.name })}`,
  );
  return (
    <HostedPage
      tenant={tenant}
      c={c}
      locale={locale}
      title={t('pageTitle', { connectionName })}
      heading={t('title', { connectionName })}
    >
      <p>{t('description')}</p>
      <form method="post" action={action}>
        <CsrfField token={c.get('csrfToken')} />
        <TextArea
          label={t('profile')}
          name="profile"
          value={profile}
          rows={14}
          code
          error={failed === true ? t('invalid-profile') : undefined}
        />
        <Button>{t('buttonText')}</Button>{' '}
        <Button kind="quiet" name="cancel" value="true">
          {t('cancel')}
        </Button>
      </form>
      {failed === true ? <Alert tone="danger">{t('invalid-profile')}</Alert> : null}
    </HostedPage>
  );
}
