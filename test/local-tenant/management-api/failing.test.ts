import type { Fault } from '../../../scripts/local-tenant/management-api';
import { behaves } from '../../support/fidelity';
import { testApi } from './api';

describe('rate limits', () => {
  behaves(
    'off by default; the free profile lets two requests through at once, two more each second',
    {
      source: 'docs: troubleshoot/customer-support/operational-policies/rate-limit-policy',
      status: 'supported',
    },
    async () => {
      const unlimited = await testApi().get('/roles');
      expect(unlimited.headers.get('x-ratelimit-limit')).toBe('100000');
      expect(unlimited.headers.get('x-ratelimit-remaining')).toBe('99999');
      const api = testApi({ rateLimits: 'free' });
      const first = await api.get('/roles');
      expect(first.headers.get('x-ratelimit-limit')).toBe('2');
      expect(first.headers.get('x-ratelimit-remaining')).toBe('1');
      await api.get('/roles');
      const refused = await api.get('/roles');
      expect([refused.status, refused.body.errorCode]).toEqual([429, 'too_many_requests']);
      expect(refused.headers.get('retry-after')).toBe('1');
      const now = api.tenant.now().getTime() / 1000;
      expect(Number(refused.headers.get('x-ratelimit-reset'))).toBeGreaterThan(now);
      api.wait(500);
      expect((await api.get('/roles')).status).toBe(200);
      expect((await api.get('/roles')).status).toBe(429);
      expect((await api.get('/email-templates/verify_email')).status).toBe(404);
    },
  );

  behaves(
    'the enterprise profile lets 50 through at once and counts prompt partials apart',
    {
      source: 'docs: troubleshoot/customer-support/operational-policies/rate-limit-policy',
      status: 'supported',
    },
    async () => {
      const api = testApi({ rateLimits: 'enterprise' });
      for (let count = 0; count < 5; count += 1) await api.get('/prompts/signup/partials');
      expect((await api.get('/prompts/login/partials')).status).toBe(429);
      expect((await api.get('/roles')).headers.get('x-ratelimit-remaining')).toBe('49');
    },
  );
});

describe('faults on request', () => {
  it('answers instead of working, after so many requests and so many times', async () => {
    const hits: string[] = [];
    const fault: Fault = {
      method: 'POST',
      path: '/roles',
      after: 1,
      times: 2,
      status: 503,
      headers: { 'retry-after': '1' },
      onHit: ({ method, path }) => hits.push(`${method} ${path}`),
    };
    const api = testApi({ faults: [fault] });
    const statuses = [];
    for (const name of ['a', 'b', 'c', 'd']) statuses.push((await api.post('/roles', { name })).status);
    expect(statuses).toEqual([200, 503, 503, 200]);
    expect(hits).toEqual(['POST /roles', 'POST /roles']);
    expect((await api.get('/roles')).body.map(({ name }: { name: string }) => name)).toEqual(['a', 'd']);
  });

  it('cuts the connection before or after the work, wherever the path matches', async () => {
    const faults: Fault[] = [];
    const api = testApi({ faults });
    const { body: role } = await api.post('/roles', { name: 'a' });
    faults.push({ path: `/roles/${role.id}`, method: 'PATCH', cut: 'before' });
    await expect(api.patch(`/roles/${role.id}`, { name: 'b' })).rejects.toThrow('the connection was cut');
    expect((await api.get('/roles')).body[0].name).toBe('a');
    faults.push({ path: '/roles/:id', method: 'PATCH', cut: 'after' });
    await expect(api.patch(`/roles/${role.id}`, { name: 'b' })).rejects.toThrow('the connection was cut');
    expect((await api.get('/roles')).body[0].name).toBe('b');
  });
});
