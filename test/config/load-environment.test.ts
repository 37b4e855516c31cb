import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REASON_CODES } from '../../actions/policy/decision';
import {
  adviseOn,
  type EnvironmentConfig,
  environmentNames,
  type LoadOptions,
  loadEnvironment,
  localFormId,
  renderDiagnostics,
} from '../../scripts/config';
import { SIGNUP_CODES } from '../../scripts/config/default-messages';
import { policyJsonSchema, policyReference } from '../../scripts/config/policy-reference';
import { PROJECT_ROOT } from '../../scripts/project-root';
import { copyProject, type ProjectCopy } from './project-copy';

async function load(options: Partial<LoadOptions> = {}): Promise<EnvironmentConfig> {
  const result = await loadEnvironment({ root: PROJECT_ROOT, environment: 'local', ...options });
  if (!result.ok) throw new Error(renderDiagnostics(result.diagnostics, PROJECT_ROOT));
  return result.config;
}

async function withCopy<T>(work: (project: ProjectCopy) => Promise<T>): Promise<T> {
  const project = copyProject();
  try {
    return await work(project);
  } finally {
    project.remove();
  }
}

describe('the environments as they are shipped', () => {
  test('all load without an error', async () => {
    expect(environmentNames(PROJECT_ROOT)).toEqual(['local', 'dev', 'staging', 'production']);
    for (const environment of environmentNames(PROJECT_ROOT)) await load({ environment });
  });

  test('local gives no grace for an unverified email', async () => {
    expect((await load()).policy.email.graceSeconds).toBe(0);
    expect((await load({ environment: 'dev' })).policy.email.graceSeconds).toBe(86_400);
  });

  test('production only reports, in every rule', async () => {
    const { email, terms, signup, profile } = (await load({ environment: 'production' })).policy;
    expect([email.mode, terms.mode, signup.mode, profile.mode]).toEqual([
      'report',
      'report',
      'report',
      'report',
    ]);
  });
});

describe('a policy that says nothing but its namespace', () => {
  const bare = () =>
    withCopy(async (project) => {
      project.write('tenant/policy.yaml', 'claims: { namespace: https://acme.example/ }\n');
      project.write(
        'tenant/environments/local.yaml',
        'domain: localhost:4443\nkeywords: { TENANT_NAME: x, TERMS_LABEL: x, TERMS_URL_DE: x, TERMS_URL_EN: x }\n',
      );
      return load({ root: project.root });
    });

  test('gets the defaults of the reference', async () => {
    const { policy } = await bare();
    expect(policy).toMatchObject({
      defaultLocale: 'en',
      claims: { namespace: 'https://acme.example', idToken: true, accessTokenAudiences: [] },
      email: {
        mode: 'enforce',
        graceSeconds: 86_400,
        missing: 'deny',
        resend: null,
        trust: {
          connections: {},
          strategies: {
            auth0: 'flag',
            email: 'always',
            sms: 'exempt',
            'google-oauth2': 'flag',
            apple: 'flag',
            waad: 'never',
            adfs: 'never',
            samlp: 'never',
            oidc: 'never',
            '*': 'flag',
          },
        },
      },
      terms: {
        mode: 'enforce',
        prompt: { kind: 'form', form: 'accept-terms', formId: localFormId('accept-terms') },
        nonInteractive: 'deny',
        legacy: { createdBefore: null, graceUntil: null },
        rollout: { percent: 100, salt: '' },
        exemptClients: [],
        documents: [],
      },
      signup: {
        mode: 'enforce',
        blockedDomains: [],
        blockDisposable: true,
        rejectLinksInNames: true,
        minimumAge: null,
      },
      profile: {
        mode: 'enforce',
        claims: [
          'name',
          'given_name',
          'family_name',
          'locale',
          'zoneinfo',
          'phone_number',
          'picture',
          'updated_at',
        ],
        preferences: ['language', 'accessibility'],
        links: ['crm_id'],
      },
    });
  });

  test('has a message for every code in English and German, short enough for the sign-up page', async () => {
    const { messages } = (await bare()).policy;
    expect(Object.keys(messages)).toEqual(['de', 'en']);
    for (const texts of Object.values(messages)) {
      expect(Object.keys(texts).sort()).toEqual([...REASON_CODES].sort());
      for (const text of Object.values(texts)) expect([...text].length).toBeLessThanOrEqual(100);
    }
  });
});

