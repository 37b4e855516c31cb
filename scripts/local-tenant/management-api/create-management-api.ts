import { setTimeout as wait } from 'node:timers/promises';
import { type Context, Hono } from 'hono';
import { baseUrl, ConnectionCut, clientIp, cutConnection } from '../request-url';
import type { TenantContext } from '../tenant-context';
import { logEvent } from '../tenant-log';
import { UserDataError } from '../users';
import { ApiError, notFound } from './api-error';
import { addGlobalClient } from './applications/global-client';
import { authenticate, requireOwnUser, requireScope } from './authenticate';
import { nextFault } from './faults';
import type { Answer, ApiRequest, ManagementApiOptions, Operation } from './operation';
import { OPERATIONS } from './operations';
import { createRateLimiter, type RateLimiter } from './rate-limits';
import { readBody } from './request-body';
import { exportResult } from './users/export-result';
import { validateInput } from './validate-input';

const ROOT = '/api/v2';

/**
 * Auth0's Management API for one tenant, under `/api/v2`: a table of operations, each with its scopes, behind
 * one way of authenticating, limiting, validating, failing and logging.
 */
export function createManagementApi(tenant: TenantContext, options: ManagementApiOptions = {}): Hono {
  const app = new Hono();
  const limit = createRateLimiter(options.rateLimits ?? 'off');
  let complete = false;
  app.use(`${ROOT}/*`, async (_c, next) => {
    if (!complete) addGlobalClient(tenant);
    complete = true;
    await next();
  });
  for (const operation of OPERATIONS) {
    app.on(operation.method, `${ROOT}${operation.path}`, (c) =>
      withFaults(options, operation, c, () => answer({ tenant, options, operation, limit }, c)),
    );
  }
  app.get(`${ROOT}/job-results/:file`, (c) => exportResult(tenant, c));
  app.all(`${ROOT}/*`, () => {
    throw notFound('Not Found');
  });
  app.onError((error, c) => {
    if (error instanceof ApiError) {
      return Response.json(error.body, { status: error.status, headers: error.headers });
    }
    if (error instanceof ConnectionCut) throw error;
    return unexpected(tenant, c, error);
  });
  return app;
}

interface Endpoint {
  tenant: TenantContext;
  options: ManagementApiOptions;
  operation: Operation;
  limit: RateLimiter;
}

async function answer({ tenant, options, operation, limit }: Endpoint, c: Context): Promise<Response> {
  const caller = await authenticate(tenant, c);
  const limits = limit(operation, tenant.now());
  requireScope(caller, operation.scopes);
  requireOwnUser(caller, operation.path, c.req.param('id'));
  const query = c.req.query();
  const body = await readBody(c);
  validateInput(operation, query, body);
  const request: ApiRequest = {
    tenant,
    options,
    baseUrl: baseUrl(c),
    ip: clientIp(c),
    caller,
    params: c.req.param() as Record<string, string>,
    query,
    body,
  };
  const result = await handle(operation, request);
  if (operation.method !== 'GET') logWrite(operation, request, result.status);
  return toResponse({ ...result, headers: { ...limits, ...result.headers } });
}

async function handle(operation: Operation, request: ApiRequest): Promise<Answer> {
  try {
    return await operation.handle(request);
  } catch (error) {
    if (error instanceof UserDataError) throw new ApiError(error.statusCode, error.message, error.errorCode);
    throw error;
  }
}

/** What was called, never with what: bodies hold secrets and personal data. */
function logWrite({ method, path }: Operation, { tenant, caller, ip }: ApiRequest, status: number): void {
  logEvent(tenant, 'sapi', {
    description: `${method} ${ROOT}${path}`,
    client_id: caller.clientId,
    ip,
    details: { request: { method, path: `${ROOT}${path}` }, response: { statusCode: status } },
  });
}

/** A fault of the local tenant itself: Auth0's answer to the caller; where it happened stands in the tenant log. */
function unexpected(tenant: TenantContext, c: Context, error: Error): Response {
  const stack = error.stack?.match(/^\s+at .*$/gm) ?? [];
  const details = { error: { type: error.name, stack } };
  try {
    logEvent(tenant, 'fapi', { description: `${c.req.method} ${c.req.path}`, ip: clientIp(c), details });
  } catch {
    // The store itself may be what failed; the caller is answered all the same.
  }
  return Response.json(new ApiError(500, 'An internal server error occurred').body, { status: 500 });
}

/** Lets a test make any request fail, before or after it did its work. */
async function withFaults(
  { faults = [] }: ManagementApiOptions,
  operation: Operation,
  c: Context,
  work: () => Promise<Response>,
): Promise<Response> {
  const path = c.req.path.slice(c.req.path.indexOf(ROOT) + ROOT.length);
  const fault = nextFault(faults, operation, path);
  if (fault === undefined) return work();
  fault.onHit?.({ method: operation.method, path });
  if (fault.delayMs !== undefined) await wait(fault.delayMs);
  if (fault.cut === 'before') return cutConnection(c);
  if (fault.status !== undefined) {
    throw new ApiError(
      fault.status,
      fault.message ?? 'A fault was asked for.',
      fault.errorCode,
      fault.headers,
    );
  }
  const response = await work();
  return fault.cut === 'after' ? cutConnection(c) : response;
}

function toResponse({ status, body, headers = {} }: Answer): Response {
  return body === undefined
    ? new Response(null, { status, headers })
    : Response.json(body, { status, headers });
}
