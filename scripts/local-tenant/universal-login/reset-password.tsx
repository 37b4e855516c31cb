import { findClient, liftBlocks, logRequest, pickLocale } from '../authentication-api';
import { findTicket, sendEmail, sendPasswordResetEmail, useTicket } from '../email';
import { Alert, Button, Field } from '../pages';
import { baseUrl, localPath } from '../request-url';
import type { Connection, Ticket, User } from '../store';
import type { TenantContext } from '../tenant-context';
import {
  checkPassword,
  endSessions,
  findConnection,
  findUser,
  findUserByEmail,
  type PasswordRule,
  patchUser,
  updateUser,
} from '../users';
import { offeredConnections } from './connections-of';
import { HostedPage, type PageContext, PageForm, stepPath } from './hosted-page';
import { formField, loginStep } from './login-step';
import { NewPasswordField } from './new-password-field';
import { type Translate, textsOf } from './texts';

/** Asks for the address that the link is sent to. */
export async function showResetRequest(tenant: TenantContext, c: PageContext) {
  const step = await loginStep(tenant, c);
  const { locale, parameters } = step.transaction;
  const t = textsOf(tenant, 'reset-password', 'reset-password-request', locale);
  return c.html(
    <HostedPage tenant={tenant} c={c} locale={locale} title={t('pageTitle')} heading={t('title')}>
      <p>{t('descriptionEmail')}</p>
      <PageForm c={c} action={stepPath(step, '/u/reset-password/request')}>
        <Field
          label={t('placeholderEmail')}
          name="email"
          type="email"
          value={parameters.login_hint}
          autocomplete="email"
          required
          autofocus
        />
        <Button>{t('buttonText')}</Button>
      </PageForm>
      <p>
        <a href={stepPath(step, '/u/login')}>{t('backToLoginLinkText')}</a>
      </p>
    </HostedPage>,
  );
}

/** Sends the link; what it shows does not tell whether there is such an account. */
export async function submitResetRequest(tenant: TenantContext, c: PageContext) {
  const step = await loginStep(tenant, c);
  const { transaction } = step;
  const client = findClient(tenant, transaction.parameters.client_id);
  const { database } = offeredConnections(tenant, transaction);
  const email = await formField(c, 'email');
  const user = database === undefined ? undefined : findUserByEmail(tenant, email, database.name);
  if (user !== undefined) {
    sendPasswordResetEmail(tenant, user, {
      baseUrl: baseUrl(c),
      ...(client === undefined ? {} : { client }),
    });
  }
  logRequest(tenant, c, user === undefined ? 'fcpr' : 'scpr', { client, connection: database, user });
  const { locale } = transaction;
  const t = textsOf(tenant, 'reset-password', 'reset-password-email', locale);
  const request = textsOf(tenant, 'reset-password', 'reset-password-request', locale);
  return c.html(
    <HostedPage tenant={tenant} c={c} locale={locale} title={t('pageTitle')} heading={t('title')}>
      <Alert tone="success">{t('emailDescription')}</Alert>
      <p>
        <a href={stepPath(step, '/u/login')}>{request('backToLoginLinkText')}</a>
      </p>
    </HostedPage>,
  );
}

/** Where the link leads: a new password is chosen. */
export function showNewPassword(tenant: TenantContext, c: PageContext) {
  const found = findReset(tenant, c.req.query('ticket') ?? '');
  return found === undefined ? expired(tenant, c) : newPasswordPage(tenant, c, found);
}

export async function submitNewPassword(tenant: TenantContext, c: PageContext) {
  const found = findReset(tenant, c.req.query('ticket') ?? (await formField(c, 'ticket')));
  if (found === undefined) return expired(tenant, c);
  const { ticket, user, connection } = found;
  const { t } = screen(tenant, c, 'reset-password');
  const password = await formField(c, 'password-reset');
  if (password !== (await formField(c, 're-enter-password'))) {
    return newPasswordPage(tenant, c, found, { repeated: t('passwords-didnt-match') });
  }
  const verdict = checkPassword(connection, password, {
    ...(user.email === undefined ? {} : { email: user.email }),
    ...(user.name === undefined ? {} : { name: user.name }),
  });
  if (!verdict.ok) {
    const unmet = verdict.rules.filter((rule) => !rule.verified);
    return newPasswordPage(tenant, c, found, { password: t('password-too-weak'), unmet });
  }
  await changePassword(tenant, c, found, password);
  return done(tenant, c, ticket);
}

