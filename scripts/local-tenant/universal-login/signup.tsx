import {
  completeAuthentication,
  findClient,
  invalidRequest,
  type RegistrationResult,
  registerUser,
  type Transaction,
} from '../authentication-api';
import { Alert, Button, CsrfField, Field } from '../pages';
import { localPath } from '../request-url';
import type { Connection } from '../store';
import type { TenantContext } from '../tenant-context';
import { checkPassword, UserDataError } from '../users';
import { offeredConnections } from './connections-of';
import { HostedPage, type PageContext } from './hosted-page';
import { formField, pageTransaction, promptFields } from './page-transaction';
import { sayRules } from './password-rules';
import { PromptPartial } from './prompt-partial';
import { textsOf } from './texts';

export async function showSignup(tenant: TenantContext, c: PageContext) {
  const transaction = await pageTransaction(tenant, c);
  return c.html(<SignupPage tenant={tenant} c={c} transaction={transaction} values={{}} messages={[]} />);
}

export async function submitSignup(tenant: TenantContext, c: PageContext) {
  const transaction = await pageTransaction(tenant, c);
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
  const again = (...messages: string[]) =>
    c.html(
      <SignupPage tenant={tenant} c={c} transaction={transaction} values={values} messages={messages} />,
      400,
    );

  if (!/^[^\s@]+@[^\s@]+$/.test(email)) return again(t('invalid-email-format'));
  const verdict = checkPassword(database, password, { email });
  if (!verdict.ok) {
    const unmet = verdict.rules.filter((rule) => !rule.verified);
    return again(t('password-too-weak'), ...sayRules(tenant, transaction.locale, unmet));
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
  if (result.kind !== 'registered') return again(...messagesOf(result, t('email-in-use')));
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

interface Props {
  tenant: TenantContext;
  c: PageContext;
  transaction: Transaction;
  values: Record<string, string>;
  messages: string[];
}

function SignupPage({ tenant, c, transaction, values, messages }: Props) {
  const { state, locale, parameters } = transaction;
  const client = findClient(tenant, parameters.client_id);
  const clientName = client?.name ?? parameters.client_id;
  const t = textsOf(tenant, 'signup', 'signup', locale, { clientName });
  const { database } = offeredConnections(tenant, transaction);
  const to = (path: string) => localPath(c, `${path}?${new URLSearchParams({ state })}`);
  const variables = { locale, client: { name: clientName }, ...values };
  const partial = { tenant, prompt: 'signup', screen: 'signup', variables };
  return (
    <HostedPage tenant={tenant} c={c} locale={locale} title={t('pageTitle')} heading={t('title')}>
      <p>{t('description')}</p>
      {messages.map((message) => (
        <Alert tone="danger">{message}</Alert>
      ))}
      {database === undefined || database.options.disable_signup === true ? (
        <Alert tone="warning">{t('signup-disabled')}</Alert>
      ) : (
        <form method="post" action={to('/u/signup')}>
          <CsrfField token={c.get('csrfToken')} />
          <PromptPartial {...partial} at="form-content-start" />
          <Field
            label={t('emailPlaceholder')}
            name="email"
            type="email"
            value={values.email ?? parameters.login_hint}
            autocomplete="email"
            required
            autofocus
          />
          {database.options.requires_username === true ? (
            <Field label={t('usernamePlaceholder')} name="username" value={values.username} required />
          ) : null}
          <Field
            label={t('passwordPlaceholder')}
            name="password"
            type="password"
            autocomplete="new-password"
            hint={passwordHint(tenant, locale, database, t('passwordSecurityText'))}
            required
          />
          <PromptPartial {...partial} at="form-content-end" />
          <Button>{t('buttonText')}</Button>
          <PromptPartial {...partial} at="form-footer-end" />
        </form>
      )}
      <p>
        {t('loginActionText')} <a href={to('/u/login')}>{t('loginActionLinkText')}</a>
      </p>
    </HostedPage>
  );
}

function passwordHint(tenant: TenantContext, locale: string, connection: Connection, lead: string): string {
  return `${lead} ${sayRules(tenant, locale, checkPassword(connection, '').rules).join('; ')}.`;
}