describe('every key of the policy can be written', () => {
  test('as in the documentation’s full example', async () => {
    await withCopy(async (project) => {
      project.write('tenant/policy.yaml', FULL_POLICY);
      const { policy } = await load({ root: project.root });
      expect(policy.email.resend).toEqual({ everyMinutes: 10, perDay: 5 });
      expect(policy.terms.documents[0]?.versions[0]).toEqual({
        sequence: 1,
        label: '2026-07-01',
        effective: '2026-07-01T00:00:00.000Z',
        graceUntil: '2026-07-31T00:00:00.000Z',
        material: true,
        texts: {
          en: { url: 'https://example.com/terms', sha256: hashOf('tenant/documents/terms/2026-07-01.en.md') },
        },
      });
      expect(policy.signup.minimumAge).toEqual({
        field: 'ulp-birth-year',
        default: 16,
        byCountry: { DE: 16, AT: 14 },
      });
      expect(policy.messages.en?.email_unverified).toBe('Confirm your address.');
    });
  });
});

const FULL_POLICY = `
mode: enforce
defaultLocale: en
claims:
  namespace: https://gatehouse.example.com
  idToken: true
  accessTokenAudiences: []
messages: { en: { email_unverified: "Confirm your address." } }
email:
  mode: enforce
  grace: 24h
  missing: deny
  resend: { everyMinutes: 10, perDay: 5 }
  trust:
    connections: { acme-waad: always }
    strategies: { auth0: flag, email: always, sms: exempt, google-oauth2: flag, apple: flag, waad: never, adfs: never, samlp: never, oidc: never, "*": flag }
terms:
  mode: enforce
  prompt: { kind: redirect, url: "https://terms.example.com/accept", secret: TERMS_KEY, ttl: 5m }
  nonInteractive: deny
  legacy: { createdBefore: 2026-07-01T00:00:00Z, graceUntil: 2026-08-01T00:00:00Z }
  rollout: { percent: 100, salt: "" }
  exemptClients: [portal]
  documents:
    - id: terms
      kind: contract
      signupField: ulp-terms
      appliesTo: { clients: ["*"], connections: ["*"], organizations: ["*"], countries: ["*"] }
      versions:
        - { sequence: 1, label: "2026-07-01", effective: 2026-07-01T00:00:00Z, graceUntil: 2026-07-31T00:00:00Z, material: true, texts: { en: { file: documents/terms/2026-07-01.en.md, url: https://example.com/terms, sha256: ${hashOf('tenant/documents/terms/2026-07-01.en.md')} } } }
    - { id: news, kind: consent, versions: [{ sequence: 1, label: a, effective: 2026-01-01T00:00:00Z, texts: { en: { file: documents/terms/2026-07-01.en.md, url: https://example.com/news }, de: { file: documents/terms/2026-07-01.de.md, url: https://example.com/news } } }] }
signup:
  mode: enforce
  blockedDomains: [Bücher.example]
  blockDisposable: true
  rejectLinksInNames: true
  minimumAge: { field: ulp-birth-year, default: 16, byCountry: { DE: 16, AT: 14 } }
profile:
  mode: enforce
  claims: [name, given_name, family_name, locale, zoneinfo, phone_number, picture, updated_at]
  preferences: [language, accessibility]
  links: [crm_id]
`;

function hashOf(path: string): string {
  return createHash('sha256')
    .update(readFileSync(join(PROJECT_ROOT, path)))
    .digest('hex');
}

