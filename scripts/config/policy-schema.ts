import { z } from 'zod';
import { REASON_CODES } from '../../actions/policy/decision';
import {
  country,
  domain,
  duration,
  locale,
  message,
  metadataKey,
  mode,
  namespace,
  signupField,
} from './policy-values';
import { terms } from './terms-schema';

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
