import { randomUUID } from 'node:crypto';
import type { Client, EmailTemplate, JsonObject, OutboxMessage, User } from '../store';
import type { TenantContext } from '../tenant-context';
import { keepNewest, logEvent } from '../tenant-log';
import { DEFAULT_TEMPLATES, type TemplateText } from './default-templates';
import { renderHtml, renderText } from './render';

const KEPT_MESSAGES = 500;
const SENDER = 'gatehouse local tenant <no-reply@localhost>';

export interface Email {
  /** e.g. verify_email, reset_email, passwordless_email, passwordless_sms */
  template: string;
  /** The user's address where absent. */
  to?: string;
  user?: User;
  client?: Client;
  /** This tenant's base URL, for `{{ domain }}`. */
  baseUrl: string;
  /** Further Liquid variables: `url`, `code`, `organization`, `connection`, … */
  variables?: JsonObject;
  /** A text that goes before the tenant's template (passwordless connections carry their own). */
  text?: Partial<TemplateText>;
}

/**
 * Renders the tenant's template (or Auth0's built-in text where there is none) and puts the message into the
 * outbox. Undefined where the tenant has switched this template off or nobody is to be written to.
 * (customize/email/email-templates)
 */
export function sendEmail(tenant: TenantContext, email: Email): OutboxMessage | undefined {
  const to = email.to ?? email.user?.email;
  const stored = tenant.store.collection<EmailTemplate>('email-templates').get(email.template);
  if (to === undefined || stored?.enabled === false) return undefined;
  const text = textOf(email, stored);
  const variables = liquidVariables(tenant, email);
  const message: OutboxMessage = {
    id: randomUUID(),
    to,
    from: stored?.from === undefined || stored.from === '' ? SENDER : renderText(stored.from, variables),
    ...render(tenant, email.template, text, variables),
    template: email.template,
    created_at: tenant.now().toISOString(),
    ...(email.user === undefined ? {} : { user_id: email.user.user_id }),
  };
  const outbox = tenant.store.collection<OutboxMessage>('outbox');
  outbox.put(message.id, message);
  keepNewest(tenant.store, 'outbox', outbox, KEPT_MESSAGES, (old) => old.id);
  return message;
}

function textOf(email: Email, stored: EmailTemplate | undefined): TemplateText {
  const fallback = DEFAULT_TEMPLATES[email.template] ?? {
    subject: email.template,
    body: '{{ url }}{{ code }}',
  };
  return {
    subject: email.text?.subject ?? stored?.subject ?? fallback.subject,
    body: email.text?.body ?? stored?.body ?? fallback.body,
  };
}

/** A template that does not parse is Auth0's to refuse when it is saved; here its default goes out, with a warning. */
function render(
  tenant: TenantContext,
  template: string,
  text: TemplateText,
  variables: JsonObject,
): { subject: string; html: string } {
  try {
    return { subject: renderText(text.subject, variables), html: renderHtml(text.body, variables) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    logEvent(tenant, 'w', { description: `The email template ${template} cannot be rendered: ${reason}` });
    const fallback = DEFAULT_TEMPLATES[template] ?? { subject: template, body: '{{ url }}{{ code }}' };
    return { subject: renderText(fallback.subject, variables), html: renderHtml(fallback.body, variables) };
  }
}

function liquidVariables(tenant: TenantContext, email: Email): JsonObject {
  const settings = tenant.store.collection<JsonObject>('singletons').get('tenant-settings') ?? {};
  const { client, user } = email;
  return {
    tenant: tenant.store.name,
    domain: new URL(email.baseUrl).host,
    friendly_name: settings.friendly_name ?? tenant.store.name,
    support_email: settings.support_email,
    support_url: settings.support_url,
    application: {
      name: client?.name ?? settings.friendly_name ?? tenant.store.name,
      clientID: client?.client_id,
      callback_domain: callbackDomain(client),
      metadata: client?.client_metadata ?? {},
    },
    user: { ...user, app_metadata: user?.app_metadata ?? {}, user_metadata: user?.user_metadata ?? {} },
    ...email.variables,
  };
}

function callbackDomain(client: Client | undefined): string | undefined {
  const callback = client?.callbacks?.[0];
  return callback !== undefined && URL.canParse(callback) ? new URL(callback).origin : undefined;
}
