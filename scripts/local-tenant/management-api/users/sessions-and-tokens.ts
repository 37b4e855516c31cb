import type { JsonObject } from '../../store';
import { badRequest, notFound } from '../api-error';
import {
  type Answer,
  type ApiRequest,
  bodyObject,
  isObject,
  type Method,
  type Operation,
  ok,
} from '../operation';
import { checkpointPage, pickFields } from '../paging';
import { patchDocument } from '../resources/documents';
import { existingUser } from './user-operations';

const ACCEPTED: Answer = { status: 202 };
const MOST_METADATA = 25;

/** Sessions and refresh tokens: of one user, and each by its id. */
export const SESSION_AND_TOKEN_OPERATIONS: readonly Operation[] = [
  {
    method: 'GET',
    path: '/users/:id/sessions',
    scopes: ['read:sessions'],
    handle: (request) =>
      ok(checkpointPage(owned(request, 'sessions').map(shownSession), request.query, 'sessions')),
  },
  {
    method: 'DELETE',
    path: '/users/:id/sessions',
    scopes: ['delete:sessions'],
    handle(request) {
      for (const session of owned(request, 'sessions')) sessions(request).delete(String(session.id));
      return ACCEPTED;
    },
  },
  {
    method: 'GET',
    path: '/users/:id/refresh-tokens',
    scopes: ['read:refresh_tokens'],
    handle: (request) =>
      ok(checkpointPage(living(request, owned(request, 'refresh-tokens')), request.query, 'tokens')),
  },
  revokeTokens('DELETE', '/users/:id/refresh-tokens', (request) => owned(request, 'refresh-tokens')),
  {
    method: 'POST',
    path: '/users/:id/revoke-access',
    scopes: ['delete:sessions', 'delete:refresh_tokens'],
    handle: revokeAccess,
  },
  {
    method: 'GET',
    path: '/sessions/:id',
    scopes: ['read:sessions'],
    handle: (request) => ok(shownSession(existingSession(request))),
  },
  {
    method: 'PATCH',
    path: '/sessions/:id',
    scopes: ['update:sessions'],
    handle(request) {
      const session = existingSession(request);
      const changed: JsonObject = {
        ...session,
        metadata: changedMetadata(session, bodyObject(request).session_metadata),
        updated_at: request.tenant.now().toISOString(),
      };
      sessions(request).put(String(session.id), changed);
      return ok(shownSession(changed));
    },
  },
  removeSession('DELETE', '/sessions/:id'),
  removeSession('POST', '/sessions/:id/revoke'),
  {
    method: 'GET',
    path: '/refresh-tokens',
    scopes: ['read:refresh_tokens'],
    handle(request) {
      const { user_id: userId, client_id: clientId } = request.query;
      if (userId === undefined) {
        throw badRequest(
          "Query validation error: 'Missing required property: user_id'.",
          'invalid_query_string',
        );
      }
      const found = tokens(request)
        .findBy('user_id', userId.toLowerCase())
        .filter((token) => clientId === undefined || token.client_id === clientId);
      const shown = living(request, found).map((token) => pickFields(token, request.query));
      return ok(checkpointPage(shown, request.query, 'refresh_tokens'));
    },
  },
  revokeTokens('POST', '/refresh-tokens/revoke', chosenTokens),
  {
    method: 'GET',
    path: '/refresh-tokens/:id',
    scopes: ['read:refresh_tokens'],
    handle: (request) => ok(shownToken(request, existingToken(request))),
  },
  {
    method: 'PATCH',
    path: '/refresh-tokens/:id',
    scopes: ['update:refresh_tokens'],
    handle(request) {
      const token = existingToken(request);
      const metadata = changedMetadata(token, bodyObject(request).refresh_token_metadata);
      for (const one of family(request)) {
        tokens(request).put(String(one.token_hash), { ...one, metadata });
      }
      return ok(shownToken(request, { ...token, metadata }));
    },
  },
  revokeTokens('DELETE', '/refresh-tokens/:id', family),
];

type Removal = Extract<Method, 'DELETE' | 'POST'>;

function revokeTokens(
  method: Removal,
  path: string,
  chosen: (request: ApiRequest) => JsonObject[],
): Operation {
  return {
    method,
    path,
    scopes: ['delete:refresh_tokens'],
    handle(request) {
      removeTokens(request, chosen(request));
      return ACCEPTED;
    },
  };
}

