import {
  checkCredentials,
  completeAuthentication,
  findClient,
  invalidRequest,
  saveTransaction,
  type Transaction,
} from '../authentication-api';
import { Alert, Button, Field } from '../pages';
import type { TenantContext } from '../tenant-context';
import { connectionLabel, offeredConnections } from './connections-of';
import { HostedPage, type LoginStep, type PageContext, PageForm, stepPath } from './hosted-page';
import { formField, loginStep, promptFields } from './login-step';
import { PromptPartial } from './prompt-partial';
import { textsOf } from './texts';

/** @throws OAuthError where there is no way to log in */
export async function showLogin(tenant: TenantContext, c: PageContext) {
  const step = await loginStep(tenant, c);
  const { database, passwordless, upstream } = offeredConnections(tenant, step.transaction);
  if (database === undefined && passwordless.length + upstream.length === 0) {
    throw invalidRequest('no connections enabled for the client');
  }
  return c.html(<LoginPage {...step} />);
}

export async function submitLogin(tenant: TenantContext, c: PageContext) {
  const step = await loginStep(tenant, c);
  const { transaction } = step;
  const username = (await formField(c, 'username')).trim();
  const connection = await formField(c, 'connection');
  if (connection !== '') return goToConnection(step, connection);
  const { database } = offeredConnections(tenant, transaction);
  if (database === undefined) throw invalidRequest('the application has no database connection');
  const result = await checkCredentials(tenant, c, {
    client: findClient(tenant, transaction.parameters.client_id),
    connection: database,
    login: username,
    password: await formField(c, 'password'),
    loginId: transaction.login_id,
  });
  if (result.kind !== 'right') {
    const error = result.kind === 'wrong' ? 'wrong-credentials' : 'user-blocked';
    return c.html(
      <LoginPage {...step} username={username} error={error} />,
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
async function goToConnection(step: LoginStep, connection: string) {
  const { tenant, c, transaction } = step;
  const { passwordless, upstream } = offeredConnections(tenant, transaction);
  const isPasswordless = passwordless.some(({ name }) => name === connection);
  if (!isPasswordless && !upstream.some(({ name }) => name === connection)) {
    throw invalidRequest('the connection was not found');
  }
  saveTransaction(tenant, { ...transaction, prompt_fields: await promptFields(c) });
  const page = isPasswordless ? '/u/passwordless' : '/u/identity-provider';
  return c.redirect(stepPath(step, page, { connection }), 303);
}

function LoginPage({ username, error, ...step }: LoginStep & { username?: string; error?: string }) {
  const { tenant, c, transaction } = step;
  const { locale, parameters } = transaction;
  const clientName = findClient(tenant, parameters.client_id)?.name ?? parameters.client_id;
  const t = textsOf(tenant, 'login', 'login', locale, { clientName });
  const { database, passwordless, upstream } = offeredConnections(tenant, transaction);
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
      <PageForm c={c} action={stepPath(step, '/u/login')}>
        <PromptPartial {...partial} at="form-content-start" />
        {database === undefined ? null : (
          <>
            <Field
              label={t('usernamePlaceholder')}
              name="username"
              value={username ?? parameters.login_hint}
              autocomplete="username"
              required
              autofocus={error === undefined}
            />
            <Field
              label={t('passwordPlaceholder')}
              name="password"
              type="password"
              autocomplete="current-password"
              required
              autofocus={error !== undefined}
            />
          </>
        )}
        <PromptPartial {...partial} at="form-content-end" />
        {database === undefined ? null : (
          <>
            <p>
              <a href={stepPath(step, '/u/reset-password/request')}>{t('forgotPasswordText')}</a>
            </p>
            <Button>{t('buttonText')}</Button>
          </>
        )}
        {database !== undefined && passwordless.length + upstream.length > 0 ? (
          <p class="divider">{t('separatorText')}</p>
        ) : null}
        <PromptPartial {...partial} at="form-footer-start" />
        <PromptPartial {...partial} at="secondary-actions-start" />
        {/* In the same form, so that the fields of the tenant's partials reach social logins too. */}
        {[...passwordless, ...upstream].map((connection) => (
          <p>
            <Button kind="secondary" name="connection" value={connection.name} formnovalidate>
              {t('federatedConnectionButtonText', { connectionName: connectionLabel(connection) })}
            </Button>
          </p>
        ))}
        <PromptPartial {...partial} at="secondary-actions-end" />
        <PromptPartial {...partial} at="form-footer-end" />
      </PageForm>
      {database === undefined || database.options.disable_signup === true ? null : (
        <p>
          {t('signupActionText')} <a href={stepPath(step, '/u/signup')}>{t('signupActionLinkText')}</a>
        </p>
      )}
    </HostedPage>
  );
}
