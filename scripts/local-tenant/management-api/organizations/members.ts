import { sendEmail } from '../../email';
import type { JsonObject } from '../../store';
import { notFound } from '../api-error';
import { alphanumeric, prefixedId } from '../identifiers';
import { type ApiRequest, bodyObject, created, isObject, NO_CONTENT, type Operation, ok } from '../operation';
import { checkpointPage, classicPage, pickFields } from '../paging';
import type { Resource } from '../resources/resource';
import { find } from '../resources/resource-operations';
import { wholeSeconds } from '../validate-input';

interface Member extends JsonObject {
  organization_id: string;
  user_id: string;
  roles?: string[];
}

const invitationId = prefixedId('uinv_');
const SEVEN_DAYS = 604_800;
const THIRTY_DAYS = 2_592_000;

/** Who belongs to an organization, with which roles there, and who is invited. */
export function memberOperations(organizations: Resource): Operation[] {
  const organization = (request: ApiRequest) => find(organizations, request);
  const organizationId = (request: ApiRequest) => String(organization(request).id);
  const members = (request: ApiRequest) => request.tenant.store.collection<Member>('organization-members');
  const memberKey = (request: ApiRequest, userId: string) => `${organizationId(request)}:${userId}`;
  const member = (request: ApiRequest): Member => {
    const found = members(request).get(memberKey(request, request.params.user_id ?? ''));
    if (found === undefined)
      throw notFound('The user is not a member of the organization', 'inexistent_member');
    return found;
  };
  const rolesOf = (request: ApiRequest): JsonObject[] => {
    const roles = request.tenant.store.collection('roles');
    return (member(request).roles ?? []).map((id) => roles.get(id)).filter(isObject);
  };
  const strings = (request: ApiRequest, key: string): string[] => {
    const value = bodyObject(request)[key];
    return Array.isArray(value) ? value.map(String) : [];
  };
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
      path: '/organizations/:id/members',
      scopes: ['read:organization_members'],
      handle(request) {
        const id = organizationId(request);
        const all = members(request)
          .list()
          .filter((entry) => entry.organization_id === id)
          .map((entry) => pickFields(shownMember(request, entry.user_id), request.query));
        return ok(classicPage(all, request.query, 'members'));
      },
    },
    {
      method: 'POST',
      path: '/organizations/:id/members',
      scopes: ['create:organization_members'],
      handle(request) {
        for (const userId of strings(request, 'members')) {
          if (request.tenant.store.collection('users').get(userId) === undefined) {
            throw notFound('The user does not exist.', 'inexistent_user');
          }
          const key = memberKey(request, userId);
          const known = members(request).get(key);
          members(request).put(key, known ?? { organization_id: organizationId(request), user_id: userId });
        }
        return NO_CONTENT;
      },
    },
    {
      method: 'DELETE',
      path: '/organizations/:id/members',
      scopes: ['delete:organization_members'],
      handle(request) {
        for (const userId of strings(request, 'members')) members(request).delete(memberKey(request, userId));
        return NO_CONTENT;
      },
    },
    {
      method: 'GET',
      path: '/organizations/:id/members/:user_id/roles',
      scopes: ['read:organization_member_roles'],
      handle: (request) => ok(classicPage(rolesOf(request), request.query, 'roles')),
    },
    {
      method: 'POST',
      path: '/organizations/:id/members/:user_id/roles',
      scopes: ['create:organization_member_roles'],
      handle(request) {
        const entry = member(request);
        const roles = [...new Set([...(entry.roles ?? []), ...strings(request, 'roles')])];
        members(request).put(memberKey(request, entry.user_id), { ...entry, roles });
        return NO_CONTENT;
      },
    },
    {
      method: 'DELETE',
      path: '/organizations/:id/members/:user_id/roles',
      scopes: ['delete:organization_member_roles'],
      handle(request) {
        const entry = member(request);
        const removed = strings(request, 'roles');
        const roles = (entry.roles ?? []).filter((role) => !removed.includes(role));
        members(request).put(memberKey(request, entry.user_id), { ...entry, roles });
        return NO_CONTENT;
      },
    },
    {
      method: 'GET',
      path: '/organizations/:id/members/:user_id/effective-roles',
      scopes: ['read:organization_member_effective_roles'],
      handle: (request) => ok(checkpointPage(rolesOf(request), request.query, 'roles')),
    },
    {
      method: 'GET',
      path: '/organizations/:id/roles/:role_id/members',
      scopes: ['read:organization_member_roles'],
      handle(request) {
        const all = members(request)
          .list()
          .filter((entry) => entry.organization_id === organizationId(request))
          .filter(({ roles = [] }) => roles.includes(request.params.role_id ?? ''))
          .map((entry) => pickFields(shownMember(request, entry.user_id), request.query));
        return ok(checkpointPage(all, request.query, 'members'));
      },
    },
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
        const { name } = organization(request);
        const document: JsonObject = {
          id: invitationId(),
          organization_id: organizationId(request),
          ...body,
          ticket_id: ticket,
          invitation_url: `${request.baseUrl}/app?invitation=${ticket}&organization=${organizationId(request)}&organization_name=${encodeURIComponent(String(name))}`,
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

function shownMember(request: ApiRequest, userId: string): JsonObject {
  const user = request.tenant.store.collection('users').get(userId) ?? {};
  const { email, picture, name } = user;
  return { user_id: userId, ...(email === undefined ? {} : { email }), picture, name };
}
