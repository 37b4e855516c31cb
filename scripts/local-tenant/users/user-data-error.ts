/**
 * Why a user cannot be created or changed as asked. The Management API shows it as
 * `{ statusCode, error, message, errorCode }`; other callers translate it.
 */
export class UserDataError extends Error {
  constructor(
    readonly statusCode: 400 | 404 | 409,
    /** Auth0's, e.g. `auth0_idp_error`, `invalid_body`. */
    readonly errorCode: string,
    message: string,
  ) {
    super(message);
    this.name = 'UserDataError';
  }
}
