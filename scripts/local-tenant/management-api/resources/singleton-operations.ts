import type { JsonObject } from '../../store';
import type { TenantContext } from '../../tenant-context';
import { type ApiRequest, bodyObject, isObject, type Operation, ok } from '../operation';
import { patchDocument, withoutPaths } from './documents';
import { type Singleton, singletons } from './singleton';

export function singletonOperations(singleton: Singleton): Operation[] {
  const { path, scope } = singleton;
  const writes = singleton.write.map(
    (method): Operation => ({
      method,
      path,
      scopes: [`update:${scope}`],
      handle(request) {
        singleton.guard?.(request);
        return ok(visible(singleton, write(singleton, request, method)));
      },
    }),
  );
  if (!singleton.read) return writes;
  return [
    {
      method: 'GET',
      path,
      scopes: [`read:${scope}`],
      handle(request) {
        singleton.guard?.(request);
        return ok(visible(singleton, readSingleton(request.tenant, singleton)));
      },
      restore({ tenant }, answer) {
        if (isObject(answer)) singletons(tenant).put(singleton.name, answer);
      },
    },
    ...writes,
  ];
}

function readSingleton(tenant: TenantContext, singleton: Pick<Singleton, 'name' | 'initial'>): JsonObject {
  return singletons(tenant).get(singleton.name) ?? singleton.initial;
}

function write(singleton: Singleton, request: ApiRequest, method: 'PATCH' | 'PUT'): JsonObject {
  const body = bodyObject(request);
  const document =
    method === 'PUT'
      ? body
      : patchDocument(readSingleton(request.tenant, singleton), body, singleton.merged ?? []);
  singletons(request.tenant).put(singleton.name, document);
  return document;
}

function visible(singleton: Singleton, document: JsonObject): JsonObject {
  return withoutPaths(document, singleton.hidden ?? []);
}
