import type { JsonObject } from '../../store';
import { badRequest } from '../api-error';
import { alphanumeric, prefixedId } from '../identifiers';
import { type ApiRequest, bodyObject, created, isObject, NO_CONTENT, type Operation, ok } from '../operation';
import type { Resource } from '../resources/resource';
import { find } from '../resources/resource-operations';

const PATH = '/connections/:id/scim-configuration/tokens';
const MOST_TOKENS = 2;
const tokenId = prefixedId('tok_');

/** The tokens that an identity provider pushes users with. The local tenant has no SCIM endpoint that takes them. */
export function scimTokenOperations(connections: Resource): Operation[] {
  const collection = (request: ApiRequest) => request.tenant.store.collection('scim-tokens');
  const tokensOf = (request: ApiRequest): JsonObject[] => {
    const items = collection(request).get(String(find(connections, request).id))?.items;
    return Array.isArray(items) ? items.filter(isObject) : [];
  };
  const put = (request: ApiRequest, items: JsonObject[]) =>
    collection(request).put(request.params.id ?? '', { items });
  return [
    {
      method: 'GET',
      path: PATH,
      scopes: ['read:scim_token'],
      handle: (request) => ok(tokensOf(request)),
    },
    {
      method: 'POST',
      path: PATH,
      scopes: ['create:scim_token'],
      handle(request) {
        const { scopes, token_lifetime: lifetime } = bodyObject(request);
        const others = tokensOf(request);
        if (others.length >= MOST_TOKENS) {
          throw badRequest(`A connection has at most ${MOST_TOKENS} SCIM tokens.`, 'scim_tokens_limit');
        }
        const now = request.tenant.now();
        const token: JsonObject = {
          token_id: tokenId(),
          scopes: scopes ?? ['get:users', 'post:users', 'put:users', 'patch:users', 'delete:users'],
          created_at: now.toISOString(),
          ...(typeof lifetime === 'number'
            ? { valid_until: new Date(now.getTime() + lifetime * 1000).toISOString() }
            : {}),
        };
        put(request, [...others, token]);
        return created({ ...token, token: `${String(token.token_id)}.${alphanumeric(64)}` });
      },
    },
    {
      method: 'DELETE',
      path: `${PATH}/:token_id`,
      scopes: ['delete:scim_token'],
      handle(request) {
        put(
          request,
          tokensOf(request).filter((token) => token.token_id !== request.params.token_id),
        );
        return NO_CONTENT;
      },
    },
  ];
}
