import { domainToASCII } from 'node:url';
import { z } from 'zod';
import { REASON_CODES } from '../../actions/policy/decision';
import { DURATION, readTime, TIME_PROBLEMS } from './time';

/** A check that says which stable code it stands for. */
function checked(check: (text: string) => { code: string; message: string } | undefined) {
  return z.string().superRefine((text, context) => {
    const problem = check(text);
    if (problem) {
      context.addIssue({ code: 'custom', message: problem.message, params: { code: problem.code } });
    }
  });
}

function matching(pattern: RegExp, code: string, accepted: string) {
  return z.string().regex(pattern, { error: JSON.stringify({ code, message: accepted }) });
}

const mode = z
  .enum(['off', 'report', 'enforce'])
  .describe(
    'off < report < enforce; the lowest of the global, the rule’s and the environment’s mode counts. `report` changes nothing and logs what it would have done.',
  );

const duration = matching(
  DURATION,
  'CONFIG_BAD_DURATION',
  'is not a duration; accepted: a whole number and s, m, h or d, e.g. 24h',
).meta({ title: 'a duration' });

const time = checked((text) => {
  const read = readTime(text);
  return read.ok ? undefined : TIME_PROBLEMS[read.problem];
}).meta({ title: 'a time' });

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

const LOCAL_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]']);

/** https everywhere; http only to this machine, for the local tenant. */
const webUrl = checked((text) => {
  const url = parseUrl(text);
  const secure = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOCAL_HOSTS.has(url.hostname));
  return secure && url.username === ''
    ? undefined
    : { code: 'CONFIG_BAD_URL', message: 'is not a web address; accepted: a full https:// URL' };
}).meta({ title: 'a URL' });

/** Namespaces on these domains are dropped without a word (page secure/tokens/json-web-tokens/create-custom-claims). */
const DROPPED_NAMESPACES = ['auth0.com', 'webtask.io', 'webtask.run'];

const namespace = checked((text) => {
  const url = parseUrl(text);
  const host = url?.hostname ?? '';
  if (url?.protocol !== 'https:' || url.search !== '' || url.hash !== '') {
    return {
      code: 'CONFIG_BAD_URL',
      message: 'is not a namespace; accepted: an https:// URI that your team owns',
    };
  }
  return DROPPED_NAMESPACES.some((domain) => host === domain || host.endsWith(`.${domain}`))
    ? {
        code: 'CONFIG_RESERVED_NAMESPACE',
        message:
          'lies on a domain whose claims Auth0 drops silently; accepted: an https:// URI that your team owns',
      }
    : undefined;
});

const locale = checked((text) => {
  try {
    return Intl.getCanonicalLocales(text)[0] === text ? undefined : BAD_LOCALE;
  } catch {
    return BAD_LOCALE;
  }
});
const BAD_LOCALE = {
  code: 'CONFIG_BAD_LOCALE',
  message: 'is not a locale; accepted: a BCP 47 tag as it is usually written, e.g. en, de, pt-BR',
};

