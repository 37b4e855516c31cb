import type { Client, OutboxMessage, User } from '../store';
import type { TenantContext } from '../tenant-context';
import { sendEmail } from './send-email';
import { createTicket, type NewTicket, ticketUrl } from './tickets';

interface LinkOptions {
  baseUrl: string;
  client?: Client;
  ticket?: Partial<NewTicket>;
}

/** Sends the verification link to a user's address. */
export function sendVerificationEmail(
  tenant: TenantContext,
  user: User,
  options: LinkOptions,
): OutboxMessage | undefined {
  return sendLink(tenant, user, 'email-verification', 'verify_email', options);
}

/** Sends the link to the page where a new password is chosen. */
export function sendPasswordResetEmail(
  tenant: TenantContext,
  user: User,
  options: LinkOptions,
): OutboxMessage | undefined {
  return sendLink(tenant, user, 'password-change', 'reset_email', options);
}

function sendLink(
  tenant: TenantContext,
  user: User,
  kind: 'email-verification' | 'password-change',
  template: string,
  { baseUrl, client, ticket: extra }: LinkOptions,
): OutboxMessage | undefined {
  const ticket = createTicket(tenant, {
    ...extra,
    kind,
    user_id: user.user_id,
    email: user.email,
    ...(client === undefined ? {} : { client_id: client.client_id }),
  });
  return sendEmail(tenant, {
    template,
    user,
    baseUrl,
    ...(client === undefined ? {} : { client }),
    variables: { url: ticketUrl(baseUrl, ticket) },
  });
}
