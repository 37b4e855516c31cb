/**
 * Properties that hold a secret, whatever resource they stand in: some tenants show them in clear. A name matches by
 * its last words: `token` is also `auth_token` and `twilioToken`, and neither `tokenEndpoint` nor `token_dialect`.
 */
export const SECRET_NAMES: readonly string[] = [
  'secret',
  'token',
  'password',
  'passwd',
  'pwd',
  'pass',
  'passphrase',
  'authorization',
  'api key',
  'access key',
  'account key',
  'connection string',
  'encryption key',
  'master key',
  'masterkey',
  'private key',
  'sas key',
  'secret key',
  'shared key',
  'signing key',
  'write key',
];

/** Properties whose every value is a secret, however deep. Whole names. */
export const SECRET_HOLDERS: readonly string[] = [
  'configuration',
  'credentials',
  'custom headers',
  'decryption key',
  'http custom headers',
  'secrets',
  'signing key',
];