interface Reset {
  ticket: Ticket;
  user: User;
  connection: Connection;
}

function findReset(tenant: TenantContext, id: string): Reset | undefined {
  const ticket = findTicket(tenant, 'password-change', id);
  const user = ticket?.user_id === undefined ? undefined : findUser(tenant, ticket.user_id);
  const connection = findConnection(tenant, user?.identities[0]?.connection ?? '');
  if (ticket === undefined || user === undefined || connection === undefined) return undefined;
  const isForThisAddress = (ticket.email ?? user.email) === user.email;
  return isForThisAddress ? { ticket, user, connection } : undefined;
}

/** The password, every session and the admin's block go (a reset lifts it on Auth0 too). */
async function changePassword(
  tenant: TenantContext,
  c: PageContext,
  reset: Reset,
  password: string,
): Promise<void> {
  const { ticket, user, connection } = reset;
  useTicket(tenant, ticket);
  await patchUser(tenant, user.user_id, { password });
  updateUser(tenant, user.user_id, () => ({
    blocked: false,
    ...(ticket.mark_email_as_verified === true ? { email_verified: true } : {}),
  }));
  liftBlocks(tenant, user);
  endSessions(tenant, user.user_id);
  logRequest(
    tenant,
    c,
    'scp',
    { connection, user },
    { description: 'You can now login to the application with the new password.' },
  );
  sendEmail(tenant, { template: 'password_reset', user, baseUrl: baseUrl(c) });
}

interface Problems {
  password?: string;
  unmet?: readonly PasswordRule[];
  repeated?: string;
}

function newPasswordPage(tenant: TenantContext, c: PageContext, reset: Reset, problems: Problems = {}) {
  const { t, locale } = screen(tenant, c, 'reset-password');
  const { repeated } = problems;
  return c.html(
    <HostedPage tenant={tenant} c={c} locale={locale} title={t('pageTitle')} heading={t('title')}>
      <p>{t('description')}</p>
      <PageForm c={c} action={localPath(c, '/u/reset-verify')}>
        <input type="hidden" name="ticket" value={reset.ticket.id} />
        <NewPasswordField
          tenant={tenant}
          locale={locale}
          connection={reset.connection}
          name="password-reset"
          label={t('passwordPlaceholder')}
          lead={t('passwordSecurityText')}
          error={problems.password}
          unmet={problems.unmet ?? []}
          autofocus
        />
        <Field
          label={t('reEnterpasswordPlaceholder')}
          name="re-enter-password"
          type="password"
          autocomplete="new-password"
          error={repeated}
          required
        />
        <Button>{t('buttonText')}</Button>
      </PageForm>
    </HostedPage>,
    Object.keys(problems).length > 0 ? 400 : 200,
  );
}

function done(tenant: TenantContext, c: PageContext, ticket: Ticket) {
  const target = ticket.result_url;
  if (target !== undefined && /^https?:\/\//i.test(target) && URL.canParse(target)) {
    const url = new URL(target);
    url.searchParams.set('success', 'true');
    url.searchParams.set('message', 'You can now login to the application with the new password.');
    return c.redirect(url.toString(), 302);
  }
  const { t, locale } = screen(tenant, c, 'reset-password-success');
  return c.html(
    <HostedPage tenant={tenant} c={c} locale={locale} title={t('pageTitle')} heading={t('eventTitle')}>
      <Alert tone="success">{t('description')}</Alert>
    </HostedPage>,
  );
}

function expired(tenant: TenantContext, c: PageContext) {
  const { t, locale } = screen(tenant, c, 'reset-password-error');
  logRequest(tenant, c, 'fcp', {}, { description: 'Invalid or expired password change ticket' });
  return c.html(
    <HostedPage tenant={tenant} c={c} locale={locale} title={t('pageTitle')} heading={t('eventTitleExpired')}>
      <Alert tone="danger">{t('descriptionExpired')}</Alert>
    </HostedPage>,
    400,
  );
}

/** These pages are reached from an email: there is no login whose language they could take. */
function screen(tenant: TenantContext, c: PageContext, name: string): { t: Translate; locale: string } {
  const locale = pickLocale(tenant, [], c.req.header('accept-language'));
  return { locale, t: textsOf(tenant, 'reset-password', name, locale) };
}
