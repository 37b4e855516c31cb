import { sendVerificationEmail } from '../../email';
import type { Client, JsonObject } from '../../store';
import { logEvent } from '../../tenant-log';
import { badRequest, notFound } from '../api-error';
import { alphanumeric, prefixedId } from '../identifiers';
import { type Answer, type ApiRequest, bodyObject, created, type Operation, ok } from '../operation';
import { existingUser } from './user-operations';
import { type FailedUser, importUsers } from './users-import';

const newId = prefixedId('job_');

/** A job as it is kept; `token` guards the download of its result. */
interface Job extends JsonObject {
  id: string;
  type: 'verification_email' | 'users_export' | 'users_import';
  status: 'pending' | 'completed' | 'failed';
  created_at: string;
  token?: string;
  failures?: FailedUser[];
}

/**
 * Work that Auth0 does in the background. Here a job is done at once, and is `completed` the first time that
 * somebody asks for it; only the answer to the POST says `pending`.
 */
export const JOB_OPERATIONS: readonly Operation[] = [
  { method: 'POST', path: '/jobs/verification-email', scopes: ['update:users'], handle: verificationEmail },
  { method: 'POST', path: '/jobs/users-exports', scopes: ['read:users'], handle: usersExport },
  { method: 'POST', path: '/jobs/users-imports', scopes: ['create:users'], handle: usersImport },
  {
    method: 'GET',
    path: '/jobs/:id',
    scopes: ['create:users', 'read:users', 'update:users', 'create:passwords_checking_job'],
    handle: (request) => ok(shown(request, existingJob(request))),
  },
  {
    method: 'GET',
    path: '/jobs/:id/errors',
    scopes: ['create:users', 'read:users'],
    handle(request) {
      const { failures = [] } = existingJob(request);
      return failures.length === 0 ? { status: 204 } : ok(failures);
    },
  },
];

function jobs(request: ApiRequest) {
  return request.tenant.store.collection<Job>('jobs');
}

function existingJob(request: ApiRequest): Job {
  const job = jobs(request).get(request.params.id ?? '');
  if (job === undefined) throw notFound('The job does not exist.', 'inexistent_job');
  return job;
}

function start(request: ApiRequest, fields: Pick<Job, 'type'> & JsonObject): Job {
  const job: Job = {
    ...fields,
    status: 'completed',
    created_at: request.tenant.now().toISOString(),
    id: newId(),
  };
  jobs(request).put(job.id, job);
  return job;
}

function shown(request: ApiRequest, { token, failures: _failures, ...job }: Job): JsonObject {
  if (job.type !== 'users_export') return job;
  const suffix = job.format === 'csv' ? 'csv.gz' : 'json.gz';
  return {
    ...job,
    percentage_done: 100,
    location: `${request.baseUrl}/api/v2/job-results/${job.id}.${suffix}?token=${token}`,
  };
}

function verificationEmail(request: ApiRequest): Answer {
  const { tenant, baseUrl } = request;
  const body = bodyObject(request);
  const user = existingUser(request, String(body.user_id));
  if (user.email === undefined) throw badRequest('The user has no email address.', 'invalid_body');
  const client = tenant.store.collection<Client>('clients').get(String(body.client_id ?? ''));
  sendVerificationEmail(tenant, user, { baseUrl, ...(client === undefined ? {} : { client }) });
  const job = start(request, { type: 'verification_email' });
  logEvent(tenant, 'svr', { user_id: user.user_id, details: { body: { job_id: job.id } } });
  return created({ ...job, status: 'pending' });
}

function usersExport(request: ApiRequest): Answer {
  const { connection_id: connectionId, format = 'json', limit, fields } = bodyObject(request);
  if (format !== 'json' && format !== 'csv') {
    throw badRequest("Payload validation error: 'No enum match' on property format (json or csv).");
  }
  const connection =
    connectionId === undefined
      ? undefined
      : request.tenant.store.collection('connections').get(String(connectionId));
  if (connectionId !== undefined && connection === undefined) {
    throw badRequest('The connection does not exist.', 'inexistent_connection');
  }
  const job = start(request, {
    type: 'users_export',
    format,
    ...(connection === undefined ? {} : { connection_id: connectionId, connection: connection.name }),
    ...(limit === undefined ? {} : { limit }),
    ...(fields === undefined ? {} : { fields }),
    token: alphanumeric(43),
  });
  const { token: _token, ...answer } = job;
  return ok({ ...answer, status: 'pending' });
}

/** Auth0 answers 202 at once; `GET /jobs/:id` then holds the counts, `/errors` the users that were refused. */
async function usersImport(request: ApiRequest): Promise<Answer> {
  const { connection_id: connectionId, external_id: externalId } = bodyObject(request);
  const { failures, summary } = await importUsers(request, bodyObject(request));
  const {
    failures: _failures,
    summary: _summary,
    ...job
  } = start(request, {
    type: 'users_import',
    connection_id: connectionId,
    connection: request.tenant.store.collection('connections').get(String(connectionId))?.name,
    ...(externalId === undefined ? {} : { external_id: externalId }),
    summary,
    failures,
  });
  return { status: 202, body: { ...job, status: 'pending' } };
}
