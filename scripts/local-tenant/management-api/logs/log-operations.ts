import type { JsonObject, LogEntry } from '../../store';
import { notFound } from '../api-error';
import { type Operation, ok } from '../operation';
import { classicPage, pickFields } from '../paging';
import { parseSearchQuery } from '../users/search-query';

/** The tenant log, what Actions did, and the counts made from it. */
export const LOG_OPERATIONS: readonly Operation[] = [
  {
    method: 'GET',
    path: '/logs',
    scopes: ['read:logs', 'read:logs_users'],
    handle({ tenant, query }) {
      const logs = tenant.store.collection<LogEntry>('logs');
      // By checkpoint the oldest come first, otherwise the newest (deploy-monitor/logs/retrieve-log-events-using-mgmt-api).
      if (query.from !== undefined) {
        const take = Math.min(Number(query.take ?? 50), 100);
        const later = logs.list().filter(({ log_id: id }) => id > (query.from ?? ''));
        return ok(later.slice(0, take).map((entry) => pickFields(entry, query)));
      }
      const search = query.search ?? query.q ?? '';
      const matches = search === '' ? () => true : parseSearchQuery(search);
      const ascending = query.sort === 'date:1';
      const found = logs.list().filter(matches);
      const ordered = ascending ? found : found.reverse();
      const answer = classicPage(
        ordered.map((entry) => pickFields(entry, query)),
        { ...query, take: undefined } as never,
        'logs',
      );
      return ok(Array.isArray(answer) ? answer : { ...answer, length: (answer.logs as unknown[]).length });
    },
  },
  {
    method: 'GET',
    path: '/logs/:id',
    scopes: ['read:logs', 'read:logs_users'],
    handle({ tenant, params }) {
      const entry = tenant.store.collection<LogEntry>('logs').get(params.id ?? '');
      if (entry === undefined) throw notFound('The log does not exist.', 'inexistent_log');
      return ok(entry);
    },
  },
  {
    method: 'GET',
    path: '/actions/executions/:id',
    scopes: ['read:actions'],
    handle({ tenant, params }) {
      const execution = tenant.store.collection('action-executions').get(params.id ?? '');
      if (execution === undefined) throw notFound('That execution does not exist.');
      return ok(execution);
    },
  },
  {
    method: 'GET',
    path: '/stats/active-users',
    scopes: ['read:stats'],
    handle({ tenant }) {
      const since = new Date(tenant.now().getTime() - 30 * 86_400_000).toISOString();
      const users = tenant.store.collection('users').list();
      return ok(users.filter(({ last_login: last }) => typeof last === 'string' && last >= since).length);
    },
  },
  {
    method: 'GET',
    path: '/stats/daily',
    scopes: ['read:stats'],
    handle({ tenant, query }) {
      const days = new Map<string, JsonObject>();
      for (const { date, type } of tenant.store.collection<LogEntry>('logs').list()) {
        const day = date.slice(0, 10);
        const digits = day.replaceAll('-', '');
        if (digits < (query.from ?? '') || digits > (query.to ?? '99999999')) continue;
        const count = days.get(day) ?? {
          date: `${day}T00:00:00.000Z`,
          logins: 0,
          signups: 0,
          leaked_passwords: 0,
          created_at: `${day}T00:00:00.000Z`,
          updated_at: `${day}T00:00:00.000Z`,
        };
        if (type === 's') count.logins = Number(count.logins) + 1;
        if (type === 'ss') count.signups = Number(count.signups) + 1;
        days.set(day, count);
      }
      return ok([...days.values()]);
    },
  },
];
