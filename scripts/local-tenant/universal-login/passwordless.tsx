import {
  completeAuthentication,
  findClient,
  invalidRequest,
  OAuthError,
  redeemPasswordlessCode,
  sendPasswordlessCode,
  type Transaction,
} from '../authentication-api';
import { Alert, Button, CsrfField, Field } from '../pages';
import { localPath } from '../request-url';
import type { Connection } from '../store';
import type { TenantContext } from '../tenant-context';
import { offeredConnections } from './connections-of';
import { HostedPage, type PageContext } from './hosted-page';
import { formField, pageTransaction, promptFields } from './page-transaction';
import { PromptPartial } from './prompt-partial';
import { textsOf } from './texts';

export async function showPasswordless(tenant: TenantContext, c: PageContext) {
  const transaction = await pageTransaction(tenant, c);
  const connection = passwordlessConnection(tenant, c, transaction);
  return c.html(<AddressPage tenant={tenant} c={c} transaction={transaction} connection={connection} />);
}

/** Without a code it sends one, with a code it logs in. */
export async function submitPasswordless(tenant: TenantContext, c: PageContext) {
  const transaction = await pageTransaction(tenant, c);
  const connection = passwordlessConnection(tenant, c, transaction);
  const client = findClient(tenant, transaction.parameters.client_id);
  if (client === undefined) throw invalidRequest('the application was deleted meanwhile');
  const page = { tenant, c, transaction, connection };
  const address = await formField(c, 'username');
  const code = (await formField(c, 'code')).trim();
  const fields = await promptFields(c);
  try {
    if (code === '') {
      sendPasswordlessCode(tenant, c, { client, connection, address });
      return c.html(<CodePage {...page} address={address} fields={fields} />);
    }
    const user = await redeemPasswordlessCode(tenant, c, { client, connection, address, code, fields });
    // What sign-up prompts ask passwordless users, post-login sees in its request's body.
    const withFields: Transaction = { ...transaction, prompt_fields: fields };
    const method = connection.strategy === 'sms' ? 'sms' : 'email';
    return await completeAuthentication(tenant, c, withFields, { user, connection, method });
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    if (code === '') return c.html(<AddressPage {...page} error="invalid-address" />, 400);
    const message = error.error === 'invalid_grant' ? undefined : error.description;
    return c.html(
      <CodePage
        {...page}
        address={address}
        fields={fields}
        {...(message === undefined ? { failed: true } : { message })}
      />,
      400,
    );
  }
}

function passwordlessConnection(tenant: TenantContext, c: PageContext, transaction: Transaction): Connection {
  const name = c.req.query('connection');
  const found = offeredConnections(tenant, transaction).passwordless.find(
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
}

function AddressPage({ tenant, c, transaction, connection, error }: Props & { error?: string }) {
  const t = textsOf(tenant, 'passwordless', 'passwordless-start', transaction.locale);
  const isSms = connection.strategy === 'sms';
  const partial = {
    tenant,
    prompt: 'login-passwordless',
    screen: isSms ? 'login-passwordless-sms-otp' : 'login-passwordless-email-code',
    variables: { locale: transaction.locale },
  };
  return (
    <HostedPage tenant={tenant} c={c} locale={transaction.locale} title={t('pageTitle')} heading={t('title')}>
      {error === undefined ? null : <Alert tone="danger">{t(error)}</Alert>}
      <form method="post" action={actionOf(c, transaction, connection)}>
        <CsrfField token={c.get('csrfToken')} />
        <Field
          label={t(isSms ? 'placeholderPhone' : 'placeholderEmail')}
          name="username"
          type={isSms ? 'tel' : 'email'}
          value={transaction.parameters.login_hint}
          required
          autofocus
        />
        <PromptPartial {...partial} at="form-content-end" />
        <Button>{t('buttonText')}</Button>
      </form>
    </HostedPage>
  );
}

interface CodeProps extends Props {
  address: string;
  fields: Record<string, string>;
  failed?: boolean;
  message?: string;
}

function CodePage({ tenant, c, transaction, connection, address, fields, failed, message }: CodeProps) {
  const t = textsOf(tenant, 'passwordless', 'passwordless-challenge', transaction.locale);
  const kept = Object.entries({ username: address, ...fields }).map(([name, value]) => (
    <input type="hidden" name={name} value={value} />
  ));
  return (
    <HostedPage tenant={tenant} c={c} locale={transaction.locale} title={t('pageTitle')} heading={t('title')}>
      <p>{t('description', { address })}</p>
      {message === undefined ? null : <Alert tone="danger">{message}</Alert>}
      <form method="post" action={actionOf(c, transaction, connection)}>
        <CsrfField token={c.get('csrfToken')} />
        {kept}
        <Field
          label={t('placeholder')}
          name="code"
          inputmode="numeric"
          autocomplete="one-time-code"
          error={failed === true ? t('invalid-code') : undefined}
          required
          autofocus
        />
        <Button>{t('buttonText')}</Button>
      </form>
      <form method="post" action={actionOf(c, transaction, connection)}>
        <CsrfField token={c.get('csrfToken')} />
        {kept}
        <Button kind="quiet">{t('resendActionText')}</Button>
      </form>
    </HostedPage>
  );
}

function actionOf(c: PageContext, { state }: Transaction, connection: Connection): string {
  return localPath(c, `/u/passwordless?${new URLSearchParams({ state, connection: connection.name })}`);
}
