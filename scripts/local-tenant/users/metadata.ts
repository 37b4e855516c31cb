import type { JsonObject } from '../store';
import { UserDataError } from './user-data-error';

const RESERVED_APP_METADATA = new Set([
  '__tenant',
  '_id',
  'blocked',
  'clientID',
  'created_at',
  'email_verified',
  'email',
  'globalClientID',
  'global_client_id',
  'identities',
  'lastIP',
  'lastLogin',
  'loginsCount',
  'metadata',
  'multifactor_last_modified',
  'multifactor',
  'updated_at',
  'user_id',
]);

/**
 * Merges at the first level, as the Management API does: a root key replaces what was there with everything
 * inside it, `null` removes it. (metadata/manage-metadata-api)
 */
export function mergeMetadata(stored: JsonObject | undefined, changes: JsonObject): JsonObject {
  const merged: JsonObject = { ...stored };
  for (const [key, value] of Object.entries(changes)) {
    if (value === null) delete merged[key];
    else if (value !== undefined) merged[key] = value;
  }
  return merged;
}

/** As PATCH /users/{id} has it: `{}` clears the whole object, anything else is merged. */
export function patchMetadata(stored: JsonObject | undefined, patch: JsonObject): JsonObject {
  return Object.keys(patch).length === 0 ? {} : mergeMetadata(stored, patch);
}

/** @throws UserDataError where a key may not be used in app_metadata (metadata/metadata-fields-data) */
export function checkAppMetadata(metadata: JsonObject): void {
  const reserved = Object.keys(metadata).filter((key) => RESERVED_APP_METADATA.has(key));
  if (reserved.length === 0) return;
  throw new UserDataError(
    400,
    'invalid_body',
    `The following fields cannot be part of app_metadata: ${reserved.join(', ')}.`,
  );
}