describe('an override', () => {
  const overridden = async (policyOverride: unknown) => (await load({ policyOverride })).policy;

  test('merges objects', async () => {
    const { email } = await overridden({
      email: { trust: { connections: { acme: 'always' }, strategies: { waad: 'flag' } } },
    });
    expect(email.trust.connections).toEqual({ acme: 'always' });
    expect(email.trust.strategies).toMatchObject({ waad: 'flag', adfs: 'never', '*': 'flag' });
    expect(email.missing).toBe('deny');
  });

  test('replaces lists', async () => {
    const { profile, terms } = await overridden({ profile: { claims: ['name'] }, terms: { documents: [] } });
    expect(profile.claims).toEqual(['name']);
    expect(terms.documents).toEqual([]);
  });

  test('replaces an object whose kind changes', async () => {
    const { terms } = await overridden({
      terms: { prompt: { kind: 'redirect', url: 'https://terms.example.com' } },
    });
    expect(terms.prompt).toEqual({
      kind: 'redirect',
      url: 'https://terms.example.com',
      secret: 'TERMS_SIGNING_KEY',
      ttlSeconds: 300,
      surface: 'redirect',
    });
  });

  test('keeps the rest of an object whose kind stays', async () => {
    const { terms } = await overridden({ terms: { prompt: { kind: 'form' } } });
    expect(terms.prompt).toMatchObject({ kind: 'form', form: 'accept-terms' });
  });

  test('takes a key away with null, so that its default applies', async () => {
    const { email } = await overridden({ email: { grace: null } });
    expect(email.graceSeconds).toBe(86_400);
  });

  test('comes after the environment’s own', async () => {
    expect((await overridden({ email: { grace: '2d' } })).email.graceSeconds).toBe(172_800);
  });

  test('cannot lift an environment’s ceiling', async () => {
    const { policy } = await load({ environment: 'production', policyOverride: { mode: 'enforce' } });
    expect(policy.terms.mode).toBe('report');
  });

  test.each([
    [{ mode: 'off', email: { mode: 'enforce' } }, 'off'],
    [{ mode: 'enforce', email: { mode: 'report' } }, 'report'],
    [{ mode: 'report', email: { mode: 'off' } }, 'off'],
  ])('leaves the lowest mode: %j → %s', async (policyOverride, mode) => {
    expect((await overridden(policyOverride)).email.mode).toBe(mode);
  });

  test('is validated like the files', async () => {
    const result = await loadEnvironment({
      root: PROJECT_ROOT,
      environment: 'local',
      policyOverride: { email: { grace: 'soon' }, terms: { documents: [{ id: 'exp' }] } },
    });
    expect(result.diagnostics.map((diagnostic) => diagnostic.code).sort()).toEqual([
      'CONFIG_BAD_DURATION',
      'CONFIG_MISSING_KEY',
      'CONFIG_MISSING_KEY',
      'CONFIG_RESERVED_DOCUMENT_ID',
    ]);
  });

  test('from a file is shown with that file’s line', async () => {
    await withCopy(async (project) => {
      project.write('scenario.yaml', 'environment: local\npolicy:\n  email: { grase: 1h }\n');
      const result = await loadEnvironment({
        root: project.root,
        environment: 'local',
        policyOverride: { email: { grase: '1h' } },
        policyOverrideFile: 'scenario.yaml',
      });
      expect(result.diagnostics).toEqual([
        expect.objectContaining({ code: 'CONFIG_UNKNOWN_KEY', file: 'scenario.yaml', line: 3 }),
      ]);
    });
  });
});

describe('what the Actions get', () => {
  test('changes its hash with the policy and with nothing else', async () => {
    const [first, second] = [await load(), await load()];
    expect(second.policySha256).toBe(first.policySha256);
    const other = await load({ policyOverride: { email: { grace: '1h' } } });
    expect(other.policySha256).not.toBe(first.policySha256);
  });

  test('names the form’s file in the surface', async () => {
    const surfaceOf = async (root: string) => {
      const { prompt } = (await load({ root })).policy.terms;
      return prompt.kind === 'form' ? prompt.surface : '';
    };
    const before = await surfaceOf(PROJECT_ROOT);
    expect(before).toMatch(/^accept-terms@[0-9a-f]{8}$/);
    await withCopy(async (project) => {
      project.edit('tenant/forms/accept-terms.json', 'I accept the terms.', 'I agree to the terms.');
      expect(await surfaceOf(project.root)).not.toBe(before);
    });
  });

  test('has times in UTC, whatever zone they were written in', async () => {
    const { terms } = (
      await load({
        policyOverride: {
          terms: {
            legacy: { createdBefore: '2026-07-01T02:00:00+02:00', graceUntil: '2026-08-01T00:00:00.5Z' },
          },
        },
      })
    ).policy;
    expect(terms.legacy).toEqual({
      createdBefore: '2026-07-01T00:00:00.000Z',
      graceUntil: '2026-08-01T00:00:00.500Z',
    });
  });

  test('has sign-up messages of at most 100 characters, and never tells anybody there to log in', async () => {
    const { messages, signupMessages } = (await load()).policy;
    expect(Object.keys(signupMessages)).toEqual(['de', 'en']);
    for (const [locale, texts] of Object.entries(signupMessages)) {
      for (const text of SIGNUP_CODES.map((code) => texts[code] ?? '')) {
        expect(text).not.toBe('');
        expect([...text].length).toBeLessThanOrEqual(100);
      }
      expect(texts.terms_changed).not.toBe(messages[locale]?.terms_changed);
    }
  });

  test('has blocked domains in the form in which they are compared', async () => {
    const { signup } = (await load({ policyOverride: { signup: { blockedDomains: ['BÜCHER.example'] } } }))
      .policy;
    expect(signup.blockedDomains).toEqual(['xn--bcher-kva.example']);
  });

  test('shows on the sign-up page the version that is effective at that time', async () => {
    expect((await load({ now: new Date('2026-06-30T23:59:59Z') })).keywords.TERMS_LABEL).toBe('2026-01-01');
    expect((await load({ now: new Date('2026-07-01T00:00:00Z') })).keywords.TERMS_LABEL).toBe('2026-07-01');
    expect((await load({ now: new Date('2025-01-01T00:00:00Z') })).keywords.TERMS_LABEL).toBe('');
  });
});

