import type { EmailTemplate, Ticket } from '../store';
import type { TenantContext } from '../tenant-context';
import { keepNewest } from '../tenant-log';
import { randomToken } from '../tokens';

/** Auth0's default life of a verification and of a password link (verify-emails). */
const TICKET_SECONDS = 432_000;
const KEPT_TICKETS = 5_000;

/** Where the link of a ticket leads, below the tenant's base URL. Passwordless tickets are codes to type in. */
const PATHS: Partial<Record<Ticket['kind'], string>> = {
  'email-verification': '/u/email-verification',
  'password-change': '/u/reset-verify',
};

/** Auth0's name of the template that carries each kind of link. */
const TEMPLATES: Partial<Record<Ticket['kind'], string>> = {
  'email-verification': 'verify_email',
  'password-change': 'reset_email',
};

export interface NewTicket {
  kind: Ticket['kind'];
  user_id?: string;
  client_id?: string;
  /** Where the browser goes afterwards, with `success` and `message`. */
  result_url?: string;
  /** Seconds; the template's `urlLifetimeInSeconds` or {@link TICKET_SECONDS} where absent. */
  ttl_sec?: number;
  /** Anything else that whoever redeems the ticket needs. */
  [field: string]: unknown;
}

/** Makes a link that proves something once. */
export function createTicket(tenant: TenantContext, ticket: NewTicket): Ticket {
  const { ttl_sec: ttl, ...rest } = ticket;
  const template = TEMPLATES[ticket.kind];
  const configured =
    template === undefined
      ? undefined
      : tenant.store.collection<EmailTemplate>('email-templates').get(template)?.urlLifetimeInSeconds;
  const seconds = ttl !== undefined && ttl > 0 ? ttl : (configured ?? TICKET_SECONDS);
  const stored: Ticket = {
    ...rest,
    id: randomToken(),
    expires_at: new Date(tenant.now().getTime() + seconds * 1000).toISOString(),
  };
  const tickets = tenant.store.collection<Ticket>('tickets');
  tickets.put(stored.id, stored);
  keepNewest(tenant.store, 'tickets', tickets, KEPT_TICKETS, (old) => old.id);
  return stored;
}

/** The address that a person opens. The `#` at its end is Auth0's: it stops mail programs from adding to the query. */
export function ticketUrl(baseUrl: string, ticket: Ticket): string {
  return `${baseUrl}${PATHS[ticket.kind] ?? ''}?ticket=${ticket.id}#`;
}

/** A ticket of this kind that is neither used nor expired. Redeem it with {@link useTicket}. */
export function findTicket(tenant: TenantContext, kind: Ticket['kind'], id: string): Ticket | undefined {
  const ticket = tenant.store.collection<Ticket>('tickets').get(id);
  if (ticket === undefined || ticket.kind !== kind || ticket.used_at !== undefined) return undefined;
  return tenant.now().getTime() < Date.parse(ticket.expires_at) ? ticket : undefined;
}

/** Marks a ticket as used; it is kept, so that a second click can be told from a wrong link. */
export function useTicket(tenant: TenantContext, ticket: Ticket): void {
  tenant.store
    .collection<Ticket>('tickets')
    .put(ticket.id, { ...ticket, used_at: tenant.now().toISOString() });
}
