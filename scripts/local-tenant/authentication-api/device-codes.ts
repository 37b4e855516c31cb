import { randomInt } from 'node:crypto';
import type { Client, JsonObject } from '../store';
import type { TenantContext } from '../tenant-context';
import { keepNewest } from '../tenant-log';
import { hashToken, randomToken } from '../tokens';
import type { Grant } from './grant';
import { invalidGrant, OAuthError } from './oauth-error';

export const DEVICE_CODE_SECONDS = 900;
/** Seconds that a device has to wait between two polls. */
export const POLLING_INTERVAL = 5;
const KEPT_DEVICE_CODES = 1_000;
const CHARACTERS = { base20: 'BCDFGHJKLMNPQRSTVWXZ', digits: '0123456789' };

/** A device that waits until somebody logs in for it in a browser. */
export interface DeviceCode {
  hash: string;
  user_code: string;
  client_id: string;
  scope: string[];
  audience?: string;
  expires_at: string;
  polled_at?: string;
  /** What the login earned. */
  grant?: Grant;
  /** Why there will be no tokens. */
  refusal?: string;
}

/** The codes of one device: the long one for itself, the short one for the person. */
export function createDeviceCode(
  tenant: TenantContext,
  request: Pick<DeviceCode, 'client_id' | 'scope' | 'audience'>,
): { device_code: string; user_code: string } {
  const value = randomToken();
  const device: DeviceCode = {
    ...request,
    hash: hashToken(value),
    user_code: newUserCode(tenant),
    expires_at: new Date(tenant.now().getTime() + DEVICE_CODE_SECONDS * 1000).toISOString(),
  };
  const devices = collectionOf(tenant);
  devices.put(device.hash, device);
  keepNewest(tenant.store, 'device-codes', devices, KEPT_DEVICE_CODES, (old) => old.hash);
  return { device_code: value, user_code: device.user_code };
}

/** The device that waits under a code, however it was typed; undefined where it is unknown, answered or too old. */
export function findWaitingDevice(tenant: TenantContext, userCode: string): DeviceCode | undefined {
  const typed = lettersOf(userCode);
  return collectionOf(tenant)
    .newest(KEPT_DEVICE_CODES)
    .find((device) => lettersOf(device.user_code) === typed && isWaiting(tenant, device));
}

/** Ends the wait, with what the device gets or with the reason why it gets nothing. */
export function answerDevice(
  tenant: TenantContext,
  hash: string,
  answer: { grant: Grant } | { refusal: string },
): void {
  const device = collectionOf(tenant).get(hash);
  if (device !== undefined && isWaiting(tenant, device))
    collectionOf(tenant).put(hash, { ...device, ...answer });
}

/**
 * What a device that polls has been granted. The code is spent by it, as by a refusal and by `expired_token`, which
 * is told once (get-started/authentication-and-authorization-flow/device-authorization-flow).
 *
 * @throws OAuthError `authorization_pending`, `slow_down`, `expired_token`, `access_denied`, `invalid_grant`
 */
export function redeemDeviceCode(tenant: TenantContext, client: Client, value: string): Grant {
  const devices = collectionOf(tenant);
  const device = devices.get(hashToken(value));
  if (device === undefined || device.client_id !== client.client_id) {
    throw invalidGrant('Invalid or expired device code.');
  }
  if (device.refusal !== undefined) {
    devices.delete(device.hash);
    throw new OAuthError(403, 'access_denied', device.refusal);
  }
  const now = tenant.now();
  if (now.getTime() >= Date.parse(device.expires_at)) {
    devices.delete(device.hash);
    throw new OAuthError(403, 'expired_token', 'The device code has expired.');
  }
  if (device.grant !== undefined) {
    devices.delete(device.hash);
    return device.grant;
  }
  devices.put(device.hash, { ...device, polled_at: now.toISOString() });
  const waited = device.polled_at === undefined ? Infinity : now.getTime() - Date.parse(device.polled_at);
  if (waited < POLLING_INTERVAL * 1000) {
    throw new OAuthError(
      429,
      'slow_down',
      `You are polling faster than the specified interval of ${POLLING_INTERVAL} seconds.`,
    );
  }
  throw new OAuthError(403, 'authorization_pending', 'User has yet to authorize device code.');
}

function isWaiting(tenant: TenantContext, { grant, refusal, expires_at }: DeviceCode): boolean {
  return grant === undefined && refusal === undefined && tenant.now().getTime() < Date.parse(expires_at);
}

/** By the tenant's `device_flow` setting: a mask with `*` for a character, and which characters. */
function newUserCode(tenant: TenantContext): string {
  const settings = tenant.store.collection<JsonObject>('singletons').get('tenant-settings');
  const { mask, charset } = (settings?.device_flow ?? {}) as { mask?: string; charset?: string };
  const characters = charset === 'digits' ? CHARACTERS.digits : CHARACTERS.base20;
  return (mask ?? '****-****').replace(/\*/g, () => characters.charAt(randomInt(characters.length)));
}

function lettersOf(userCode: string): string {
  return userCode.toUpperCase().replace(/[^A-Z0-9]/g, '');
}

function collectionOf(tenant: TenantContext) {
  return tenant.store.collection<DeviceCode>('device-codes');
}
