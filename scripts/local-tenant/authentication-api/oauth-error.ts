/** A refusal in OAuth's own terms: what an endpoint answers as `{ error, error_description }`. */
export class OAuthError extends Error {
  constructor(
    readonly status: 400 | 401 | 403 | 404 | 413 | 429 | 500,
    /** e.g. `invalid_request`, `invalid_grant`, `access_denied`. */
    readonly error: string,
    readonly description: string,
  ) {
    super(description);
    this.name = 'OAuthError';
  }

  body(): { error: string; error_description: string } {
    return { error: this.error, error_description: this.description };
  }
}

export function invalidRequest(description: string): OAuthError {
  return new OAuthError(400, 'invalid_request', description);
}

export function missingParameter(name: string): OAuthError {
  return invalidRequest(`Missing required parameter: ${name}`);
}

export function invalidGrant(description: string): OAuthError {
  return new OAuthError(403, 'invalid_grant', description);
}

export function userIsBlocked(): OAuthError {
  return new OAuthError(403, 'unauthorized', 'user is blocked');
}
