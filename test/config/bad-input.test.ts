import { loadEnvironment, renderDiagnostics } from '../../scripts/config';
import { copyProject, type ProjectCopy } from './project-copy';

const POLICY = 'tenant/policy.yaml';
const TENANT = 'tenant/tenant.yaml';
const LOCAL = 'tenant/environments/local.yaml';
const SECOND = 'effective: 2026-07-01T00:00:00Z';

interface Mistake {
  what: string;
  file?: string;
  before: string;
  after: string;
  code: string;
  /** What the message has to say: what is wrong, or what is accepted. */
  says: string | RegExp;
  path?: string;
  /** Lines below the edited one at which the mistake stands. */
  linesBelow?: number;
}

const MISTAKES: Mistake[] = [
  {
    what: 'an unknown key',
    before: 'grace: 24h',
    after: 'grase: 24h',
    code: 'CONFIG_UNKNOWN_KEY',
    says: 'did you mean "grace"? accepted: mode, grace, missing, resend, trust',
    path: 'email.grase',
  },
  {
    what: 'a key with two letters that changed places',
    before: 'email:\n  mode: enforce',
    after: 'emial: {}\nemail:\n  mode: enforce',
    code: 'CONFIG_UNKNOWN_KEY',
    says: 'did you mean "email"?',
  },
  {
    what: 'an unknown key at the top',
    before: 'messages: {}',
    after: 'mesages: {}',
    code: 'CONFIG_UNKNOWN_KEY',
    says: 'mesages',
  },
  {
    what: 'an unknown key in a version',
    before: SECOND,
    after: `${SECOND}\n          draft: true`,
    linesBelow: 1,
    code: 'CONFIG_UNKNOWN_KEY',
    says: 'draft',
    path: 'terms.documents[0].versions[1].draft',
  },
  {
    what: 'an unknown mode',
    before: 'mode: enforce',
    after: 'mode: on',
    code: 'CONFIG_UNKNOWN_VALUE',
    says: 'off, report, enforce',
    path: 'mode',
  },
  {
    what: 'an unknown trust word',
    before: 'waad: never',
    after: 'waad: nope',
    code: 'CONFIG_UNKNOWN_VALUE',
    says: 'flag, always, never, exempt',
    path: 'email.trust.strategies.waad',
  },
  {
    what: 'an unknown strategy',
    before: 'samlp: never',
    after: 'saml: never',
    code: 'CONFIG_UNKNOWN_KEY',
    says: /saml.*samlp/,
  },
  {
    what: 'a duration without a unit',
    before: 'grace: 24h',
    after: 'grace: 24',
    code: 'CONFIG_WRONG_TYPE',
    says: 'text',
  },
  {
    what: 'a duration with a strange unit',
    before: 'grace: 24h',
    after: 'grace: 2w',
    code: 'CONFIG_BAD_DURATION',
    says: '24h',
  },
  {
    what: 'a duration without end',
    before: 'grace: 24h',
    after: 'grace: 999999999999999999d',
    code: 'CONFIG_BAD_DURATION',
    says: '365d',
  },
  {
    what: 'a negative duration',
    before: 'grace: 24h',
    after: 'grace: -1h',
    code: 'CONFIG_BAD_DURATION',
    says: '-1h',
  },
  {
    what: 'an impossible day',
    before: SECOND,
    after: 'effective: 2026-02-30T00:00:00Z',
    code: 'CONFIG_IMPOSSIBLE_TIME',
    says: '2026-02-30',
  },
  {
    what: 'an impossible hour',
    before: SECOND,
    after: 'effective: 2026-07-01T25:00:00Z',
    code: 'CONFIG_IMPOSSIBLE_TIME',
    says: 'calendar',
  },
  {
    what: 'a time without a zone',
    before: SECOND,
    after: 'effective: 2026-07-01T00:00:00',
    code: 'CONFIG_TIME_WITHOUT_ZONE',
    says: '+02:00',
  },
  {
    what: 'a date alone',
    before: SECOND,
    after: 'effective: 2026-07-01',
    code: 'CONFIG_TIME_WITHOUT_ZONE',
    says: 'zone',
  },
  {
    what: 'a time in words',
    before: SECOND,
    after: 'effective: tomorrow',
    code: 'CONFIG_BAD_TIME',
    says: 'tomorrow',
  },
  {
    what: 'a sequence that stands twice',
    before: 'sequence: 2',
    after: 'sequence: 1',
    code: 'CONFIG_DUPLICATE_SEQUENCE',
    says: 'higher',
    path: 'terms.documents[0].versions[1].sequence',
  },
  {
    what: 'a descending sequence',
    before: 'sequence: 1',
    after: 'sequence: 3',
    linesBelow: 12,
    code: 'CONFIG_DESCENDING_SEQUENCE',
    says: 'rising',
  },
  {
    what: 'a sequence that is no whole number',
    before: 'sequence: 2',
    after: 'sequence: 1.5',
    code: 'CONFIG_WRONG_TYPE',
    says: 'whole number',
  },
  {
    what: 'a label that stands twice',
    before: 'label: "2026-07-01"',
    after: 'label: "2026-01-01"',
    code: 'CONFIG_DUPLICATE_LABEL',
    says: 'label',
  },
  {
    what: 'a grace that ends before its start',
    before: 'graceUntil: 2026-07-31T00:00:00Z',
    after: 'graceUntil: 2026-06-30T00:00:00Z',
    code: 'CONFIG_GRACE_BEFORE_START',
    says: 'after',
  },
  {
    what: 'a missing text file',
    before: 'file: documents/terms/2026-07-01.de.md',
    after: 'file: documents/terms/2026-08-01.de.md',
    code: 'CONFIG_MISSING_FILE',
    says: 'tenant/documents/terms/2026-08-01.de.md',
  },
  {
    what: 'a text file outside of tenant/',
    before: 'file: documents/terms/2026-07-01.de.md',
    after: 'file: ../package.json',
    code: 'CONFIG_FILE_OUTSIDE',
    says: 'tenant/',
  },
  {
    what: 'a text that was edited',
    file: 'tenant/documents/terms/2026-07-01.en.md',
    before: 'password',
    after: 'pass word',
    code: 'CONFIG_TEXT_CHANGED',
    says: /another hash: [0-9a-f]{64}/,
  },
  {
    what: 'a version without a text in the default locale',
    before: 'defaultLocale: en',
    after: 'defaultLocale: de-AT',
    code: 'CONFIG_MISSING_DEFAULT_LOCALE',
    says: 'en, de',
  },
  {
    what: 'a locale that is none',
    before: 'defaultLocale: en',
    after: 'defaultLocale: de_DE',
    code: 'CONFIG_BAD_LOCALE',
    says: 'BCP 47',
  },
  {
    what: 'a reserved document id',
    before: 'id: terms',
    after: 'id: declined',
    code: 'CONFIG_RESERVED_DOCUMENT_ID',
    says: 'constructor',
  },
  {
    what: 'a document id with a capital',
    before: 'id: terms',
    after: 'id: Terms',
    code: 'CONFIG_BAD_DOCUMENT_ID',
    says: 'small letter',
  },
  {
    what: 'an unknown kind of document',
    before: 'kind: contract',
    after: 'kind: terms',
    code: 'CONFIG_UNKNOWN_VALUE',
    says: 'contract, notice, consent',
  },
  {
    what: 'an unknown kind of prompt',
    before: '{ kind: form, form: accept-terms }',
    after: '{ kind: popup }',
    code: 'CONFIG_UNKNOWN_VALUE',
    says: 'form, redirect',
  },
  {
    what: 'a form that tenant.yaml does not have',
    before: 'form: accept-terms',
    after: 'form: other-form',
    code: 'CONFIG_UNKNOWN_FORM',
    says: 'accept-terms',
  },
  {
    what: 'a redirect to http',
    before: '{ kind: form, form: accept-terms }',
    after: '{ kind: redirect, url: "http://terms.example.com" }',
    code: 'CONFIG_BAD_URL',
    says: 'https://',
  },
  {
    what: 'a redirect token that lives too long',
    before: '{ kind: form, form: accept-terms }',
    after: '{ kind: redirect, url: "https://terms.example.com", ttl: 6m }',
    code: 'CONFIG_OUT_OF_RANGE',
    says: '1s to 5m',
  },
  {
    what: 'a percentage over 100',
    before: 'percent: 100',
    after: 'percent: 101',
    code: 'CONFIG_OUT_OF_RANGE',
    says: 'at most 100',
  },
  {
    what: 'half a legacy window',
    before: 'legacy: { createdBefore: null, graceUntil: null }',
    after: 'legacy: { createdBefore: 2026-01-01T00:00:00Z }',
    code: 'CONFIG_HALF_LEGACY_WINDOW',
    says: 'graceUntil',
  },
  {
    what: 'a legacy window that ends before it starts',
    before: 'legacy: { createdBefore: null, graceUntil: null }',
    after: 'legacy: { createdBefore: 2026-02-01T00:00:00Z, graceUntil: 2026-01-01T00:00:00Z }',
    code: 'CONFIG_GRACE_BEFORE_START',
    says: 'createdBefore',
  },
  {
    what: 'a namespace without https',
    before: 'https://gatehouse.example.com',
    after: 'gatehouse',
    code: 'CONFIG_BAD_URL',
    says: 'https://',
  },
  {
    what: 'a namespace that Auth0 drops',
    before: 'https://gatehouse.example.com',
    after: 'https://acme.auth0.com',
    code: 'CONFIG_RESERVED_NAMESPACE',
    says: 'drops',
  },
  {
    what: 'a missing namespace',
    before: '  namespace: https://gatehouse.example.com\n',
    after: '',
    linesBelow: -1,
    code: 'CONFIG_MISSING_KEY',
    says: 'namespace',
    path: 'claims.namespace',
  },
  {
    what: 'a sign-up field without its prefix',
    before: 'signupField: ulp-terms',
    after: 'signupField: terms',
    code: 'CONFIG_BAD_SIGNUP_FIELD',
    says: 'ulp-',
  },
  {
    what: 'a sign-up message that is too long',
    before: 'messages: {}',
    after: `messages: { en: { terms_required: "${'x'.repeat(101)}" } }`,
    code: 'CONFIG_MESSAGE_TOO_LONG',
    says: 'at most 100',
  },
  {
    what: 'a long message for a login that the sign-up page shows as well',
    before: 'messages: {}',
    after: `messages: { en: { terms_changed: "${'x'.repeat(101)}" } }`,
    code: 'CONFIG_MESSAGE_TOO_LONG',
    says: 'at most 100',
  },
  {
    what: 'a message with markup',
    before: 'messages: {}',
    after: 'messages: { en: { terms_required: "<b>accept</b>" } }',
    code: 'CONFIG_BAD_MESSAGE',
    says: '<',
  },
  {
    what: 'a message for an unknown code',
    before: 'messages: {}',
    after: 'messages: { en: { terms_missing: "x" } }',
    code: 'CONFIG_UNKNOWN_KEY',
    says: 'terms_missing',
  },
  {
    what: 'a default locale without messages',
    before: 'defaultLocale: en',
    after: 'defaultLocale: fr',
    code: 'CONFIG_MISSING_MESSAGE',
    says: 'policy_unavailable',
  },
  {
    what: 'a blocked address in place of a domain',
    before: 'blockedDomains: []',
    after: 'blockedDomains: [bad@example.com]',
    code: 'CONFIG_BAD_DOMAIN',
    says: 'example.com',
  },
  {
    what: 'an unknown profile claim',
    before: 'claims: [name,',
    after: 'claims: [nickname,',
    code: 'CONFIG_UNKNOWN_VALUE',
    says: 'zoneinfo',
  },
  {
    what: 'a metadata key that reaches a prototype',
    before: 'links: [crm_id]',
    after: 'links: [__proto__]',
    code: 'CONFIG_BAD_KEY',
    says: '__proto__',
  },
  {
    what: 'a country that is none',
    before: 'signupField: ulp-terms',
    after: 'signupField: ulp-terms\n      appliesTo: { countries: [Germany] }',
    linesBelow: 1,
    code: 'CONFIG_BAD_COUNTRY',
    says: 'DE',
  },
  {
    what: 'text in place of a list',
    before: 'exemptClients: []',
    after: 'exemptClients: portal',
    code: 'CONFIG_WRONG_TYPE',
    says: 'a list',
  },
  {
    what: 'a key that stands twice',
    before: 'missing: deny',
    after: 'missing: deny\n  missing: allow',
    linesBelow: 1,
    code: 'CONFIG_DUPLICATE_KEY',
    says: 'twice',
  },
  {
    what: 'no YAML',
    before: 'messages: {}',
    after: 'messages: {',
    linesBelow: 2,
    code: 'CONFIG_SYNTAX',
    says: 'YAML',
  },

  {
    what: 'a domain with a scheme',
    file: LOCAL,
    before: 'domain: localhost:4443',
    after: 'domain: https://acme.eu.auth0.com',
    code: 'CONFIG_BAD_DOMAIN',
    says: 'without https://',
  },
  {
    what: 'an unknown key of an environment',
    file: LOCAL,
    before: 'domain: ',
    after: 'hostname: x\ndomain: ',
    code: 'CONFIG_UNKNOWN_KEY',
    says: 'domain, mode, forms, keywords, policy',
  },
  {
    what: 'a form id that is none',
    file: LOCAL,
    before: 'keywords:',
    after: 'forms: { accept-terms: frm_1 }\nkeywords:',
    code: 'CONFIG_BAD_FORM_ID',
    says: 'ap_',
  },
  {
    what: 'the id of a form that tenant.yaml does not have',
    file: LOCAL,
    before: 'keywords:',
    after: 'forms: { accept-term: ap_1 }\nkeywords:',
    code: 'CONFIG_UNKNOWN_FORM',
    says: 'accepted: accept-terms',
    path: 'forms.accept-term',
  },
  {
    what: 'a wrong override in an environment',
    file: LOCAL,
    before: 'email: { grace: 0s }',
    after: 'email: { grace: soon }',
    code: 'CONFIG_BAD_DURATION',
    says: 'soon',
    path: 'email.grace',
  },
  {
    what: 'an empty override in an environment',
    file: LOCAL,
    before: 'email: { grace: 0s }',
    after: 'email:',
    code: 'CONFIG_WRONG_TYPE',
    says: 'an object',
    path: 'email',
  },
  {
    what: 'a keyword without a value',
    file: LOCAL,
    before: 'TENANT_NAME: Gatehouse Example (local)',
    after: 'TENANT_NAME: ##NAME##',
    code: 'CONFIG_EMPTY_KEYWORD',
    says: 'quotes',
  },
  {
    what: 'a marker without a value',
    file: LOCAL,
    before: 'TENANT_NAME:',
    after: 'OTHER_NAME:',
    code: 'CONFIG_UNKNOWN_KEYWORD',
    says: 'TENANT_NAME',
  },

  {
    what: 'an unknown resource type',
    file: TENANT,
    before: 'emailTemplates:',
    after: 'emailTemplate:',
    code: 'CONFIG_UNKNOWN_KEY',
    says: 'did you mean "emailTemplates"?',
  },
  {
    what: 'rules, which no longer run',
    file: TENANT,
    before: 'tenant:',
    after: 'rules: []\ntenant:',
    code: 'CONFIG_RETIRED_RESOURCE',
    says: 'Action',
  },
  {
    what: 'an unknown Action',
    file: TENANT,
    before: 'name: require-terms',
    after: 'name: require-term',
    code: 'CONFIG_UNKNOWN_ACTION',
    says: 'did you mean "require-terms"?',
  },
  {
    what: 'an Action that is not deployed',
    file: TENANT,
    before: 'deployed: true',
    after: 'deployed: false',
    code: 'CONFIG_UNKNOWN_VALUE',
    says: 'accepted: true',
  },
  {
    what: 'another runtime',
    file: TENANT,
    before: 'runtime: node22',
    after: 'runtime: node18',
    code: 'CONFIG_UNKNOWN_VALUE',
    says: 'node22',
  },
  {
    what: 'secrets in the file',
    file: TENANT,
    before: 'dependencies: []',
    after: 'secrets: [{ name: A, value: b }]',
    code: 'CONFIG_SECRETS_IN_FILE',
    says: 'remove',
  },
  {
    what: 'an Action bound to the wrong trigger',
    file: TENANT,
    before: '- { action_name: require-terms, display_name: require-terms }',
    after: '- { action_name: screen-signup, display_name: screen-signup }',
    code: 'CONFIG_WRONG_TRIGGER',
    says: 'pre-user-registration',
  },
  {
    what: 'an unknown trigger',
    file: TENANT,
    before: '  post-login:\n',
    after: '  post-signin:\n',
    code: 'CONFIG_UNKNOWN_TRIGGER',
    says: 'post-login',
  },
  {
    what: 'a form file that is missing',
    file: TENANT,
    before: './forms/accept-terms.json',
    after: './forms/other.json',
    code: 'CONFIG_MISSING_FILE',
    says: 'tenant/forms/other.json',
  },
  {
    what: 'an email file that is missing',
    file: TENANT,
    before: './emails/verify_email.html',
    after: './emails/verify.html',
    code: 'CONFIG_MISSING_FILE',
    says: 'tenant/emails/verify.html',
  },
  {
    what: 'a partial that is missing',
    file: TENANT,
    before: './prompts/signup-terms.html',
    after: './prompts/terms.html',
    code: 'CONFIG_MISSING_FILE',
    says: 'tenant/prompts/terms.html',
  },
];

