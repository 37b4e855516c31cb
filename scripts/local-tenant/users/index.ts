export { createUser, type NewUser, upsertUpstreamUser } from './create-user';
export { deleteUser, endSessions } from './delete-user';
export {
  findConnection,
  findUser,
  findUserByEmail,
  findUserByPhone,
  findUserByUsername,
} from './find-user';
export { mergeMetadata } from './metadata';
export { newEventUser } from './new-event-user';
export { verifyPassword } from './password';
export { checkPassword, type PasswordRule, type PasswordVerdict } from './password-policy';
export { patchUser, type UserPatch, updateUser, writeMetadata } from './patch-user';
export { type StrategyType, strategyType } from './strategies';
export { type UpstreamProfile, upstreamProfile } from './upstream-profile';
export { UserDataError } from './user-data-error';
export { checkUserFields } from './user-fields';
export { verifyByInvitation } from './verified-by-invitation';
