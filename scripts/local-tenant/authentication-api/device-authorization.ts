import type { Context } from 'hono';
import { baseUrl, localPath } from '../request-url';
import type { TenantContext } from '../tenant-context';
import type { AuthorizeParameters } from './authorize-parameters';
import { beginLogin } from './begin-login';
import { allowsGrant, authenticateClient, findClient } from './clients';
import {
  answerDevice,
  createDeviceCode,
  DEVICE_CODE_SECONDS,
  type DeviceCode,
  findWaitingDevice,
  POLLING_INTERVAL,
} from './device-codes';
import { effectiveAudience, resourceServer } from './grant';
import { logRequest } from './login-log';
import { OAuthError } from './oauth-error';
import { readBody, textOf } from './request-body';

export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

/** `/oauth/device/code`: where a device without a keyboard begins (api/authentication/device-authorization-flow). */
export async function authorizeDevice(tenant: TenantContext, c: Context): Promise<Response> {
  c.header('cache-control', 'no-store');
  const body = await readBody(c);
  const client = await authenticateClient(tenant, c, body);
  try {
    if (!allowsGrant(client, DEVICE_GRANT)) {
      throw new OAuthError(
        403,
        'unauthorized_client',
        `Grant type '${DEVICE_GRANT}' not allowed for the client.`,
      );
    }
    const audience = effectiveAudience(tenant, textOf(body, 'audience'));
    if (audience !== undefined) resourceServer(tenant, audience);
    const codes = createDeviceCode(tenant, {
      client_id: client.client_id,
      scope: (textOf(body, 'scope') ?? '').split(/\s+/).filter((scope) => scope !== ''),
      ...(audience === undefined ? {} : { audience }),
    });
    const page = `${baseUrl(c)}/activate`;
    return c.json({
      ...codes,
      verification_uri: page,
      expires_in: DEVICE_CODE_SECONDS,
      interval: POLLING_INTERVAL,
      verification_uri_complete: `${page}?user_code=${codes.user_code}`,
    });
  } catch (error) {
    if (error instanceof OAuthError)
      logRequest(tenant, c, 'fdeaz', { client }, { description: error.description });
    throw error;
  }
}

/** `/activate`, the address that people type: on to the page that asks for the code. */
export function activate(c: Context): Response {
  const code = c.req.query('user_code');
  const query = code === undefined ? '' : `?${new URLSearchParams({ user_code: code })}`;
  return c.redirect(localPath(c, `/u/device${query}`), 302);
}

/**
 * Somebody has typed a device's code and confirmed it: the login begins, as for an app's authorization request.
 *
 * @returns undefined where no device waits under this code
 */
export async function beginDeviceLogin(
  tenant: TenantContext,
  c: Context,
  userCode: string,
): Promise<Response | undefined> {
  const device = waitingDevice(tenant, c, userCode);
  if (device === undefined) return undefined;
  return beginLogin(tenant, c, { parameters: parametersOf(device), query: {}, device: device.hash });
}

/** Somebody does not want to log in for the device. False where no device waits under this code. */
export function cancelDeviceLogin(tenant: TenantContext, c: Context, userCode: string): boolean {
  const device = waitingDevice(tenant, c, userCode);
  if (device === undefined) return false;
  answerDevice(tenant, device.hash, { refusal: 'User cancelled the confirmation prompt.' });
  logRequest(tenant, c, 'fdecc', { client: findClient(tenant, device.client_id) });
  return true;
}

function waitingDevice(tenant: TenantContext, c: Context, userCode: string): DeviceCode | undefined {
  const device = findWaitingDevice(tenant, userCode);
  if (device === undefined) logRequest(tenant, c, 'fdeac', {}, { description: 'Invalid user code' });
  return device;
}

/** A device has no callback: the answer waits until it polls. */
function parametersOf({ client_id, scope, audience }: DeviceCode): AuthorizeParameters {
  return {
    client_id,
    redirect_uri: '',
    response_type: [],
    response_mode: 'query',
    scope,
    prompt: [],
    ui_locales: [],
    acr_values: [],
    ...(audience === undefined ? {} : { audience }),
  };
}
