export { RESOURCE_TYPES, resourceType } from './resource-table';
export { isObject, type JsonObject, type ResourceType, type TenantResource } from './resource-type';
export { SECRET_HOLDERS, SECRET_NAMES } from './secret-names';
export { pickPaths, withoutPaths, withPaths } from './write-only';
