import type { JsonObject } from '../store';

/** `event.user` of pre-user-registration: there is no user yet, so no id, no identities, no flags. */
export function newEventUser(profile: object): JsonObject {
  const {
    email_verified: _email,
    phone_verified: _phone,
    user_id: _id,
    blocked: _blocked,
    ...shown
  } = profile as JsonObject;
  return { user_metadata: {}, app_metadata: {}, ...shown };
}