describe('form ids', () => {
  test('follow from the name for the local tenant', async () => {
    expect(localFormId('accept-terms')).toMatch(/^ap_[0-9A-Za-z]{22}$/);
    expect(localFormId('accept-terms')).not.toBe(localFormId('accept-privacy'));
    expect((await load()).forms).toEqual({ 'accept-terms': localFormId('accept-terms') });
  });

  test('are warned of where the tenant’s is not known yet', async () => {
    const result = await loadEnvironment({ root: PROJECT_ROOT, environment: 'dev' });
    expect(result).toMatchObject({
      ok: true,
      diagnostics: [{ severity: 'warning', code: 'CONFIG_FORM_ID_UNKNOWN' }],
    });
  });

  test('can be given by a deploy that looked them up', async () => {
    const { policy } = await load({ environment: 'dev', formIds: { 'accept-terms': 'ap_found' } });
    expect(policy.terms.prompt).toMatchObject({ formId: 'ap_found' });
  });
});

describe('warnings', () => {
  test('an effective text without its hash', async () => {
    await withCopy(async (project) => {
      const line = project.edit(
        'tenant/policy.yaml',
        `              sha256: ${hashOf('tenant/documents/terms/2026-07-01.de.md')}\n`,
        '',
      );
      const result = await loadEnvironment({ root: project.root, environment: 'local' });
      expect(result).toMatchObject({
        ok: true,
        diagnostics: [{ code: 'CONFIG_TEXT_NOT_PINNED', severity: 'warning', line: line - 3 }],
      });
      expect(result.diagnostics[0]?.message).toContain(hashOf('tenant/documents/terms/2026-07-01.de.md'));
    });
  });

  test('a version that is not effective yet needs no hash', async () => {
    await withCopy(async (project) => {
      project.edit(
        'tenant/policy.yaml',
        `              sha256: ${hashOf('tenant/documents/terms/2026-07-01.de.md')}\n`,
        '',
      );
      const result = await loadEnvironment({
        root: project.root,
        environment: 'local',
        now: new Date('2026-06-01T00:00:00Z'),
      });
      expect(result.diagnostics).toEqual([]);
    });
  });

  test('a sign-up page whose label goes stale soon', async () => {
    const now = new Date('2026-06-25T00:00:00Z');
    const codes = adviseOn(await load({ now }), now).map((diagnostic) => diagnostic.code);
    expect(codes).toEqual(['CONFIG_SIGNUP_LABEL_GOES_STALE']);
    const later = new Date('2026-07-02T00:00:00Z');
    expect(adviseOn(await load({ now: later }), later)).toEqual([]);
  });

  test('terms that are enforced without a legacy window', async () => {
    const codes = async (options: Partial<LoadOptions>) =>
      adviseOn(await load(options), new Date()).map((diagnostic) => diagnostic.code);
    const legacy = { createdBefore: '2026-07-01T00:00:00Z', graceUntil: '2026-08-01T00:00:00Z' };
    expect(await codes({ environment: 'staging' })).toEqual(['CONFIG_NO_LEGACY_WINDOW']);
    expect(await codes({ environment: 'production' })).toEqual([]);
    expect(await codes({ environment: 'staging', policyOverride: { terms: { legacy } } })).toEqual([]);
  });
});

describe('generated files are up to date (npm run generate)', () => {
  const shipped = (path: string) => readFileSync(join(PROJECT_ROOT, path), 'utf8');

  test('the JSON Schema for editors', () => {
    expect(shipped('tenant/policy.schema.json')).toBe(policyJsonSchema());
  });

  test('the policy reference', () => {
    expect(shipped('tenant/POLICY.md')).toBe(policyReference());
  });
});
