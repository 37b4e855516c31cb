import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { regressions } from './pass-list';
import { type Report, replay } from './replay';

const ROLE = { id: 'rol_AAAAAAAAAAAAAAAA', name: 'Reader', description: 'reads', type: 'tenant' };
const MADE = { id: 'rol_BBBBBBBBBBBBBBBB', name: 'Writer', description: 'writes', type: 'tenant' };
const LIST = { start: 0, limit: 100, total: 1 };

/** What a well-behaved tenant answers to somebody who lists, creates, changes and deletes roles. */
const HONEST = [
  interaction('GET', '/roles?per_page=100&page=0&include_totals=true', '', 200, { roles: [ROLE], ...LIST }),
  interaction('POST', '/roles', { name: 'Writer', description: 'writes' }, 200, MADE),
  interaction('PATCH', `/roles/${MADE.id}`, { description: 'more' }, 200, { ...MADE, description: 'more' }),
  interaction('DELETE', `/roles/${ROLE.id}`, '', 200, {}),
  interaction('GET', '/emails/provider', '', 404, {
    statusCode: 404,
    error: 'Not Found',
    message: 'There is not a configured email provider',
    errorCode: 'inexistent_email_provider',
  }),
];

function interaction(method: string, path: string, body: unknown, status: number, response: unknown) {
  return { scope: 'https://acme.example:443', method, path: `/api/v2${path}`, body, status, response };
}

async function replayed(...interactions: object[]): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-recordings-'));
  try {
    writeFileSync(join(folder, 'made-up.json'), JSON.stringify(interactions));
    writeFileSync(join(folder, 'other.json'), '{"not": "a recording"}');
    return await replay(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('the replay', () => {
  it('starts from what the recording saw, and follows ids that the local tenant makes', async () => {
    const report = await replayed(...HONEST);
    expect(report).toMatchObject({
      total: 5,
      passed: 5,
      files: [{ name: 'made-up.json', total: 5, passed: 5 }],
    });
    expect(report.templates['PATCH /roles/:id 200']).toEqual({ total: 1, passed: 1, differences: [] });
  });

  it('names a wrong status, a missing key, another type, a missing member and another value', async () => {
    const [list, create] = HONEST;
    const report = await replayed(
      { ...list, response: { roles: [{ ...ROLE, colour: 'red' }], ...LIST, next: 7 } },
      { ...create, status: 201 },
      interaction('GET', '/roles?include_totals=true', '', 200, { roles: [{ name: 'Nobody' }], ...LIST }),
      interaction('GET', '/prompts', '', 200, { identifier_first: 'yes' }),
      interaction('PATCH', '/prompts', { identifier_first: true }, 200, { identifier_first: true }),
    );
    expect(report.templates['GET /roles 200']?.differences).toEqual([
      'made-up.json #0: response.next: missing',
      'made-up.json #2: response.roles[0]: missing',
    ]);
    expect(report.templates['POST /roles 201']?.differences[0]).toContain('status 201 expected, 200 found');
    expect(report.passed).toBe(2);
  });

  it('withholds the scopes that the recorded client lacked', async () => {
    const refusal = {
      statusCode: 403,
      error: 'Forbidden',
      message: 'Insufficient scope, expected any of: read:rate_limit_policies',
      errorCode: 'insufficient_scope',
    };
    const report = await replayed(interaction('GET', '/rate-limit-policies?take=50', '', 403, refusal));
    expect(report.passed).toBe(1);
  });

  it('puts a list back that came page by page, and one that was written before anybody read it', async () => {
    const id = 'org_AAAAAAAAAAAAAAAA';
    const link = {
      connection_id: 'con_AAAAAAAAAAAAAAAA',
      assign_membership_on_login: true,
      show_as_button: true,
      is_signup_enabled: false,
    };
    const page = (number: number, connections: object[]) =>
      interaction(
        'GET',
        `/organizations/${id}/connections?page=${number}&per_page=50&include_totals=true`,
        '',
        200,
        { connections, start: number * 50, limit: 50, total: 1 },
      );
    const changed = { ...link, show_as_button: false };
    const report = await replayed(
      interaction('GET', '/organizations?include_totals=true&take=50', '', 200, {
        organizations: [{ id, name: 'acme' }],
      }),
      page(0, [link]),
      page(1, []),
      interaction(
        'PATCH',
        `/organizations/${id}/connections/${link.connection_id}`,
        { show_as_button: false },
        200,
        changed,
      ),
      interaction('PUT', '/guardian/policies', [], 200, []),
      interaction('GET', '/guardian/policies', '', 200, []),
    );
    expect(Object.values(report.templates).flatMap(({ differences }) => differences)).toEqual([]);
    expect(report.passed).toBe(6);
  });

  it('finds nothing where there is no folder', async () => {
    expect(await replay('/no/such/folder')).toMatchObject({ total: 0, passed: 0 });
  });
});

describe('the pass list', () => {
  it('reports what passes less often than before, and nothing else', async () => {
    const report = await replayed(...HONEST.slice(0, 2), { ...HONEST[3], status: 204, response: '' });
    expect(
      regressions(report, { 'GET /roles 200': 31, 'DELETE /roles/:id 204': 1, 'GET /clients 200': 9 }),
    ).toEqual([expect.stringMatching(/^DELETE \/roles\/:id 204: 0 of 1, 1 before\n/)]);
  });
});