describe('a mistake in a file is shown with its place and what is accepted', () => {
  test.each(MISTAKES)('$what', async (mistake) => {
    const project = copyProject();
    try {
      const file = mistake.file ?? POLICY;
      const line = project.edit(file, mistake.before, mistake.after) + (mistake.linesBelow ?? 0);
      const result = await loadEnvironment({ root: project.root, environment: 'local' });
      expect(result.ok).toBe(false);
      const found = result.diagnostics.find((diagnostic) => diagnostic.code === mistake.code);
      expect(found).toMatchObject({ severity: 'error', code: mistake.code });
      expect(found?.message).toMatch(mistake.says);
      if (mistake.path !== undefined) expect(found?.path).toBe(mistake.path);
      // A text's hash is checked where it is written down: in the policy.
      if (!file.startsWith('tenant/documents/') && mistake.code !== 'CONFIG_MISSING_DEFAULT_LOCALE') {
        expect(placeOf(found)).toBe(
          mistake.code.endsWith('_MESSAGE') || mistake.code === 'CONFIG_UNKNOWN_KEYWORD'
            ? placeOf(found)
            : `${file}:${line}`,
        );
      }
    } finally {
      project.remove();
    }
  });
});

function placeOf(diagnostic: { file: string; line?: number } | undefined): string {
  return `${diagnostic?.file}:${diagnostic?.line}`;
}

