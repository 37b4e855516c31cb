import { z } from 'zod';
import { countryOrAll, duration, locale, matching, mode, signupField, time, webUrl } from './policy-values';

const names = (description: string) => z.array(z.string().min(1)).default(['*']).describe(description);

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

/** `terms:` of the policy: what has to be accepted, by whom, and when. */
export const terms = z
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
