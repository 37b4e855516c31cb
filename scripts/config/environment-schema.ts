import { z } from 'zod';

const mode = z.enum(['off', 'report', 'enforce']);

/** tenant/environments/<name>.yaml. `policy` is checked after it was laid over policy.yaml. */
export const environmentSchema = z.strictObject({
  domain: z.string().regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?(\/[\w./-]+)?$/, {
    error: JSON.stringify({
      code: 'CONFIG_BAD_DOMAIN',
      message: 'is not a tenant’s domain; accepted: e.g. acme-dev.eu.auth0.com, without https://',
    }),
  }),
  mode: mode.default('enforce').describe('A ceiling for every rule in this environment.'),
  forms: z
    .record(
      z.string().min(1),
      z.string().regex(/^ap_[A-Za-z0-9]{1,45}$/, {
        error: JSON.stringify({
          code: 'CONFIG_BAD_FORM_ID',
          message: 'is not a form’s id; accepted: ap_ and letters or digits, as the tenant shows it',
        }),
      }),
    )
    .default({}),
  keywords: z
    .record(
      z.string().regex(/^[A-Z][A-Z0-9_]*$/, {
        error: JSON.stringify({
          code: 'CONFIG_BAD_KEYWORD',
          message: 'is not a keyword; accepted: capital letters, digits and _',
        }),
      }),
      z.json().refine((value) => value !== null, {
        error: JSON.stringify({
          code: 'CONFIG_EMPTY_KEYWORD',
          message: 'is no value; accepted: text, in quotes where it begins with #',
        }),
      }),
    )
    .default({}),
  policy: z.record(z.string(), z.unknown()).default({}),
});

export type EnvironmentFile = z.infer<typeof environmentSchema>;
