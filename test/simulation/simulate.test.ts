import { createActionsRuntime } from '../../scripts/local-tenant/actions-runtime';
import { PROJECT_ROOT } from '../../scripts/project-root';
import {
  closeSimulations,
  type ScenarioInput,
  type SimulationResult,
  simulate,
} from '../../scripts/simulation';

const NOW = '2026-07-15T12:00:00.000Z';
const SECRET = '0123456789abcdef0123456789abcdef';
const REDIRECT = {
  terms: {
    prompt: { kind: 'redirect', url: 'https://consent.example.com/terms', secret: 'CONSENT', ttl: '5m' },
  },
};
const ACCEPT = { form: { fields: { terms: true } } };

const run = (scenario: ScenarioInput) => simulate({ now: NOW, ...scenario }, { root: PROJECT_ROOT });

function actionNamed(result: SimulationResult, name: string, handler = 'onExecutePostLogin') {
  return result.actions.find((action) => action.name === name && action.handler === handler);
}

afterAll(closeSimulations);

describe('simulating a login', () => {
  it('runs the bound Actions in order through the built bundles and stops where they prompt', async () => {
    const result = await run({});

    expect(result.outcome).toBe('prompt');
    expect(result.actions.map((action) => action.name)).toEqual(['require-verified-email', 'require-terms']);
    expect(result.prompt).toMatchObject({
      id: expect.stringMatching(/^ap_/),
      vars: { documents: { terms: {} } },
    });
    expect(result).not.toHaveProperty('idToken');
    expect(result).not.toHaveProperty('redirect');
  });

  it('resumes the Action that prompted, stores what it writes and issues claims', async () => {
    const result = await run({ resume: [ACCEPT] });

    expect(result.outcome).toBe('allow');
    expect(result.user.app_metadata.gatehouse_terms).toMatchObject({
      state: 'accepted',
      sequence: 2,
      at: NOW,
    });
    expect(actionNamed(result, 'require-terms', 'onContinuePostLogin')?.commands).toMatchObject([
      { type: 'user.setAppMetadata', key: 'gatehouse_terms' },
    ]);
    expect(result.idToken).toMatchObject({ 'https://gatehouse.example.com/status': { terms: { terms: 2 } } });
    expect(result.accessToken).toEqual({});
    expect(result).not.toHaveProperty('prompt');
  });

  it('denies with the reason code and the description that the app sees', async () => {
    const result = await run({ event: { user: { email_verified: false } } });

    expect(result).toMatchObject({ outcome: 'deny', reason: 'email_unverified' });
    expect(result.description).toMatch(/^email_unverified: ./);
  });

  it('answers a silent login that needs a person with interaction_required', async () => {
    const result = await run({ event: { request: { query: { prompt: 'none' } } } });

    expect(result.outcome).toBe('interaction_required');
  });

  it('decides by the clock of the scenario, and of the leg where it has one', async () => {
    const before = await run({ now: '2026-02-01T00:00:00Z', resume: [ACCEPT] });
    const later = await run({ resume: [{ ...ACCEPT, now: '2026-07-15T12:34:56Z' }] });

    expect(before.user.app_metadata.gatehouse_terms).toMatchObject({ sequence: 1 });
    expect(later.user.app_metadata.gatehouse_terms).toMatchObject({ at: '2026-07-15T12:34:56.000Z' });
  });

  it('lays the policy of the scenario over that of the environment', async () => {
    const off = await run({ policy: { terms: { mode: 'off' } } });
    const production = await run({ environment: 'production', event: { user: { email_verified: false } } });

    expect(off.outcome).toBe('allow');
    expect(production.outcome).toBe('allow');
  });

  it('takes an empty answer where /continue was opened by hand', async () => {
    const result = await run({ resume: [{}] });

    expect(result).toMatchObject({ outcome: 'deny', reason: 'terms_required' });
  });

  it('lets a leg change the event: what is stored meanwhile counts', async () => {
    const accepted = await run({ resume: [ACCEPT] });
    const result = await run({
      resume: [{ event: { user: { app_metadata: accepted.user.app_metadata } } }],
    });

    expect(result.outcome).toBe('allow');
    expect(result.user.app_metadata).toEqual(accepted.user.app_metadata);
  });

  it('does not use legs after one that did not suspend', async () => {
    const result = await run({ resume: [ACCEPT, { form: { fields: { declined: true } } }] });

    expect(result.outcome).toBe('allow');
  });

  it('signs a return token from claims, with the right state', async () => {
    const shown = { label: '2026-07-01', sequence: 2, locale: 'en' };
    const first = await run({ policy: REDIRECT, secrets: { CONSENT: SECRET } });
    const [, payload = ''] =
      new URL(first.redirect?.url ?? '').searchParams.get('session_token')?.split('.') ?? [];
    const { vars } = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const claims = { fields: { terms: true }, vars };
    const resume = (leg: object) =>
      run({ policy: REDIRECT, secrets: { CONSENT: SECRET }, resume: [{ redirect: leg }] });

    const good = await resume({ claims });
    const otherState = await resume({ claims: { ...claims, state: 'forged' } });
    const forged = await resume({ body: { session_token: 'a.b.c' } });

    expect(first.outcome).toBe('redirect');
    expect(vars.documents.terms).toMatchObject(shown);
    expect(good.outcome).toBe('allow');
    expect(good.user.app_metadata.gatehouse_terms).toMatchObject({ method: 'redirect' });
    expect(otherState.outcome).toBe('deny');
    expect(forged.outcome).toBe('deny');
  });

  it('derives identities from the final user_id and connection', async () => {
    const event = {
      user: { user_id: 'waad|abc', email_verified: true },
      connection: { name: 'acme-corp', strategy: 'waad' },
    };
    const enterprise = await run({ event });
    const trusted = await run({
      event,
      policy: { email: { trust: { connections: { 'acme-corp': 'flag' } } } },
    });

    expect(enterprise).toMatchObject({ outcome: 'deny', reason: 'email_unverified' });
    expect(trusted.outcome).toBe('prompt');
  });

  it('removes with null and replaces lists', async () => {
    const result = await run({
      event: { user: { email: null }, transaction: { requested_scopes: ['openid'] } },
      resume: [ACCEPT],
    });

    expect(result).toMatchObject({ outcome: 'deny', reason: 'email_missing' });
  });

  it('gives the same result for the same scenario, but for receipts and durations', async () => {
    const stable = (result: SimulationResult) =>
      JSON.stringify(result)
        .replace(/"(receipt|durationMs)":("[^"]*"|[\d.]+)/g, '')
        .replace(/\\"ms\\":[\d.]+/g, '');

    const [first, second] = [await run({ resume: [ACCEPT] }), await run({ resume: [ACCEPT] })];

    expect(stable(first)).toBe(stable(second));
  });
});

describe('simulating a sign-up', () => {
  const signup = (scenario: ScenarioInput = {}) =>
    run({
      trigger: 'pre-user-registration',
      event: { request: { body: { 'ulp-terms': '2026-07-01' } } },
      ...scenario,
    });

  it('stores what the Actions write', async () => {
    const result = await signup();

    expect(result.outcome).toBe('allow');
    expect(result.user.app_metadata.gatehouse_terms).toMatchObject({ method: 'signup', label: '2026-07-01' });
    expect(result).not.toHaveProperty('idToken');
  });

  it('shows a validation error as a denial, and stores nothing', async () => {
    const result = await signup({ event: {} });

    expect(result).toMatchObject({ outcome: 'deny', reason: 'terms_required' });
    expect(result.validationErrors).toEqual([{ code: 'terms_required', message: expect.any(String) }]);
    expect(result.user).toEqual({ app_metadata: {}, user_metadata: {} });
  });
});

describe('a scenario that is refused', () => {
  const refusal = async (scenario: unknown) => {
    try {
      await simulate(scenario as ScenarioInput, { root: PROJECT_ROOT });
    } catch (error) {
      return error as Error & { code?: string };
    }
    throw new Error('it was not refused');
  };

  it('names every mistake in the scenario at once', async () => {
    const error = await refusal({ now: 'yesterday', polcy: {}, resume: [{ form: {}, redirect: {} }] });

    expect(error.code).toBe('SCENARIO_REFUSED');
    expect(error.message).toContain('polcy');
    expect(error.message).toContain('2026-07-15T12:00:00Z');
    expect(error.message).toContain('takes one of: form, redirect');
  });

  it('names mistakes in the policy and in the environment', async () => {
    expect((await refusal({ policy: { email: { grase: '1h' } } })).message).toContain('grase');
    expect((await refusal({ environment: 'stagging' })).message).toContain('staging');
  });

  it('takes no clock without a zone', async () => {
    expect((await refusal({ now: '2026-07-15T12:00:00' })).message).toContain('with a zone');
  });
});

it('says so where no Action can be run at all', async () => {
  const runtime = createActionsRuntime({ node: '/no/such/node' });

  await expect(simulate({}, { root: PROJECT_ROOT, runtime })).rejects.toMatchObject({
    code: 'RUNTIME_UNAVAILABLE',
    message: expect.stringContaining('/no/such/node'),
  });
  await runtime.close();
});
