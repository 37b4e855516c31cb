import { type Context, Hono } from 'hono';
import { baseUrl } from '../request-url';
import type { TenantContext } from '../tenant-context';
import { ApiError, badRequest, notFound } from './api-error';
import { addGlobalClient } from './applications/global-client';
import { authenticate, requireScope } from './authenticate';
import type { Answer, ManagementApiOptions, Operation } from './operation';
import { OPERATIONS } from './operations';
import { validateInput } from './validate-input';

const ROOT = '/api/v2';

/**
 * Auth0's Management API for one tenant, under `/api/v2`: a table of operations, each with its scopes, behind
 * one way of authenticating, validating and failing.
 */
export function createManagementApi(tenant: TenantContext, options: ManagementApiOptions = {}): Hono {
  const app = new Hono();
  let complete = false;
  app.use(`${ROOT}/*`, async (_c, next) => {
    if (!complete) addGlobalClient(tenant);
    complete = true;
    await next();
  });
  for (const operation of OPERATIONS) {
    app.on(operation.method, `${ROOT}${operation.path}`, (c) => answer(tenant, options, operation, c));
  }
  app.all(`${ROOT}/*`, () => {
    throw notFound('Not Found');
  });
  app.onError((error, c) => {
    if (error instanceof ApiError) return c.json(error.body, error.status as 400, { ...error.headers });
    throw error;
  });
  return app;
}

async function answer(
  tenant: TenantContext,
  options: ManagementApiOptions,
  operation: Operation,
  c: Context,
): Promise<Response> {
  const caller = await authenticate(tenant, c);
  requireScope(caller, operation.scopes);
  const query = c.req.query();
  const body = await readBody(c);
  validateInput(operation, query, body);
  const result = await operation.handle({
    tenant,
    options,
    baseUrl: baseUrl(c),
    caller,
    params: c.req.param() as Record<string, string>,
    query,
    body,
  });
  return toResponse(result);
}

/** @throws ApiError 400 where the body is not the JSON that its type promises */
async function readBody(c: Context): Promise<unknown> {
  if (c.req.method === 'GET') return undefined;
  const text = await c.req.text();
  if (text === '') return undefined;
  if (c.req.header('content-type')?.startsWith('text/html')) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw badRequest('Invalid request payload JSON format', 'invalid_body');
  }
}

function toResponse({ status, body, headers = {} }: Answer): Response {
  if (body === undefined) return new Response(null, { status, headers });
  if (body instanceof Uint8Array) return new Response(body as Uint8Array<ArrayBuffer>, { status, headers });
  return Response.json(body, { status, headers });
}
