import {
  completeAuthentication,
  findClient,
  invalidRequest,
  type RegistrationResult,
  registerUser,
} from '../authentication-api';
import { Alert, Button, Field } from '../pages';
import type { TenantContext } from '../tenant-context';
import { checkPassword, type PasswordRule, UserDataError } from '../users';
import { offeredConnections } from './connections-of';
import { HostedPage, type LoginStep, type PageContext, PageForm, stepPath } from './hosted-page';
import { formField, loginStep, promptFields } from './login-step';
import { NewPasswordField } from './new-password-field';
import { PromptPartial } from './prompt-partial';
import { textsOf } from './texts';

export async function showSignup(tenant: TenantContext, c: PageContext) {
  return c.html(<SignupPage {...(await loginStep(tenant, c))} />);
}

export async function submitSignup(tenant: TenantContext, c: PageContext) {
  const step = await loginStep(tenant, c);
  const { transaction } = step;
  const client = findClient(tenant, transaction.parameters.client_id);
  const { database } = offeredConnections(tenant, transaction);
  if (client === undefined || database === undefined || database.options.disable_signup === true) {
    throw invalidRequest('Public signup is disabled');
  }
  const t = textsOf(tenant, 'signup', 'signup', transaction.locale);
  const email = (await formField(c, 'email')).trim();
  const username = (await formField(c, 'username')).trim();
  const password = await formField(c, 'password');
  const fields = await promptFields(c);
  const values = { ...fields, email, username };
  const again = (problems: Problems) =>
    c.html(<SignupPage {...step} values={values} problems={problems} />, 400);

  if (!/^[^\s@]+@[^\s@]+$/.test(email)) return again({ email: t('invalid-email-format') });
  const verdict = checkPassword(database, password, { email });
  if (!verdict.ok) {
    return again({ password: t('password-too-weak'), unmet: verdict.rules.filter((rule) => !rule.verified) });
  }
  const registration = {
    client,
    connection: database,
    password,
    profile: { email, ...(username === '' ? {} : { username }) },
    body: fields,
    transaction,
  };
  const result = await register(tenant, c, registration);
  if (result.kind !== 'registered') return again({ refused: messagesOf(result, t('email-in-use')) });
  return completeAuthentication(tenant, c, transaction, {
    user: result.user,
    connection: database,
    method: 'pwd',
  });
}

type Refused = Exclude<RegistrationResult, { kind: 'registered' }> | { kind: 'wrong'; message: string };

async function register(
  ...args: Parameters<typeof registerUser>
): Promise<RegistrationResult | { kind: 'wrong'; message: string }> {
  try {
    return await registerUser(...args);
  } catch (error) {
    if (error instanceof UserDataError) return { kind: 'wrong', message: error.message };
    throw error;
  }
}

/** Whether an account exists is nobody's business: that text says only that it did not work. */
function messagesOf(result: Refused, inUse: string): string[] {
  switch (result.kind) {
    case 'exists':
      return [inUse];
    case 'invalid':
      return result.errors.map((error) => error.message);
    default:
      return [result.message];
  }
}

/** What is wrong with a sign-up: of a field, or as the Actions said it. */
interface Problems {
  email?: string;
  password?: string;
  unmet?: readonly PasswordRule[];
  refused?: string[];
}

/** What the Actions refused belongs to the tenant's own fields, as far as anybody can tell. */
const REFUSED_ID = 'signup-refused';

interface Props extends LoginStep {
  values?: Record<string, string>;
  problems?: Problems;
}

function SignupPage({ values = {}, problems = {}, ...step }: Props) {
  const { tenant, c, transaction } = step;
  const { locale, parameters } = transaction;
  const client = findClient(tenant, parameters.client_id);
  const clientName = client?.name ?? parameters.client_id;
  const t = textsOf(tenant, 'signup', 'signup', locale, { clientName });
  const { database } = offeredConnections(tenant, transaction);
  const partial = {
    tenant,
    prompt: 'signup',
    screen: 'signup',
    variables: { locale, client: { name: clientName }, ...values },
    ...(problems.refused === undefined ? {} : { describedBy: REFUSED_ID }),
  };
  return (
    <HostedPage tenant={tenant} c={c} locale={locale} title={t('pageTitle')} heading={t('title')}>
      <p>{t('description')}</p>
      {problems.refused === undefined ? null : (
        <div id={REFUSED_ID}>
          {problems.refused.map((message) => (
            <Alert tone="danger">{message}</Alert>
          ))}
        </div>
      )}
      {database === undefined || database.options.disable_signup === true ? (
        <Alert tone="warning">{t('signup-disabled')}</Alert>
      ) : (
        <PageForm c={c} action={stepPath(step, '/u/signup')}>
          <PromptPartial {...partial} at="form-content-start" />
          <Field
            label={t('emailPlaceholder')}
            name="email"
            type="email"
            value={values.email ?? parameters.login_hint}
            autocomplete="email"
            error={problems.email}
            required
            autofocus={problems.password === undefined}
          />
          {database.options.requires_username === true ? (
            <Field
              label={t('usernamePlaceholder')}
              name="username"
              value={values.username}
              autocomplete="username"
              required
            />
          ) : null}
          <NewPasswordField
            tenant={tenant}
            locale={locale}
            connection={database}
            name="password"
            label={t('passwordPlaceholder')}
            lead={t('passwordSecurityText')}
            error={problems.password}
            unmet={problems.unmet ?? []}
            autofocus={problems.password !== undefined}
          />
          <PromptPartial {...partial} at="form-content-end" />
          <Button>{t('buttonText')}</Button>
          {(
            [
              'form-footer-start',
              'secondary-actions-start',
              'secondary-actions-end',
              'form-footer-end',
            ] as const
          ).map((at) => (
            <PromptPartial {...partial} at={at} />
          ))}
        </PageForm>
      )}
      <p>
        {t('loginActionText')} <a href={stepPath(step, '/u/login')}>{t('loginActionLinkText')}</a>
      </p>
    </HostedPage>
  );
}
