import {
  checkCredentials,
  completeAuthentication,
  findClient,
  invalidRequest,
  saveTransaction,
  type Transaction,
} from '../authentication-api';
import { Alert, Button, CsrfField, Field } from '../pages';
import { localPath } from '../request-url';
import type { TenantContext } from '../tenant-context';
import { connectionLabel, offeredConnections } from './connections-of';
import { HostedPage, type PageContext } from './hosted-page';
import { formField, pageTransaction, promptFields } from './page-transaction';
import { PromptPartial } from './prompt-partial';
import { textsOf } from './texts';

export async function showLogin(tenant: TenantContext, c: PageContext) {
  const transaction = await pageTransaction(tenant, c);
  return c.html(<LoginPage tenant={tenant} c={c} transaction={transaction} />);
}

export async function submitLogin(tenant: TenantContext, c: PageContext) {
  const transaction = await pageTransaction(tenant, c);
  const username = (await formField(c, 'username')).trim();
  const connection = await formField(c, 'connection');
  if (connection !== '') return goToConnection(tenant, c, transaction, connection);
  const { database } = offeredConnections(tenant, transaction);
  if (database === undefined) throw invalidRequest('the application has no database connection');
  const result = await checkCredentials(tenant, c, {
    client: findClient(tenant, transaction.parameters.client_id),
    connection: database,
    login: username,
    password: await formField(c, 'password'),
  });
  if (result.kind !== 'right') {
    const error = result.kind === 'wrong' ? 'wrong-credentials' : 'user-blocked';
    return c.html(
      <LoginPage tenant={tenant} c={c} transaction={transaction} username={username} error={error} />,
      result.kind === 'wrong' ? 400 : 429,
    );
  }
  const withFields: Transaction = { ...transaction, prompt_fields: await promptFields(c) };
  return completeAuthentication(tenant, c, withFields, {
    user: result.user,
    connection: database,
    method: 'pwd',
  });
}

/** On to the page of a provider or of the passwordless code, with what the tenant's own fields said. */
async function goToConnection(
  tenant: TenantContext,
  c: PageContext,
  transaction: Transaction,
  connection: string,
) {
  const { passwordless, upstream } = offeredConnections(tenant, transaction);
  const isPasswordless = passwordless.some(({ name }) => name === connection);
  if (!isPasswordless && !upstream.some(({ name }) => name === connection)) {
    throw invalidRequest('the connection was not found');
  }
  saveTransaction(tenant, { ...transaction, prompt_fields: await promptFields(c) });
  const page = isPasswordless ? '/u/passwordless' : '/u/identity-provider';
  const query = new URLSearchParams({ state: transaction.state, connection });
  return c.redirect(localPath(c, `${page}?${query}`), 303);
}

interface Props {
  tenant: TenantContext;
  c: PageContext;
  transaction: Transaction;
  username?: string;
  error?: string;
}

function LoginPage({ tenant, c, transaction, username, error }: Props) {
  const { state, locale, parameters } = transaction;
  const clientName = findClient(tenant, parameters.client_id)?.name ?? parameters.client_id;
  const t = textsOf(tenant, 'login', 'login', locale, { clientName });
  const { database, passwordless, upstream } = offeredConnections(tenant, transaction);
  const to = (path: string) => localPath(c, `${path}?${new URLSearchParams({ state })}`);
  const partial = {
    tenant,
    prompt: 'login',
    screen: 'login',
    variables: { locale, client: { name: clientName } },
  };
  return (
    <HostedPage tenant={tenant} c={c} locale={locale} title={t('pageTitle')} heading={t('title')}>
      <p>{t('description')}</p>
      {error === undefined ? null : <Alert tone="danger">{t(error)}</Alert>}
      <form method="post" action={to('/u/login')}>
        <CsrfField token={c.get('csrfToken')} />
        <PromptPartial {...partial} at="form-content-start" />
        {database === undefined ? null : (
          <>
            <Field
              label={t('usernamePlaceholder')}
              name="username"
              value={username ?? parameters.login_hint}
              autocomplete="username"
              required
              autofocus
            />
            <Field
              label={t('passwordPlaceholder')}
              name="password"
              type="password"
              autocomplete="current-password"
              required
            />
          </>
        )}
        <PromptPartial {...partial} at="form-content-end" />
        {database === undefined ? null : (
          <>
            <p>
              <a href={to('/u/reset-password/request')}>{t('forgotPasswordText')}</a>
            </p>
            <Button>{t('buttonText')}</Button>
          </>
        )}
        {database !== undefined && passwordless.length + upstream.length > 0 ? (
          <p class="divider">{t('separatorText')}</p>
        ) : null}
        {/* In the same form, so that the fields of the tenant's partials reach social logins too. */}
        {[...passwordless, ...upstream].map((connection) => (
          <p>
            <Button kind="secondary" name="connection" value={connection.name} formnovalidate>
              {t('federatedConnectionButtonText', { connectionName: connectionLabel(connection) })}
            </Button>
          </p>
        ))}
        <PromptPartial {...partial} at="form-footer-end" />
      </form>
      {database === undefined || database.options.disable_signup === true ? null : (
        <p>
          {t('signupActionText')} <a href={to('/u/signup')}>{t('signupActionLinkText')}</a>
        </p>
      )}
    </HostedPage>
  );
}
