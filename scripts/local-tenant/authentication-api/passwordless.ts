import { randomBytes, randomInt } from 'node:crypto';
import type { Context } from 'hono';
import { createTicket, sendEmail, useTicket } from '../email';
import { baseUrl } from '../request-url';
import type { Client, Connection, Ticket, User } from '../store';
import type { TenantContext } from '../tenant-context';
import { findConnection, findUserByEmail, findUserByPhone, strategyType, updateUser } from '../users';
import { authenticateClient } from './clients';
import { logRequest } from './login-log';
import { invalidGrant, invalidRequest, OAuthError } from './oauth-error';
import { registerUser } from './register-user';
import { readBody, requiredText } from './request-body';

/** Auth0's default for emails; SMS codes live as long. */
const CODE_SECONDS = 180;
const ATTEMPTS = 3;

interface CodeTicket extends Ticket {
  address?: string;
  connection?: string;
  code?: string;
  attempts?: number;
}

/**
 * `/passwordless/start`: sends a code (or, for email, a code in place of the link). Confidential clients prove who they
 * are (docs: api/authentication/passwordless).
 */
export async function startPasswordless(tenant: TenantContext, c: Context): Promise<Response> {
  const body = await readBody(c);
  const client = await authenticateClient(tenant, c, body);
  const name = requiredText(body, 'connection');
  const connection = findPasswordlessConnection(tenant, client, name);
  if (connection === undefined) {
    throw new OAuthError(400, 'bad.connection', 'Connection does not exist');
  }
  const address = requiredText(body, connection.strategy === 'sms' ? 'phone_number' : 'email');
  sendPasswordlessCode(tenant, c, { client, connection, address });
  const sent =
    connection.strategy === 'sms' ? { phone_number: address } : { email: address, email_verified: false };
  return c.json({ _id: randomBytes(12).toString('hex'), ...sent });
}

/** A connection of this name that gives codes to users of this client: never one whose users have passwords. */
export function findPasswordlessConnection(
  tenant: TenantContext,
  client: Client,
  name: string,
): Connection | undefined {
  const connection = findConnection(tenant, name);
  const isUsable =
    connection !== undefined &&
    strategyType(connection.strategy) === 'passwordless' &&
    connection.enabled_clients.includes(client.client_id);
  return isUsable ? connection : undefined;
}

export interface Recipient {
  client: Client;
  connection: Connection;
  address: string;
}

/** Puts a six-digit code into the outbox. It says nothing of whether the user exists. */
export function sendPasswordlessCode(tenant: TenantContext, c: Context, recipient: Recipient): void {
  const { client, connection } = recipient;
  const address = normalize(recipient);
  const code = String(randomInt(0, 1_000_000)).padStart(6, '0');
  createTicket(tenant, {
    kind: 'passwordless',
    client_id: client.client_id,
    ttl_sec: CODE_SECONDS,
    address,
    connection: connection.name,
    code,
    attempts: 0,
  });
  const text = connection.options.email as { subject?: string; body?: string } | undefined;
  sendEmail(tenant, {
    template: connection.strategy === 'sms' ? 'passwordless_sms' : 'passwordless_email',
    to: address,
    client,
    baseUrl: baseUrl(c),
    variables: { code, send: 'code' },
    ...(text === undefined ? {} : { text }),
  });
  logRequest(tenant, c, 'cs', { client, connection });
}

/**
 * The user whom a code proves; created where there was none (signing up is implicit, and passes
 * pre-user-registration). A code works once and forgives two typing errors.
 *
 * @throws OAuthError `invalid_grant`
 */
export async function redeemPasswordlessCode(
  tenant: TenantContext,
  c: Context,
  given: Recipient & { code: string; fields?: Record<string, string> },
): Promise<User> {
  const address = normalize(given);
  const ticket = newestTicket(tenant, given, address);
  if (ticket === undefined || (ticket.attempts ?? 0) >= ATTEMPTS) throw wrongCode(given);
  if (ticket.code !== given.code) {
    const tickets = tenant.store.collection<CodeTicket>('tickets');
    tickets.put(ticket.id, { ...ticket, attempts: (ticket.attempts ?? 0) + 1 });
    throw wrongCode(given);
  }
  useTicket(tenant, ticket);
  const { connection } = given;
  const isSms = connection.strategy === 'sms';
  const found = isSms
    ? findUserByPhone(tenant, address, connection.name)
    : findUserByEmail(tenant, address, connection.name);
  if (found === undefined) return register(tenant, c, given, address);
  const proven = isSms ? { phone_verified: true } : { email_verified: true };
  return updateUser(tenant, found.user_id, () => proven) ?? found;
}

async function register(
  tenant: TenantContext,
  c: Context,
  { client, connection, fields }: Recipient & { fields?: Record<string, string> },
  address: string,
): Promise<User> {
  if (connection.options.disable_signup === true) throw invalidGrant('Public signup is disabled');
  const result = await registerUser(tenant, c, {
    client,
    connection,
    profile:
      connection.strategy === 'sms'
        ? { phone_number: address, phone_verified: true }
        : { email: address, email_verified: true },
    body: fields ?? {},
  });
  if (result.kind === 'registered') return result.user;
  throw new OAuthError(
    400,
    'extensibility_error',
    result.kind === 'exists' ? 'Invalid sign up' : result.reason,
  );
}

function newestTicket(
  tenant: TenantContext,
  { client, connection }: Recipient,
  address: string,
): CodeTicket | undefined {
  const now = tenant.now().getTime();
  return tenant.store
    .collection<CodeTicket>('tickets')
    .newest(100)
    .find(
      (ticket) =>
        ticket.kind === 'passwordless' &&
        ticket.address === address &&
        ticket.connection === connection.name &&
        ticket.client_id === client.client_id &&
        ticket.used_at === undefined &&
        now < Date.parse(ticket.expires_at),
    );
}

function normalize({ connection, address }: Recipient): string {
  if (connection.strategy !== 'sms') {
    if (!/^[^\s@]+@[^\s@]+$/.test(address)) throw invalidRequest('email is not a valid address');
    return address.trim().toLowerCase();
  }
  const phone = address.replace(/[\s()-]/g, '');
  if (!/^\+[0-9]{1,15}$/.test(phone)) throw invalidRequest('phone_number must be in E.164 format');
  return phone;
}

function wrongCode({ connection }: Recipient): OAuthError {
  return invalidGrant(
    connection.strategy === 'sms'
      ? 'Wrong phone number or verification code.'
      : 'Wrong email or verification code.',
  );
}
