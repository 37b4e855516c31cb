import type { JsonObject } from '../../store';
import type { TenantContext } from '../../tenant-context';
import { ApiError, badRequest, conflict, notFound } from '../api-error';
import { uuid } from '../identifiers';
import { type ApiRequest, bodyObject, created, isObject, NO_CONTENT, type Operation, ok } from '../operation';
import { modulesPage } from '../paging';
import { actions, nanosecondTime } from './action-documents';
import { ACTION_LIMITS, checkCode, checkDependencies, checkSecrets } from './limits';

interface ActionModule extends JsonObject {
  id: string;
  name: string;
  code: string;
  dependencies: { name: string; version: string }[];
  /** Names and values; only the names are shown. */
  secrets: { name: string; value?: string; updated_at: string }[];
  all_changes_published: boolean;
  latest_version_number: number;
  created_at: string;
  updated_at: string;
}

interface ModuleVersion extends JsonObject {
  id: string;
  module_id: string;
  version_number: number;
}

const READ = ['read:actions'];

/** Modules: code that Actions share. Published versions are immutable; the local tenant's runtime does not load them. */
export const MODULE_OPERATIONS: readonly Operation[] = [
  {
    method: 'GET',
    path: '/actions/modules',
    scopes: READ,
    handle: (request) =>
      ok(
        modulesPage(
          modules(request)
            .list()
            .map((one) => shown(request, one)),
          request.query,
          'modules',
        ),
      ),
    restore({ tenant }, answer) {
      const list = isObject(answer) && Array.isArray(answer.modules) ? answer.modules.filter(isObject) : [];
      for (const one of list) restoreModule(tenant, one);
    },
  },
  {
    method: 'POST',
    path: '/actions/modules',
    scopes: ['create:actions'],
    handle(request) {
      const body = bodyObject(request);
      const name = String(body.name);
      if (
        modules(request)
          .list()
          .some((one) => one.name === name)
      ) {
        throw conflict(`A module with the name '${name}' already exists.`, 'module_name_conflict');
      }
      if (modules(request).count() >= ACTION_LIMITS.modulesPerTenant) {
        throw badRequest(
          `A tenant has at most ${ACTION_LIMITS.modulesPerTenant} modules.`,
          'entity_limit_exceeded',
        );
      }
      const now = nanosecondTime(request.tenant.now());
      const module: ActionModule = {
        id: uuid(),
        name,
        code: checkCode(body.code),
        dependencies: checkDependencies(body.dependencies),
        secrets: checkSecrets(body.secrets).map((secret) => ({ ...secret, updated_at: now })),
        all_changes_published: false,
        latest_version_number: 0,
        created_at: now,
        updated_at: now,
      };
      modules(request).put(module.id, module);
      if (body.publish === true) publish(request, module);
      return created(shown(request, find(request, module.id)));
    },
  },
  {
    method: 'GET',
    path: '/actions/modules/:id',
    scopes: READ,
    handle: (request) => ok(shown(request, find(request))),
    restore({ tenant }, answer) {
      if (isObject(answer)) restoreModule(tenant, answer);
    },
  },
  {
    method: 'PATCH',
    path: '/actions/modules/:id',
    scopes: ['update:actions'],
    handle(request) {
      const body = bodyObject(request);
      const current = find(request);
      const now = nanosecondTime(request.tenant.now());
      const stored = new Map(current.secrets.map((secret) => [secret.name, secret]));
      const module: ActionModule = {
        ...current,
        ...(body.code === undefined ? {} : { code: checkCode(body.code) }),
        ...(body.dependencies === undefined ? {} : { dependencies: checkDependencies(body.dependencies) }),
        ...(body.secrets === undefined
          ? {}
          : {
              secrets: checkSecrets(body.secrets).map((secret) => ({
                ...stored.get(secret.name),
                ...secret,
                updated_at: now,
              })),
            }),
        updated_at: now,
        all_changes_published: false,
      };
      modules(request).put(module.id, module);
      return ok(shown(request, module));
    },
  },
  {
    method: 'DELETE',
    path: '/actions/modules/:id',
    scopes: ['delete:actions'],
    handle(request) {
      const module = find(request);
      if (usingActions(request, module.id).length > 0) {
        throw new ApiError(412, `The module '${module.name}' is used by actions.`, 'module_in_use');
      }
      for (const version of versionsOf(request, module.id)) versions(request).delete(version.id);
      modules(request).delete(module.id);
      return NO_CONTENT;
    },
  },
  {
    method: 'GET',
    path: '/actions/modules/:id/actions',
    scopes: READ,
    handle: (request) => ok(modulesPage(usingActions(request, find(request).id), request.query, 'actions')),
  },
  {
    method: 'GET',
    path: '/actions/modules/:id/versions',
    scopes: READ,
    handle: (request) =>
      ok(modulesPage(versionsOf(request, find(request).id).map(shownVersion), request.query, 'versions')),
    restore({ tenant }, answer) {
      const list = isObject(answer) && Array.isArray(answer.versions) ? answer.versions : [];
      for (const one of list.filter(isObject)) restoreVersion(tenant, one);
    },
  },
  {
    method: 'POST',
    path: '/actions/modules/:id/versions',
    scopes: ['update:actions'],
    handle: (request) => created(shownVersion(publish(request, find(request)))),
  },
  {
    method: 'GET',
    path: '/actions/modules/:id/versions/:versionId',
    scopes: READ,
    handle: (request) => ok(shownVersion(findVersion(request, request.params.versionId))),
  },
  {
    method: 'POST',
    path: '/actions/modules/:id/rollback',
    scopes: ['update:actions'],
    handle(request) {
      const version = findVersion(request, String(bodyObject(request).module_version_id));
      const { code, dependencies, secrets } = version as unknown as ActionModule;
      const module = { ...find(request), code, dependencies, secrets, all_changes_published: true };
      modules(request).put(module.id, module);
      return ok(shown(request, module));
    },
  },
];