describe('what the policy demands has to be on the pages', () => {
  const codesAfter = async (change: (project: ProjectCopy) => void) => {
    const project = copyProject();
    try {
      change(project);
      const { diagnostics } = await loadEnvironment({ root: project.root, environment: 'local' });
      return diagnostics.map(({ code, file }) => `${code} ${file}`);
    } finally {
      project.remove();
    }
  };

  test('a field in the form for every document, and one to decline', async () => {
    expect(
      await codesAfter((project) => {
        project.edit('tenant/forms/accept-terms.json', '"id": "terms",', '"id": "agb",');
        project.edit('tenant/forms/accept-terms.json', '"id": "declined",', '"id": "no",');
      }),
    ).toEqual([
      'CONFIG_FORM_FIELD_MISSING tenant/forms/accept-terms.json',
      'CONFIG_FORM_FIELD_MISSING tenant/forms/accept-terms.json',
    ]);
  });

  test('an empty text', async () => {
    expect(
      await codesAfter((project) => {
        project.edit(POLICY, 'documents/newsletter/2026-01-01.de.md', 'documents/newsletter/empty.md');
        project.write('tenant/documents/newsletter/empty.md', ' \n');
      }),
    ).toContain('CONFIG_EMPTY_FILE tenant/policy.yaml');
  });

  test('the form speaks every language that there are texts in', async () => {
    expect(
      await codesAfter((project) => project.edit('tenant/forms/accept-terms.json', '"de": {', '"fr": {')),
    ).toEqual(['CONFIG_FORM_NOT_TRANSLATED tenant/forms/accept-terms.json']);
  });

  test('the sign-up field, and the age field where an age is asked', async () => {
    expect(
      await codesAfter((project) => {
        project.edit(POLICY, 'signupField: ulp-terms', 'signupField: ulp-agb');
        project.edit(POLICY, 'minimumAge: null', 'minimumAge: {}');
      }),
    ).toEqual([
      'CONFIG_SIGNUP_FIELD_MISSING tenant/tenant.yaml',
      'CONFIG_SIGNUP_FIELD_MISSING tenant/tenant.yaml',
    ]);
  });
});

