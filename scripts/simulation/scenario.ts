import { z } from 'zod';

const object = z.record(z.string(), z.unknown());
const time = z.iso.datetime({
  offset: true,
  error: 'has to be a time with a zone, e.g. 2026-07-15T12:00:00Z',
});

const leg = z
  .strictObject({
    /** The person sends the form; `id` and `vars` are what the Action rendered unless given. */
    form: z
      .strictObject({ id: z.string().optional(), fields: object.optional(), vars: object.optional() })
      .optional(),
    /** The person comes back from the page that the Action redirected to. */
    redirect: z
      .strictObject({ body: object.optional(), query: object.optional(), claims: object.optional() })
      .refine(({ body, claims }) => body === undefined || claims === undefined, {
        error: 'takes either body or claims: claims stand for the token that a body would carry',
      })
      .optional(),
    now: time.optional(),
    event: object.optional(),
  })
  .refine(({ form, redirect }) => form === undefined || redirect === undefined, {
    error: 'takes one of: form, redirect, or neither for /continue opened by hand',
  });

/** A scenario as a person writes it. */
export const scenarioSchema = z.strictObject({
  environment: z.string().default('local'),
  /** Laid over the environment's policy, and checked as that is. */
  policy: object.nullish(),
  now: time.optional(),
  trigger: z.enum(['post-login', 'pre-user-registration']).default('post-login'),
  event: object.nullish(),
  secrets: z.record(z.string(), z.string()).nullish(),
  resume: z.array(leg).nullish(),
  /** What the tests expect of it; a simulation tells what happens. */
  expect: object.nullish(),
});

export type Scenario = z.infer<typeof scenarioSchema>;
/** What a caller may leave out. */
export type ScenarioInput = z.input<typeof scenarioSchema>;
export type Leg = z.infer<typeof leg>;
