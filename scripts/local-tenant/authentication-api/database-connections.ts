import type { Context } from 'hono';
import { sendPasswordResetEmail } from '../email';
import { baseUrl } from '../request-url';
import type { Client, Connection, JsonObject } from '../store';
import type { TenantContext } from '../tenant-context';
import { checkPassword, findConnection, findUserByEmail, UserDataError } from '../users';
import { findClient } from './clients';
import { logRequest } from './login-log';
import { invalidRequest, OAuthError } from './oauth-error';
import { registerUser } from './register-user';
import { readBody, requiredText, textOf } from './request-body';

const PROFILE_FIELDS = [
  'username',
  'given_name',
  'family_name',
  'name',
  'nickname',
  'picture',
  'phone_number',
] as const;

/** `/dbconnections/signup`: anybody may call it, so what it takes is limited (docs: api/authentication/signup). */
export async function signup(tenant: TenantContext, c: Context): Promise<Response> {
  const body = await readBody(c);
  const client = requireClient(tenant, requiredText(body, 'client_id'));
  const connection = requireDatabase(tenant, client, requiredText(body, 'connection'));
  if (connection.options.disable_signup === true) {
    return c.json(
      {
        name: 'BadRequestError',
        code: 'invalid_signup',
        description: 'Public signup is disabled',
        statusCode: 400,
      },
      400,
    );
  }
  const email = requiredText(body, 'email');
  const password = requiredText(body, 'password');
  const metadata = publicMetadata(body.user_metadata);
  const profile = Object.fromEntries(
    PROFILE_FIELDS.flatMap((name) => {
      const value = textOf(body, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const verdict = checkPassword(connection, password, { email, ...profile });
  if (!verdict.ok) return weakPassword(c, verdict);
  const result = await registration(tenant, c, {
    client,
    connection,
    password,
    profile: { ...profile, email, ...(metadata === undefined ? {} : { user_metadata: metadata }) },
    body: Object.fromEntries(Object.entries(body).filter(([name]) => name.startsWith('ulp-'))),
  });
  switch (result.kind) {
    case 'registered': {
      const { user } = result;
      return c.json({
        ...profile,
        _id: user.identities[0]?.user_id,
        email: user.email,
        email_verified: user.email_verified ?? false,
        ...(metadata === undefined ? {} : { user_metadata: metadata }),
      });
    }
    case 'exists':
      return c.json({ name: 'BadRequestError', ...existsError(tenant), statusCode: 400 }, 400);
    default:
      return c.json(
        {
          name: 'InternalExtensibilityError',
          code: 'extensibility_error',
          statusCode: 400,
          message: result.reason,
          description: result.reason,
          friendly_message: result.message,
          fromSandbox: true,
        },
        400,
      );
  }
}

/** `/dbconnections/change_password`: the answer is the same whether or not there is such a user. */
export async function changePassword(tenant: TenantContext, c: Context): Promise<Response> {
  const body = await readBody(c);
  const clientId = textOf(body, 'client_id');
  const client = clientId === undefined ? undefined : requireClient(tenant, clientId);
  const email = requiredText(body, 'email');
  const connection = findConnection(tenant, requiredText(body, 'connection'));
  if (connection === undefined || connection.strategy !== 'auth0') {
    throw invalidRequest('connection does not exist');
  }
  const user = findUserByEmail(tenant, email, connection.name);
  if (user !== undefined) {
    sendPasswordResetEmail(tenant, user, {
      baseUrl: baseUrl(c),
      ...(client === undefined ? {} : { client }),
    });
    logRequest(
      tenant,
      c,
      'scpr',
      { client, connection, user },
      {
        description: 'You will receive a change password email',
        details: { body: { connection: connection.name } },
      },
    );
  } else {
    logRequest(tenant, c, 'fcpr', { client, connection }, { description: 'User does not exist.' });
  }
  return c.text("We've just sent you an email to reset your password.");
}

/** Auth0 tells only where the tenant wants it to: everybody may ask (docs: libraries/error-messages). */
function existsError(tenant: TenantContext): { code: string; description: string } {
  const settings = tenant.store.collection<JsonObject>('singletons').get('tenant-settings');
  const flags = settings?.flags as JsonObject | undefined;
  return flags?.enable_public_signup_user_exists_error === true
    ? { code: 'user_exists', description: 'The user already exists.' }
    : { code: 'invalid_signup', description: 'Invalid sign up' };
}

async function registration(...args: Parameters<typeof registerUser>) {
  try {
    return await registerUser(...args);
  } catch (error) {
    if (error instanceof UserDataError) throw invalidRequest(error.message);
    throw error;
  }
}

/** At most 10 properties, names of 100 and strings of 500 characters. (api/authentication/signup) */
function publicMetadata(given: unknown): JsonObject | undefined {
  if (given === undefined || given === null) return undefined;
  if (typeof given !== 'object' || Array.isArray(given))
    throw invalidRequest('user_metadata must be an object');
  const entries = Object.entries(given as JsonObject);
  if (entries.length > 10) throw invalidRequest('user_metadata must have at most 10 properties');
  for (const [name, value] of entries) {
    if (name.length > 100) throw invalidRequest('names in user_metadata must have at most 100 characters');
    if (typeof value !== 'string')
      throw invalidRequest(`user_metadata.${name.slice(0, 100)} must be a string`);
    if (value.length > 500) throw invalidRequest('values in user_metadata must have at most 500 characters');
  }
  return given as JsonObject;
}

function weakPassword(c: Context, verdict: ReturnType<typeof checkPassword>): Response {
  return c.json(
    {
      name: 'PasswordStrengthError',
      message: 'Password is too weak',
      code: 'invalid_password',
      description: { rules: verdict.rules, verified: false },
      policy: verdict.policy,
      statusCode: 400,
    },
    400,
  );
}

function requireClient(tenant: TenantContext, clientId: string): Client {
  const client = findClient(tenant, clientId);
  if (client === undefined) throw new OAuthError(403, 'access_denied', `Unknown client: ${clientId}`);
  return client;
}

function requireDatabase(tenant: TenantContext, client: Client, name: string): Connection {
  const connection = findConnection(tenant, name);
  if (connection === undefined || connection.strategy !== 'auth0') {
    throw invalidRequest('connection does not exist');
  }
  if (!connection.enabled_clients.includes(client.client_id)) {
    throw invalidRequest('the connection is not enabled for the client');
  }
  return connection;
}