/** All sessions of a user, or one of them, with the refresh tokens that grew from them unless these are to stay. */
function revokeAccess(request: ApiRequest): Answer {
  const { session_id: sessionId, preserve_refresh_tokens: preserve } = bodyObject(request);
  const chosen = (id: unknown) => sessionId === undefined || id === sessionId;
  for (const { id } of owned(request, 'sessions')) if (chosen(id)) sessions(request).delete(String(id));
  if (preserve === true) return ACCEPTED;
  const doomed = owned(request, 'refresh-tokens').filter(
    (token) => sessionId === undefined || grewFrom(sessionId)(token),
  );
  removeTokens(request, doomed);
  return ACCEPTED;
}

function removeSession(method: Removal, path: string): Operation {
  return {
    method,
    path,
    scopes: ['delete:sessions'],
    handle(request) {
      const { id } = existingSession(request);
      sessions(request).delete(String(id));
      if (method === 'POST') removeTokens(request, tokens(request).list().filter(grewFrom(id)));
      return ACCEPTED;
    },
  };
}

function sessions(request: ApiRequest) {
  return request.tenant.store.collection('sessions');
}

function tokens(request: ApiRequest) {
  return request.tenant.store.collection('refresh-tokens');
}

function owned(request: ApiRequest, collection: 'sessions' | 'refresh-tokens'): JsonObject[] {
  const { user_id: userId } = existingUser(request);
  return request.tenant.store.collection(collection).findBy('user_id', userId.toLowerCase());
}

function existingSession(request: ApiRequest): JsonObject {
  const session = sessions(request).get(request.params.id ?? '');
  if (session === undefined) throw notFound('The session does not exist.', 'inexistent_session');
  return session;
}

/** All that grew from one login by rotation have one id: to whoever manages them it is one refresh token. */
function family(request: ApiRequest): JsonObject[] {
  return tokens(request)
    .list()
    .filter(({ id }) => id === request.params.id);
}

function existingToken(request: ApiRequest): JsonObject {
  const token = family(request).at(-1);
  if (token === undefined) throw notFound('The refresh token does not exist.', 'inexistent_refresh_token');
  return token;
}

function removeTokens(request: ApiRequest, doomed: readonly JsonObject[]): void {
  for (const token of doomed) tokens(request).delete(String(token.token_hash));
}

/** By ids, or by user and client, or by client alone. */
function chosenTokens(request: ApiRequest): JsonObject[] {
  const { ids, user_id: userId, client_id: clientId } = bodyObject(request);
  if (Array.isArray(ids))
    return tokens(request)
      .list()
      .filter((token) => ids.includes(token.id));
  if (userId === undefined && clientId === undefined) {
    throw badRequest('Payload validation error: either ids, user_id or client_id is needed.');
  }
  return tokens(request)
    .list()
    .filter((token) => userId === undefined || token.user_id === userId)
    .filter((token) => clientId === undefined || token.client_id === clientId);
}

function grewFrom(sessionId: unknown): (token: JsonObject) => boolean {
  return ({ grant }) => isObject(grant) && grant.session_id === sessionId;
}

/** `null` removes all of it, a `null` inside one entry (docs: manage-users/sessions/session-metadata). */
function changedMetadata({ metadata }: JsonObject, patch: unknown): JsonObject {
  if (!isObject(patch)) return {};
  const changed = patchDocument(isObject(metadata) ? metadata : {}, patch);
  if (Object.keys(changed).length > MOST_METADATA) {
    throw badRequest(`Payload validation error: at most ${MOST_METADATA} entries of metadata.`);
  }
  return changed;
}

/** The newest token of each family: a rotated one is history. */
function living(request: ApiRequest, found: readonly JsonObject[]): JsonObject[] {
  const newest = new Map(found.map((token) => [token.id, token]));
  return [...newest.values()].map((token) => shownToken(request, token));
}

/** Nothing that would let somebody take the session over. */
function shownSession(session: JsonObject): JsonObject {
  const { metadata, methods, cookie_mode: cookieMode, connection: _connection, ...shown } = session;
  return {
    ...shown,
    clients: session.clients ?? [],
    authentication: { methods: methods ?? [] },
    cookie: { mode: cookieMode ?? 'non-persistent' },
    session_metadata: metadata ?? {},
  };
}

function shownToken(request: ApiRequest, token: JsonObject): JsonObject {
  const { id, user_id, client_id, created_at, expires_at, idle_expires_at, scope, grant, metadata } = token;
  const { session_id: sessionId, audience } = isObject(grant) ? grant : {};
  const client = request.tenant.store.collection('clients').get(String(client_id));
  const settings = isObject(client?.refresh_token) ? client.refresh_token : {};
  return {
    id,
    user_id,
    client_id,
    session_id: sessionId ?? null,
    created_at,
    expires_at: expires_at ?? null,
    idle_expires_at: idle_expires_at ?? null,
    rotating: settings.rotation_type === 'rotating',
    resource_servers: [{ audience, scopes: scope }],
    refresh_token_metadata: metadata ?? {},
  };
}
