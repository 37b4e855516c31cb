import { sendEmail } from '../../email';
import type { Client, JsonObject } from '../../store';
import { badRequest, notFound } from '../api-error';
import { alphanumeric, prefixedId } from '../identifiers';
import { type ApiRequest, bodyObject, created, isObject, NO_CONTENT, type Operation, ok } from '../operation';
import { classicPage, pickFields } from '../paging';
import type { Resource } from '../resources/resource';
import { find } from '../resources/resource-operations';
import { wholeSeconds } from '../validate-input';

const invitationId = prefixedId('uinv_');
const SEVEN_DAYS = 604_800;
const THIRTY_DAYS = 2_592_000;

/** Who is invited to an organization. */
export function invitationOperations(organizations: Resource): Operation[] {
  const organization = (request: ApiRequest) => find(organizations, request);
  const organizationId = (request: ApiRequest) => String(organization(request).id);
  const invitations = (request: ApiRequest) =>
    request.tenant.store.collection<JsonObject>('organization-invitations');
  const invitation = (request: ApiRequest): JsonObject => {
    const found = invitations(request).get(request.params.invitation_id ?? '');
    if (found === undefined || found.organization_id !== organizationId(request)) {
      throw notFound('The invitation does not exist', 'inexistent_invitation');
    }
    return found;
  };

  return [
    {
      method: 'GET',
      path: '/organizations/:id/invitations',
      scopes: ['read:organization_invitations'],
      handle(request) {
        const id = organizationId(request);
        const all = invitations(request)
          .list()
          .filter((entry) => entry.organization_id === id);
        return ok(classicPage(all, request.query, 'invitations'));
      },
    },
    {
      method: 'POST',
      path: '/organizations/:id/invitations',
      scopes: ['create:organization_invitations'],
      handle(request) {
        const { ttl_sec: ttl, send_invitation_email: send, ...body } = bodyObject(request);
        const now = request.tenant.now();
        const seconds = ttl === undefined || ttl === 0 ? SEVEN_DAYS : wholeSeconds(ttl, THIRTY_DAYS);
        const ticket = alphanumeric(32);
        const route = loginRoute(request, String(body.client_id ?? ''));
        const { name } = organization(request);
        const document: JsonObject = {
          id: invitationId(),
          organization_id: organizationId(request),
          ...body,
          ticket_id: ticket,
          invitation_url: `${route}${route.includes('?') ? '&' : '?'}invitation=${ticket}&organization=${organizationId(request)}&organization_name=${encodeURIComponent(String(name))}`,
          created_at: now.toISOString(),
          expires_at: new Date(now.getTime() + seconds * 1000).toISOString(),
        };
        invitations(request).put(String(document.id), document);
        if (send !== false) sendInvitation(request, document);
        return created(document);
      },
    },
    {
      method: 'GET',
      path: '/organizations/:id/invitations/:invitation_id',
      scopes: ['read:organization_invitations'],
      handle: (request) => ok(pickFields(invitation(request), request.query)),
    },
    {
      method: 'DELETE',
      path: '/organizations/:id/invitations/:invitation_id',
      scopes: ['delete:organization_invitations'],
      handle(request) {
        invitations(request).delete(String(invitation(request).id));
        return NO_CONTENT;
      },
    },
  ];
}

/**
 * Where an invitation leads: the application's login page, else the tenant's. Auth0 refuses where there is neither;
 * here the sample app takes it. (organizations/invite-members)
 *
 * @throws ApiError 400 where the application is unknown or not for organizations
 */
function loginRoute({ tenant, baseUrl }: ApiRequest, clientId: string): string {
  const client = tenant.store.collection<Client>('clients').get(clientId);
  if (client === undefined) throw badRequest(`The specified client_id (${clientId}) does not exist.`);
  if ((client.organization_usage ?? 'deny') === 'deny') {
    throw badRequest(`The specified client_id (${clientId}) does not allow organizations.`);
  }
  const settings = tenant.store.collection<JsonObject>('singletons').get('tenant-settings');
  const routes = [client.initiate_login_uri, settings?.default_redirection_uri, `${baseUrl}/app`];
  return String(routes.find((route) => typeof route === 'string' && route !== ''));
}

/** Auth0 writes to whoever is invited unless it is told not to. (organizations/invite-members) */
function sendInvitation(
  request: ApiRequest,
  { organization_id, invitee, inviter, invitation_url }: JsonObject,
): void {
  const email = isObject(invitee) ? invitee.email : undefined;
  if (typeof email !== 'string') return;
  sendEmail(request.tenant, {
    template: 'user_invitation',
    to: email,
    baseUrl: request.baseUrl,
    variables: {
      url: invitation_url,
      inviter,
      organization: request.tenant.store.collection('organizations').get(String(organization_id)),
    },
  });
}
