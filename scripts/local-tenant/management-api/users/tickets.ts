import { createTicket, ticketUrl } from '../../email';
import type { JsonObject, User } from '../../store';
import { findUserByEmail } from '../../users';
import { badRequest, notFound } from '../api-error';
import { type ApiRequest, bodyObject, created, type Operation } from '../operation';
import { wholeSeconds } from '../validate-input';
import { existingUser } from './user-operations';

const SCOPES = ['create:user_tickets'];
const ONE_YEAR = 31_536_000;

/** Links that a team sends on its own: to verify an address, to choose a password. */
export const TICKET_OPERATIONS: readonly Operation[] = [
  {
    method: 'POST',
    path: '/tickets/email-verification',
    scopes: SCOPES,
    handle(request) {
      const body = bodyObject(request);
      const user = existingUser(request, String(body.user_id));
      if (user.email === undefined) throw badRequest('The user has no email address.', 'invalid_body');
      return created({ ticket: link(request, 'email-verification', user, body) });
    },
  },
  {
    method: 'POST',
    path: '/tickets/password-change',
    scopes: SCOPES,
    handle(request) {
      const body = bodyObject(request);
      const user =
        body.user_id === undefined ? userByEmail(request, body) : existingUser(request, String(body.user_id));
      if (user.identities[0]?.provider !== 'auth0') {
        throw badRequest(
          "The user's main connection does not support this operation",
          'operation_not_supported',
        );
      }
      return created({ ticket: link(request, 'password-change', user, body) });
    },
  },
];

function link(
  { tenant, baseUrl }: ApiRequest,
  kind: 'email-verification' | 'password-change',
  user: User,
  body: JsonObject,
): string {
  const { result_url: resultUrl, client_id: clientId, ttl_sec: ttl } = body;
  if (resultUrl !== undefined && (clientId !== undefined || body.organization_id !== undefined)) {
    throw badRequest('result_url cannot be combined with client_id or organization_id.');
  }
  const ticket = createTicket(tenant, {
    kind,
    user_id: user.user_id,
    ...(user.email === undefined ? {} : { email: user.email }),
    ...(typeof resultUrl === 'string' ? { result_url: resultUrl } : {}),
    ...(typeof clientId === 'string' ? { client_id: clientId } : {}),
    ...(ttl === undefined ? {} : { ttl_sec: wholeSeconds(ttl, ONE_YEAR) }),
    ...(body.mark_email_as_verified === true ? { mark_email_as_verified: true } : {}),
    ...(body.includeEmailInRedirect === true ? { include_email_in_redirect: true } : {}),
  });
  return ticketUrl(baseUrl, ticket);
}

function userByEmail(request: ApiRequest, { email, connection_id: connectionId }: JsonObject): User {
  const connection = request.tenant.store.collection('connections').get(String(connectionId ?? ''));
  if (email === undefined || connection === undefined) {
    throw badRequest('Payload validation error: either user_id, or email and connection_id, are needed.');
  }
  const user = findUserByEmail(request.tenant, String(email), String(connection.name));
  if (user === undefined) throw notFound('The user does not exist.', 'inexistent_user');
  return user;
}
