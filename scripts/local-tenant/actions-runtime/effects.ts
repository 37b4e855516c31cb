import type { Command, Effects, JsonObject } from './contract';

/** Nothing asked for yet. */
export function emptyEffects(): Effects {
  return {
    userMetadata: {},
    appMetadata: {},
    idTokenClaims: {},
    accessTokenClaims: {},
    addedScopes: [],
    removedScopes: [],
    transactionMetadata: {},
    samlAttributes: {},
    session: {},
    refreshToken: {},
    authenticationMethods: [],
  };
}

type Apply = (effects: Effects, command: Command) => void;

/** What each command adds to the effects. Commands that are not here only say how the Action ends. */
const APPLY: Readonly<Record<string, Apply>> = {
  'user.setUserMetadata': (effects, command) => setOrCancel(effects.userMetadata, command),
  'user.setAppMetadata': (effects, command) => setOrCancel(effects.appMetadata, command),
  'user.setUserId': (effects, { userId }) => {
    effects.userId = userId as string;
  },
  'idToken.setCustomClaim': (effects, command) => setOrCancel(effects.idTokenClaims, command),
  'accessToken.setCustomClaim': (effects, command) => setOrCancel(effects.accessTokenClaims, command),
  'accessToken.addScope': (effects, { scope }) => moveScope(effects, scope as string, 'addedScopes'),
  'accessToken.removeScope': (effects, { scope }) => moveScope(effects, scope as string, 'removedScopes'),
  'transaction.setMetadata': (effects, command) => setOrCancel(effects.transactionMetadata, command),
  'session.setMetadata': (effects, { metadata }) => {
    effects.sessionMetadata = metadata as JsonObject;
  },
  'refreshToken.setMetadata': (effects, { metadata }) => {
    effects.refreshTokenMetadata = metadata as JsonObject;
  },
  'samlResponse.setAttribute': (effects, { attribute, value }) => {
    effects.samlAttributes[attribute as string] = value;
  },
  'session.setExpiresAt': (effects, { milliseconds }) => {
    effects.session.expiresAt = earliest(effects.session.expiresAt, milliseconds);
  },
  'session.setIdleExpiresAt': (effects, { milliseconds }) => {
    effects.session.idleExpiresAt = earliest(effects.session.idleExpiresAt, milliseconds);
  },
  'session.setCookieMode': (effects, { mode }) => {
    effects.session.cookieMode = mode as 'persistent' | 'non-persistent';
  },
  'session.revoke': (effects, { reason, preserveRefreshTokens }) => {
    effects.session.revoke = {
      reason: reason as string,
      preserveRefreshTokens: preserveRefreshTokens === true,
    };
  },
  'refreshToken.setExpiresAt': (effects, { milliseconds }) => {
    effects.refreshToken.expiresAt = earliest(effects.refreshToken.expiresAt, milliseconds);
  },
  'refreshToken.setIdleExpiresAt': (effects, { milliseconds }) => {
    effects.refreshToken.idleExpiresAt = earliest(effects.refreshToken.idleExpiresAt, milliseconds);
  },
  'refreshToken.revoke': (effects, { reason }) => {
    effects.refreshToken.revoke = { reason: reason as string };
  },
  'authentication.recordMethod': (effects, { url }) => {
    effects.authenticationMethods.push(String(url));
  },
  'authentication.setPrimaryUser': (effects, { userId }) => {
    effects.primaryUserId = userId as string;
  },
  'multifactor.enable': (effects, { provider, options }) => {
    effects.multifactor = { provider: String(provider), options: (options ?? {}) as JsonObject };
  },
};

/**
 * Adds what one Action asked for, in order: the last word counts, the earliest expiry wins. User metadata set by the
 * Action that also changes the primary user is lost (docs page actions/limitations).
 */
export function applyCommands(effects: Effects, commands: Command[]): void {
  const changesUser = commands.some((command) => command.type === 'authentication.setPrimaryUser');
  for (const command of commands) {
    if (changesUser && command.type === 'user.setUserMetadata') continue;
    APPLY[command.type]?.(effects, command);
  }
}

/** A stored metadata object with pending writes: root keys merge, nested objects are replaced, `null` removes. */
export function mergeMetadata(stored: unknown, pending: JsonObject): JsonObject {
  const merged = new Map(isObject(stored) ? Object.entries(stored) : []);
  for (const [key, value] of Object.entries(pending)) {
    if (value === null) merged.delete(key);
    else merged.set(key, value);
  }
  // Keys such as `__proto__` stay ordinary keys.
  return Object.fromEntries(merged);
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `undefined` is lost in JSON, so a command without `value` takes an earlier one back. */
function setOrCancel(target: JsonObject, command: Command): void {
  const key = String(command.key);
  if (command.value === undefined) delete target[key];
  else {
    const ordinary = { enumerable: true, configurable: true, writable: true };
    Object.defineProperty(target, key, { value: command.value, ...ordinary });
  }
}

function moveScope(effects: Effects, scope: string, to: 'addedScopes' | 'removedScopes'): void {
  effects.addedScopes = effects.addedScopes.filter((other) => other !== scope);
  effects.removedScopes = effects.removedScopes.filter((other) => other !== scope);
  effects[to].push(scope);
}

function earliest(known: number | undefined, milliseconds: unknown): number {
  return Math.min(known ?? Number.POSITIVE_INFINITY, milliseconds as number);
}
