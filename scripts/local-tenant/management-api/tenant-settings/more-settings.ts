import { notFound } from '../api-error';
import { alphanumeric } from '../identifiers';
import { type ApiRequest, bodyObject, created, isObject, type Operation, ok } from '../operation';
import { checkpointPage } from '../paging';
import { documentsOf, find, shown, update } from '../resources/resource-operations';
import { resourceAt } from '../resources/resource-table';

/** What belongs to a resource of the table but is not one of its five operations. */
export const MORE_OPERATIONS: readonly Operation[] = [
  {
    method: 'GET',
    path: '/branding/themes/default',
    scopes: ['read:branding'],
    handle(request) {
      const themes = resourceAt('/branding/themes');
      const [theme] = documentsOf(themes, request.tenant).list();
      return ok(shown(themes, theme ?? find(themes, request, 'default'), request));
    },
    restore({ tenant }, answer) {
      if (isObject(answer))
        documentsOf(resourceAt('/branding/themes'), tenant).put(String(answer.themeId), answer);
    },
  },
  {
    method: 'PATCH',
    path: '/branding/phone/templates/:id/reset',
    scopes: ['update:phone_templates'],
    handle(request) {
      const templates = resourceAt('/branding/phone/templates');
      const template = { ...find(templates, request), content: templates.defaults?.({}, request).content };
      documentsOf(templates, request.tenant).put(request.params.id ?? '', template);
      return ok(template);
    },
  },
  ...(['providers', 'templates'] as const).map(
    (kind): Operation => ({
      method: 'POST',
      path: `/branding/phone/${kind}/:id/try`,
      scopes: [`create:phone_${kind}`],
      handle(request) {
        find(resourceAt(`/branding/phone/${kind}`), request);
        return { status: 202, body: { message: 'Nothing is sent from a local tenant.' } };
      },
    }),
  ),
  {
    method: 'PUT',
    path: '/network-acls/:id',
    scopes: ['update:network_acls'],
    handle: (request) => update(resourceAt('/network-acls'), request),
  },
  {
    method: 'GET',
    path: '/self-service-profiles/:id/custom-text/:language/:page',
    scopes: ['read:self_service_profile_custom_texts'],
    handle: (request) =>
      ok(request.tenant.store.collection('self-service-texts').get(profileTextId(request)) ?? {}),
    restore({ tenant, params }, answer) {
      const { id, language, page } = params;
      if (isObject(answer))
        tenant.store.collection('self-service-texts').put(`${id}:${language}:${page}`, answer);
    },
  },
  {
    method: 'PUT',
    path: '/self-service-profiles/:id/custom-text/:language/:page',
    scopes: ['update:self_service_profile_custom_texts'],
    handle(request) {
      request.tenant.store.collection('self-service-texts').put(profileTextId(request), bodyObject(request));
      return ok(bodyObject(request));
    },
  },
  {
    method: 'POST',
    path: '/self-service-profiles/:id/sso-ticket',
    scopes: ['create:sso_access_tickets'],
    handle(request) {
      find(resourceAt('/self-service-profiles'), request);
      return created({
        ticket: `${request.baseUrl}/self-service/connections-flow?ticket=${alphanumeric(32)}`,
      });
    },
  },
  {
    method: 'POST',
    path: '/self-service-profiles/:id/sso-ticket/:ticket_id/revoke',
    scopes: ['delete:sso_access_tickets'],
    handle(request) {
      find(resourceAt('/self-service-profiles'), request);
      return { status: 202 };
    },
  },
  {
    // The local tenant runs the forms' steps, not the flows behind them.
    method: 'GET',
    path: '/flows/:id/executions',
    scopes: ['read:flows_executions'],
    handle(request) {
      find(resourceAt('/flows'), request);
      return ok(checkpointPage([], request.query, 'executions'));
    },
  },
  ...(['user-attribute-profiles', 'connection-profiles'] as const).flatMap((name): Operation[] => {
    const key = `${name.slice(0, -1).replaceAll('-', '_')}_templates`;
    const scopes = [`read:${name.replaceAll('-', '_')}`];
    return [
      { method: 'GET', path: `/${name}/templates`, scopes, handle: () => ok({ [key]: [] }) },
      {
        method: 'GET',
        path: `/${name}/templates/:id`,
        scopes,
        handle: () => {
          throw notFound('The template does not exist.', 'inexistent_template');
        },
      },
    ];
  }),
];

function profileTextId(request: ApiRequest): string {
  find(resourceAt('/self-service-profiles'), request);
  return `${request.params.id}:${request.params.language}:${request.params.page}`;
}
