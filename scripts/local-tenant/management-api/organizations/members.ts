import type { JsonObject } from '../../store';
import { notFound } from '../api-error';
import { type ApiRequest, bodyObject, isObject, NO_CONTENT, type Operation, ok } from '../operation';
import { checkpointPage, classicPage, pickFields } from '../paging';
import type { Resource } from '../resources/resource';
import { find } from '../resources/resource-operations';

interface Member extends JsonObject {
  organization_id: string;
  user_id: string;
  roles?: string[];
}

/** Who belongs to an organization, and with which roles there. */
export function memberOperations(organizations: Resource): Operation[] {
  const organizationId = (request: ApiRequest) => String(find(organizations, request).id);
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
  const putRoles = (request: ApiRequest, roles: string[]) => {
    const entry = member(request);
    members(request).put(memberKey(request, entry.user_id), { ...entry, roles });
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
          .map((entry) => pickFields(shownMember(request, entry), request.query));
        return ok(classicPage(all, request.query, 'members'));
      },
    },
    ...addAndRemove('/organizations/:id/members', 'organization_members', 'members', {
      add(request, userIds) {
        for (const userId of userIds) {
          if (request.tenant.store.collection('users').get(userId) === undefined) {
            throw notFound('The user does not exist.', 'inexistent_user');
          }
          const key = memberKey(request, userId);
          const known = members(request).get(key);
          members(request).put(key, known ?? { organization_id: organizationId(request), user_id: userId });
        }
      },
      remove(request, userIds) {
        for (const userId of userIds) members(request).delete(memberKey(request, userId));
      },
    }),
    {
      method: 'GET',
      path: '/organizations/:id/members/:user_id/roles',
      scopes: ['read:organization_member_roles'],
      handle: (request) => ok(classicPage(rolesOf(request), request.query, 'roles')),
    },
    ...addAndRemove('/organizations/:id/members/:user_id/roles', 'organization_member_roles', 'roles', {
      add: (request, roles) => putRoles(request, [...new Set([...(member(request).roles ?? []), ...roles])]),
      remove: (request, roles) =>
        putRoles(
          request,
          (member(request).roles ?? []).filter((role) => !roles.includes(role)),
        ),
    }),
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
          .map((entry) => pickFields(shownMember(request, entry), request.query));
        return ok(checkpointPage(all, request.query, 'members'));
      },
    },
  ];
}

/** With the roles where `fields` names them (SDK types: organizations.members.list). */
function shownMember(request: ApiRequest, { user_id: userId, roles = [] }: Member): JsonObject {
  const { store } = request.tenant;
  const { email, picture, name } = store.collection('users').get(userId) ?? {};
  const named = roles.map((id) => ({ id, name: store.collection('roles').get(id)?.name }));
  const wantsRoles = request.query.fields?.split(',').includes('roles') === true;
  return {
    user_id: userId,
    ...(email === undefined ? {} : { email }),
    picture,
    name,
    ...(wantsRoles ? { roles: named } : {}),
  };
}

interface Change {
  add: (request: ApiRequest, ids: string[]) => void;
  remove: (request: ApiRequest, ids: string[]) => void;
}

/** POST adds the ids that the body's `key` lists, DELETE takes them away; neither answers with anything. */
function addAndRemove(path: string, scope: string, key: string, change: Change): Operation[] {
  const ids = (request: ApiRequest): string[] => {
    const value = bodyObject(request)[key];
    return Array.isArray(value) ? value.map(String) : [];
  };
  return [
    {
      method: 'POST',
      path,
      scopes: [`create:${scope}`],
      handle(request) {
        change.add(request, ids(request));
        return NO_CONTENT;
      },
    },
    {
      method: 'DELETE',
      path,
      scopes: [`delete:${scope}`],
      handle(request) {
        change.remove(request, ids(request));
        return NO_CONTENT;
      },
    },
  ];
}
