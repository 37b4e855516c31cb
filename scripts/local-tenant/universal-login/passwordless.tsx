import {
  completeAuthentication,
  findClient,
  invalidRequest,
  OAuthError,
  redeemPasswordlessCode,
  sendPasswordlessCode,
  type Transaction,
} from '../authentication-api';
import { Alert, Button, Field } from '../pages';
import type { Connection } from '../store';
import type { TenantContext } from '../tenant-context';
import { chosenConnection } from './connections-of';
import { CodeForm, HostedPage, type LoginStep, type PageContext, PageForm, stepPath } from './hosted-page';
import { formField, loginStep, promptFields } from './login-step';
import { PromptPartial } from './prompt-partial';
import { textsOf } from './texts';

export async function showPasswordless(tenant: TenantContext, c: PageContext) {
  const step = await loginStep(tenant, c);
  return c.html(<AddressPage {...step} connection={chosenConnection(step, 'passwordless')} />);
}

/** Without a code it sends one, with a code it logs in. */
export async function submitPasswordless(tenant: TenantContext, c: PageContext) {
  const step = await loginStep(tenant, c);
  const { transaction } = step;
  const connection = chosenConnection(step, 'passwordless');
  const client = findClient(tenant, transaction.parameters.client_id);
  if (client === undefined) throw invalidRequest('the application was deleted meanwhile');
  const address = await formField(c, 'username');
  const code = (await formField(c, 'code')).trim();
  const fields = await promptFields(c);
  const page = { ...step, connection, address, fields };
  try {
    if (code === '') {
      sendPasswordlessCode(tenant, c, { client, connection, address });
      return c.html(<CodePage {...page} />);
    }
    const user = await redeemPasswordlessCode(tenant, c, { client, connection, address, code, fields });
    // What sign-up prompts ask passwordless users, post-login sees in its request's body.
    const withFields: Transaction = { ...transaction, prompt_fields: fields };
    const method = connection.strategy === 'sms' ? 'sms' : 'email';
    return await completeAuthentication(tenant, c, withFields, { user, connection, method });
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    if (code === '') return c.html(<AddressPage {...page} failed />, 400);
    const said = error.error === 'invalid_grant' ? { failed: true } : { message: error.description };
    return c.html(<CodePage {...page} {...said} />, 400);
  }
}

interface Props extends LoginStep {
  connection: Connection;
}

function AddressPage({
  connection,
  address,
  failed,
  ...step
}: Props & { address?: string; failed?: boolean }) {
  const { tenant, c, transaction } = step;
  const { locale, parameters } = transaction;
  const t = textsOf(tenant, 'passwordless', 'passwordless-start', locale);
  const isSms = connection.strategy === 'sms';
  return (
    <HostedPage tenant={tenant} c={c} locale={locale} title={t('pageTitle')} heading={t('title')}>
      <PageForm c={c} action={actionOf(step, connection)}>
        <Field
          label={t(isSms ? 'placeholderPhone' : 'placeholderEmail')}
          name="username"
          type={isSms ? 'tel' : 'email'}
          value={address ?? parameters.login_hint}
          autocomplete={isSms ? 'tel' : 'email'}
          error={failed === true ? t('invalid-address') : undefined}
          required
          autofocus
        />
        <PromptPartial
          tenant={tenant}
          prompt="login-passwordless"
          screen={isSms ? 'login-passwordless-sms-otp' : 'login-passwordless-email-code'}
          variables={{ locale }}
          at="form-content-end"
        />
        <Button>{t('buttonText')}</Button>
      </PageForm>
      <BackToLogin {...step} />
    </HostedPage>
  );
}

interface CodeProps extends Props {
  address: string;
  fields: Record<string, string>;
  failed?: boolean;
  message?: string;
}

function CodePage({ connection, address, fields, failed = false, message, ...step }: CodeProps) {
  const { tenant, c, transaction } = step;
  const { locale } = transaction;
  const t = textsOf(tenant, 'passwordless', 'passwordless-challenge', locale);
  const action = actionOf(step, connection);
  const kept = Object.entries({ username: address, ...fields }).map(([name, value]) => (
    <input type="hidden" name={name} value={value} />
  ));
  return (
    <HostedPage tenant={tenant} c={c} locale={locale} title={t('pageTitle')} heading={t('title')}>
      <p>{t('description', { address })}</p>
      {message === undefined ? null : <Alert tone="danger">{message}</Alert>}
      <CodeForm c={c} action={action} t={t} failed={failed}>
        {kept}
      </CodeForm>
      <PageForm c={c} action={action}>
        {kept}
        <Button kind="quiet">{t('resendActionText')}</Button>
      </PageForm>
      <BackToLogin {...step} />
    </HostedPage>
  );
}

function BackToLogin(step: LoginStep) {
  const t = textsOf(step.tenant, 'reset-password', 'reset-password-request', step.transaction.locale);
  return (
    <p>
      <a href={stepPath(step, '/u/login')}>{t('backToLoginLinkText')}</a>
    </p>
  );
}

function actionOf(step: LoginStep, connection: Connection): string {
  return stepPath(step, '/u/passwordless', { connection: connection.name });
}