const domain = checked((text) =>
  domainToASCII(text) !== '' && text.includes('.') && !/[@\s/*]/.test(text) && !text.startsWith('.')
    ? undefined
    : {
        code: 'CONFIG_BAD_DOMAIN',
        message: 'is not a domain; accepted: e.g. example.com (its subdomains are meant as well)',
      },
);

const ULP_FIELD = /^ulp-[a-z0-9][a-z0-9-]{0,40}$/;
const signupField = matching(
  ULP_FIELD,
  'CONFIG_BAD_SIGNUP_FIELD',
  'is not a sign-up field; accepted: a name that begins with ulp-, e.g. ulp-terms, or null',
);

const country = matching(
  /^[A-Z]{2}$/,
  'CONFIG_BAD_COUNTRY',
  'is not a country; accepted: ISO 3166 alpha-2, e.g. DE',
);
const countryOrAll = matching(
  /^([A-Z]{2}|\*)$/,
  'CONFIG_BAD_COUNTRY',
  'is not a country; accepted: ISO 3166 alpha-2, e.g. DE, or "*"',
);

/** Names that Auth0 refuses in metadata (`.`, `$`), and keys that would reach an object's prototype. */
const metadataKey = matching(
  /^(?!__proto__$|constructor$|prototype$)[^.$\s]{1,100}$/,
  'CONFIG_BAD_KEY',
  'is not a metadata key; accepted: letters, digits, _ and -, without "." and "$"',
);

const names = (description: string) => z.array(z.string().min(1)).default(['*']).describe(description);

const MESSAGE_TEXT = /^[^<>\p{Cc}]+$/u;
const message = matching(
  MESSAGE_TEXT,
  'CONFIG_BAD_MESSAGE',
  'is not a plain line of text; accepted: one line without < and >',
);

const trust = z.enum(['flag', 'always', 'never', 'exempt']);

const DEFAULT_TRUST: Readonly<Record<string, z.infer<typeof trust>>> = {
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
};

/**
 * The strategies that Auth0 knows (reference of `event.connection.strategy` and of connections): a word outside
 * of it is a slip of the pen that would silently fall to "*".
 */
const STRATEGIES = [
  ...'* ad adfs amazon apple dropbox bitbucket auth0-adldap auth0-oidc auth0 baidu bitly box custom daccount dwolla'.split(
    ' ',
  ),
  ...'email evernote-sandbox evernote exact facebook fitbit flickr github google-apps google-oauth2 instagram ip'.split(
    ' ',
  ),
  ...'line linkedin oauth1 oauth2 office365 oidc okta paypal paypal-sandbox pingfederate planningcenter'.split(
    ' ',
  ),
  ...'salesforce-community salesforce-sandbox salesforce samlp sharepoint shop shopify sms soundcloud'.split(
    ' ',
  ),
  ...'thirtysevensignals twitter untappd vkontakte waad weibo windowslive wordpress yahoo yandex'.split(' '),
] as const;

const email = z
  .strictObject({
    mode: mode.default('enforce'),
    grace: duration
      .default('24h')
      .describe('How long after `user.created_at` an unverified address may still log in. 0s: not at all.'),
    missing: z
      .enum(['deny', 'allow'])
      .default('deny')
      .describe('A user without an email address where the connection is not exempt.'),
    resend: z
      .strictObject({
        everyMinutes: z.int().min(1).max(1440).describe('At most one message in so many minutes.'),
        perDay: z.int().min(1).max(50).describe('At most so many messages in 24 hours.'),
      })
      .nullable()
      .default(null)
      .describe(
        'Send the verification email again when a login is denied for it; null: never. Takes the secrets RESEND_DOMAIN, RESEND_CLIENT_ID and RESEND_CLIENT_SECRET of a machine-to-machine client with the scope update:users alone.',
      ),
    trust: z
      .strictObject({
        connections: z
          .record(z.string().min(1), trust)
          .default({})
          .describe('By connection name; wins over the strategy.'),
        strategies: z
          .partialRecord(z.enum(STRATEGIES), trust)
          .default({})
          .transform((given) => ({ ...DEFAULT_TRUST, ...given }) as Record<string, z.infer<typeof trust>>)
          .describe(
            'By strategy; "*" is every other one. flag: believe `email_verified === true`; always; never; exempt: no email needed. Strategies that are not named keep their default.',
          ),
      })
      .prefault({}),
  })
  .prefault({});

const version = z.strictObject({
  sequence: z.int().min(1).describe('Rises from version to version; the only thing that is ever compared.'),
  label: matching(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/,
    'CONFIG_BAD_LABEL',
    'is not a label; accepted: up to 40 letters, digits, ".", "_" and "-"',
  ).describe('What people see, e.g. a date.'),
  effective: time.describe('From when on this version holds. A date, a time and a zone.'),
  graceUntil: time
    .nullable()
    .default(null)
    .describe('Until then, whoever accepted an earlier version may skip the question; null: no grace.'),
  material: z.boolean().default(true).describe('false: a correction that nobody has to accept again.'),
  texts: z
    .record(
      locale,
      z.strictObject({
        file: z
          .string()
          .min(1)
          .describe('Relative to tenant/. Its bytes are hashed: the hash is the evidence.'),
        url: webUrl.describe('Where people read it.'),
        sha256: matching(
          /^[0-9a-f]{64}$/,
          'CONFIG_BAD_HASH',
          'is not a SHA-256; accepted: 64 lowercase hex digits of the file’s bytes',
        )
          .optional()
          .describe(
            'The file’s hash. Where it is given it must be equal; write it once the version is effective.',
          ),
      }),
    )
    .describe('By locale; the default locale must be there.'),
});

const terms = z
  .strictObject({
    mode: mode
      .default('enforce')
      .describe(
        'As everywhere. Unless it is enforced nothing is asked of anybody, and the status claim says `exempt`.',
      ),
    prompt: z
      .discriminatedUnion('kind', [
        z.strictObject({
          kind: z.literal('form').describe('Auth0’s own form, rendered in the login.'),
          form: z.string().min(1).default('accept-terms').describe('The form’s name in tenant.yaml.'),
        }),
        z.strictObject({
          kind: z.literal('redirect').describe('A page of your own.'),
          url: webUrl.describe('That page; the signed token comes with it.'),
          secret: matching(
            /^[A-Z][A-Z0-9_]{0,127}$/,
            'CONFIG_BAD_SECRET_NAME',
            'is not the name of a secret; accepted: capital letters, digits and _',
          )
            .default('TERMS_SIGNING_KEY')
            .describe('The NAME of the Action secret that signs the token; never the key itself.'),
          ttl: duration.default('5m').describe('How long the token is good; at most 5m.'),
        }),
      ])
      .prefault({ kind: 'form' })
      .describe('How the question is asked.'),
    nonInteractive: z
      .enum(['deny', 'allow'])
      .default('deny')
      .describe('Where nobody can be asked (refresh token, password grant, …).'),
    legacy: z
      .strictObject({
        createdBefore: time
          .nullable()
          .default(null)
          .describe('Accounts from before this time have a grace without an acceptance.'),
        graceUntil: time.nullable().default(null).describe('When that grace ends.'),
      })
      .prefault({})
      .describe('Users from before the roll-out: they have no acceptance yet.'),
    rollout: z
      .strictObject({
        percent: z.number().min(0).max(100).default(100).describe('0 asks nobody, 100 everybody.'),
        salt: z.string().default('').describe('Another salt chooses other users.'),
      })
      .prefault({})
      .describe('The share of users that is asked; sticky, and rising only adds users.'),
    exemptClients: z
      .array(z.string().min(1))
      .default([])
      .describe('Client ids that work without acceptance, e.g. the privacy portal.'),
    documents: z
      .array(
        z.strictObject({
          id: matching(
            /^[a-z][a-z0-9_]{0,15}$/,
            'CONFIG_BAD_DOCUMENT_ID',
            'is not a document id; accepted: a small letter, then up to 15 small letters, digits or _',
          ).describe('Stays for ever: the acceptance is stored under app_metadata.gatehouse_<id>.'),
          kind: z
            .enum(['contract', 'notice', 'consent'])
            .describe('contract and notice block alike; consent is optional, withdrawable and never blocks.'),
          signupField: signupField
            .nullable()
            .default(null)
            .describe('The field of the sign-up page; null: not asked at sign-up.'),
          appliesTo: z
            .strictObject({
              clients: names('Client ids.'),
              connections: names('Connection names.'),
              organizations: names('Organization ids or names.'),
              countries: z
                .array(countryOrAll)
                .default(['*'])
                .describe('ISO alpha-2; an unknown country applies.'),
            })
            .prefault({})
            .describe('"*" includes “none”; a list needs a match.'),
          versions: z.array(version).min(1).describe('Oldest first; none is ever removed.'),
        }),
      )
      .default([])
      .describe('The registry of everything that people accept.'),
  })
  .prefault({});

const signup = z
  .strictObject({
    mode: mode.default('enforce'),
    blockedDomains: z.array(domain).default([]).describe('These and their subdomains.'),
    blockDisposable: z.boolean().default(true).describe('Refuse the domains of the disposable list as well.'),
    rejectLinksInNames: z
      .boolean()
      .default(true)
      .describe('Refuse names with addresses, markup or template markers in them.'),
    minimumAge: z
      .strictObject({
        field: signupField.default('ulp-birth-year').describe('The field of the sign-up page with the year.'),
        default: z.int().min(0).max(120).default(16).describe('In years.'),
        byCountry: z
          .record(country, z.int().min(0).max(120))
          .default({})
          .describe('By ISO alpha-2 code, e.g. DE.'),
      })
      .nullable()
      .default(null)
      .describe('Stores an age band, never a birth date; null: nobody is asked.'),
  })
  .prefault({});

const PROFILE_CLAIMS = [
  'name',
  'given_name',
  'family_name',
  'locale',
  'zoneinfo',
  'phone_number',
  'picture',
  'updated_at',
] as const;

const profile = z
  .strictObject({
    mode: mode.default('enforce'),
    claims: z
      .array(z.enum(PROFILE_CLAIMS))
      .default([...PROFILE_CLAIMS])
      .describe('Standard claims that go out clean in the ID token.'),
    preferences: z
      .array(metadataKey)
      .default(['language', 'accessibility'])
      .describe('Keys of user_metadata that are shown to the app.'),
    links: z
      .array(metadataKey)
      .default(['crm_id'])
      .describe('Keys of app_metadata that are shown to the app.'),
  })
  .prefault({});

export const policySchema = z
  .strictObject({
    mode: mode.default('enforce').describe('The ceiling for every rule below: off < report < enforce.'),
    defaultLocale: locale.default('en').describe('Every document has a text in this locale.'),
    claims: z.strictObject({
      namespace: namespace
        .transform((text) => text.replace(/\/+$/, ''))
        .describe('An https URI that your team owns; the custom claims’ names begin with it.'),
      idToken: z.boolean().default(true).describe('Whether ID tokens carry the status claim.'),
      accessTokenAudiences: z
        .array(z.string().min(1))
        .default([])
        .describe('Audiences whose access tokens also carry the status claim.'),
      organization: z
        .boolean()
        .default(false)
        .describe('Also set <namespace>/organization (id and name) in a login through an organization.'),
      roles: z.boolean().default(false).describe('Also set <namespace>/roles (names).'),
    }),
    messages: z
      .record(locale, z.partialRecord(z.enum(REASON_CODES), message))
      .default({})
      .describe('What people read, per locale and reason code; codes that are not named keep their default.'),
    email: email.describe('Who may log in with which email address.'),
    terms: terms.describe('What has to be accepted, by whom, and when.'),
    signup: signup.describe('Who may create an account.'),
    profile: profile.describe('What the tokens say about the user.'),
  })
  .describe('The policy of gatehouse: tenant/policy.yaml.');

/** The policy as written, defaults filled in, nothing resolved yet. */
export type WrittenPolicy = z.infer<typeof policySchema>;