function modules(request: ApiRequest) {
  return request.tenant.store.collection<ActionModule>('action-modules');
}

function versions(request: ApiRequest) {
  return request.tenant.store.collection<ModuleVersion>('action-module-versions');
}

function find(request: ApiRequest, id = request.params.id ?? ''): ActionModule {
  const module = modules(request).get(id);
  if (module === undefined) throw notFound('That module does not exist.');
  return module;
}

function versionsOf(request: ApiRequest, id: string): ModuleVersion[] {
  return versions(request)
    .list()
    .filter((version) => version.module_id === id)
    .sort((a, b) => b.version_number - a.version_number);
}

function findVersion(request: ApiRequest, versionId = ''): ModuleVersion {
  const version = versions(request).get(versionId);
  if (version === undefined || version.module_id !== find(request).id) {
    throw notFound('That module version does not exist.');
  }
  return version;
}

function publish(request: ApiRequest, module: ActionModule): ModuleVersion {
  const version: ModuleVersion = {
    id: uuid(),
    module_id: module.id,
    version_number: module.latest_version_number + 1,
    code: module.code,
    secrets: module.secrets,
    dependencies: module.dependencies,
    created_at: nanosecondTime(request.tenant.now()),
  };
  versions(request).put(version.id, version);
  modules(request).put(module.id, {
    ...module,
    all_changes_published: true,
    latest_version_number: version.version_number,
  });
  return version;
}

function usingActions(request: ApiRequest, id: string): JsonObject[] {
  return actions(request.tenant)
    .list()
    .filter(
      ({ modules: used }) => Array.isArray(used) && used.some((one) => isObject(one) && one.module_id === id),
    )
    .map((action) => ({
      action_id: action.id,
      action_name: action.name,
      supported_triggers: action.supported_triggers,
    }));
}

function shown(request: ApiRequest, module: ActionModule): JsonObject {
  const [latest] = versionsOf(request, module.id);
  return {
    ...module,
    secrets: withoutValues(module.secrets),
    actions_using_module_total: usingActions(request, module.id).length,
    ...(latest === undefined ? {} : { latest_version: shownVersion(latest) }),
  };
}

function shownVersion(version: ModuleVersion): JsonObject {
  return { ...version, secrets: withoutValues(version.secrets) };
}

/** Puts back a module that another tenant showed, with its newest version. */
function restoreModule(tenant: TenantContext, module: JsonObject): void {
  const { latest_version: latest, actions_using_module_total: _using, ...document } = module;
  tenant.store.collection('action-modules').put(String(document.id), document);
  if (isObject(latest)) restoreVersion(tenant, { module_id: document.id, ...latest });
}

function restoreVersion(tenant: TenantContext, version: JsonObject): void {
  tenant.store.collection('action-module-versions').put(String(version.id), version);
}

function withoutValues(secrets: unknown): JsonObject[] {
  const list = Array.isArray(secrets) ? secrets.filter(isObject) : [];
  return list.map(({ value: _value, ...secret }) => secret);
}
