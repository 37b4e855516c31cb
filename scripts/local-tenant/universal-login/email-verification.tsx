import { findClient, logRequest, pickLocale } from '../authentication-api';
import { findTicket, renderText, useTicket } from '../email';
import { Alert, LinkButton } from '../pages';
import type { Client, EmailTemplate, Ticket, User } from '../store';
import type { TenantContext } from '../tenant-context';
import { findConnection, findUser, updateUser } from '../users';
import { HostedPage, type PageContext } from './hosted-page';
import { textsOf } from './texts';

/**
 * Where the link of a verification email leads: opening it verifies. Mail scanners that open links verify too,
 * as on Auth0. With a result address the browser goes on there with `success` and `message`.
 */
export function verifyEmail(tenant: TenantContext, c: PageContext) {
  const ticket = findTicket(tenant, 'email-verification', c.req.query('ticket') ?? '');
  const user = ticket?.user_id === undefined ? undefined : findUser(tenant, ticket.user_id);
  const client = ticket?.client_id === undefined ? undefined : findClient(tenant, ticket.client_id);
  // A link that was sent to an earlier address proves nothing about the present one.
  const isValid = ticket !== undefined && user !== undefined && (ticket.email ?? user.email) === user.email;
  if (!isValid) {
    logRequest(tenant, c, 'fv', { client }, { description: 'Invalid or expired verification ticket' });
    return finish(tenant, c, { ok: false, message: 'This URL can be used only once', ticket, client });
  }
  useTicket(tenant, ticket);
  if (user.email_verified === true) {
    return finish(tenant, c, {
      ok: true,
      already: true,
      message: 'Your email is already verified.',
      ticket,
      user,
      client,
    });
  }
  updateUser(tenant, user.user_id, () => ({ email_verified: true, updated_at: tenant.now().toISOString() }));
  const connection = findConnection(tenant, user.identities[0]?.connection ?? '');
  logRequest(
    tenant,
    c,
    'sv',
    { client, connection, user },
    {
      description: 'Your email was verified. You can continue using the application.',
    },
  );
  return finish(tenant, c, {
    ok: true,
    message: 'Your email was verified. You can continue using the application.',
    ticket,
    user,
    client,
  });
}

interface Result {
  ok: boolean;
  already?: boolean;
  message: string;
  ticket: Ticket | undefined;
  user?: User;
  client: Client | undefined;
}

function finish(tenant: TenantContext, c: PageContext, result: Result) {
  const target = resultUrl(tenant, result);
  if (target !== undefined) {
    target.searchParams.set('success', String(result.ok));
    target.searchParams.set('message', result.message);
    const { ticket, user } = result;
    if (ticket?.include_email_in_redirect === true && user?.email !== undefined) {
      target.searchParams.set('email', user.email);
    }
    return c.redirect(target.toString(), 302);
  }
  const locale = pickLocale(tenant, [], c.req.header('accept-language'));
  const t = textsOf(tenant, 'email-verification', 'email-verification-result', locale);
  const home = homeOf(result.client);
  return c.html(
    <HostedPage
      tenant={tenant}
      c={c}
      locale={locale}
      title={t('pageTitle')}
      heading={result.ok ? t('verifiedTitle') : t('errorTitle')}
    >
      <Alert tone={result.ok ? 'success' : 'danger'}>
        {result.ok
          ? t(result.already === true ? 'alreadyVerifiedDescription' : 'verifiedDescription')
          : t('invalidTicketDescription')}
      </Alert>
      {home === undefined ? null : (
        <LinkButton href={home}>{t('buttonText', { clientName: result.client?.name ?? '' })}</LinkButton>
      )}
    </HostedPage>,
    result.ok ? 200 : 400,
  );
}

/** The ticket's own, else the email template's, in which Liquid may stand. */
function resultUrl(tenant: TenantContext, { ticket, user, client }: Result): URL | undefined {
  const template = tenant.store.collection<EmailTemplate>('email-templates').get('verify_email');
  const configured =
    ticket?.result_url ??
    (ticket === undefined || !template?.resultUrl
      ? undefined
      : renderText(template.resultUrl, {
          user,
          application: { name: client?.name, clientID: client?.client_id },
        }));
  if (configured === undefined || !/^https?:\/\//i.test(configured)) return undefined;
  return URL.canParse(configured) ? new URL(configured) : undefined;
}

/** The application's own start page, where it has one that is an ordinary address. */
function homeOf(client: Client | undefined): string | undefined {
  const uri = client?.initiate_login_uri;
  return typeof uri === 'string' && /^https?:\/\//i.test(uri) ? uri : undefined;
}
