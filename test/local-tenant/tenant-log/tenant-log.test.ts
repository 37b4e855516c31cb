import type { LogEntry } from '../../../scripts/local-tenant/store';
import { logEvent } from '../../../scripts/local-tenant/tenant-log';
import { behaves } from '../../support/fidelity';
import { createLoginTenant, type LoginTenant } from '../authentication-api/login-tenant';

describe('the tenant log', () => {
  let login: LoginTenant;
  beforeEach(() => {
    login = createLoginTenant();
  });
  afterEach(() => login.close());

  it('has entries in the Management API’s shape, with ids that ascend', () => {
    const entries = Array.from({ length: 50 }, () =>
      logEvent(login.tenant, 's', { client_id: 'spa', ip: '127.0.0.1' }),
    );
    expect(entries[0]).toMatchObject({
      _id: entries[0]?.log_id,
      type: 's',
      date: expect.stringMatching(/Z$/),
      client_id: 'spa',
      tenant_name: 'test',
      isMobile: false,
      $event_schema: { version: '1.0.0' },
    });
    const ids = entries.map((entry) => entry.log_id);
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
    expect(entries[0]).not.toHaveProperty('user_id');
  });

  it('keeps the newest entries only, so that a long run stays small', () => {
    for (let index = 0; index < 5_300; index += 1)
      logEvent(login.tenant, 's', { description: String(index) });
    const logs = login.tenant.store.collection<LogEntry>('logs');
    expect(logs.count()).toBeLessThanOrEqual(5_100);
    expect(logs.newest(1)[0]?.description).toBe('5299');
  });

  behaves('Logs of what cannot fail or does not exist here are never written', {
    source: 'docs: deploy-monitor/logs/log-event-type-codes',
    status: 'differs',
    note: 'fvr, fdu, cls, mgmt_api_read, forms_submission_failed, flows_execution_completed and _failed, depnote.',
  });
});