describe('the files together', () => {
  test('all mistakes of all files come at once', async () => {
    const project = copyProject();
    try {
      project.edit(POLICY, 'grace: 24h', 'grace: 1y');
      project.edit(POLICY, 'sequence: 2', 'sequence: 1');
      project.edit(LOCAL, 'domain:', 'domian:');
      project.edit(TENANT, 'runtime: node22', 'runtime: node20');
      const { diagnostics } = await loadEnvironment({ root: project.root, environment: 'local' });
      expect(diagnostics.map((diagnostic) => `${diagnostic.file} ${diagnostic.code}`)).toEqual([
        'tenant/environments/local.yaml CONFIG_MISSING_KEY',
        'tenant/environments/local.yaml CONFIG_UNKNOWN_KEY',
        'tenant/policy.yaml CONFIG_BAD_DURATION',
        'tenant/policy.yaml CONFIG_DUPLICATE_SEQUENCE',
        'tenant/tenant.yaml CONFIG_UNKNOWN_VALUE',
      ]);
    } finally {
      project.remove();
    }
  });

  test('a mistake is shown with the line as it is written and a caret under it', async () => {
    const project = copyProject();
    try {
      project.edit(LOCAL, 'email: { grace: 0s }', 'email: { grace: soon }');
      const { diagnostics } = await loadEnvironment({ root: project.root, environment: 'local' });
      expect(renderDiagnostics(diagnostics, project.root)).toBe(
        [
          'error CONFIG_BAD_DURATION tenant/environments/local.yaml:7:19 (email.grace)',
          '  "soon" is not a duration; accepted: a whole number and s, m, h or d, e.g. 24h',
          '  7 |   email: { grace: soon }',
          '    |                   ^',
        ].join('\n'),
      );
    } finally {
      project.remove();
    }
  });

  test('an environment that does not exist is refused with the names of those that do', async () => {
    const project = copyProject();
    try {
      const { diagnostics } = await loadEnvironment({ root: project.root, environment: 'prod' });
      expect(diagnostics).toEqual([
        expect.objectContaining({
          code: 'CONFIG_UNKNOWN_ENVIRONMENT',
          message: expect.stringContaining('local, dev, staging, production'),
        }),
      ]);
    } finally {
      project.remove();
    }
  });

  test('a project without a policy is told which file is missing', async () => {
    const project = copyProject();
    try {
      project.write(POLICY, '');
      const { diagnostics } = await loadEnvironment({ root: project.root, environment: 'local' });
      expect(diagnostics[0]).toMatchObject({ code: 'CONFIG_EMPTY_FILE', file: POLICY });
    } finally {
      project.remove();
    }
  });
});
