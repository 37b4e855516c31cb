import type { Diagnostic } from './environment-config';
import type { WrittenPolicy } from './policy-schema';
import type { ProjectFiles } from './project-files';
import { PARTIAL_FILE, stripDot, type TenantFile } from './tenant-file';

export const PAGE_CODES: readonly string[] = ['CONFIG_FORM_FIELD_MISSING', 'CONFIG_SIGNUP_FIELD_MISSING'];

/**
 * Whether the form and the sign-up page ask what the policy demands: a document without its field could never be
 * accepted, and nobody could log in or sign up any more. Warnings while one works on it; `deploy` refuses them.
 */
export function checkPages(policy: WrittenPolicy, tenant: TenantFile, files: ProjectFiles): Diagnostic[] {
  return [...checkForm(policy, tenant, files), ...checkSignupPage(policy, tenant, files)];
}

function checkForm(policy: WrittenPolicy, tenant: TenantFile, files: ProjectFiles): Diagnostic[] {
  const { prompt, documents } = policy.terms;
  if (prompt.kind !== 'form' || documents.length === 0) return [];
  const file = `tenant/${tenant.forms[prompt.form]}`;
  const form = JSON.parse(files.read(file)?.toString('utf8') ?? '{}') as FormFile;
  const fields = (form.nodes ?? []).flatMap((node) =>
    (node.config?.components ?? []).filter(({ category }) => category === 'FIELD').map(({ id }) => id),
  );
  const wanted = [...documents.map(({ id }) => id), 'declined'];
  const missing = wanted
    .filter((id) => !fields.includes(id))
    .map(
      (id) =>
        ({
          severity: 'warning',
          code: 'CONFIG_FORM_FIELD_MISSING',
          file,
          message: `the form has no field "${id}", so ${id === 'declined' ? 'nobody could decline' : `"${id}" could never be accepted`}; add a BOOLEAN component with this id. Present: ${fields.join(', ') || 'none'}`,
        }) satisfies Diagnostic,
    );
  return [...missing, ...untranslated(policy, form, file)];
}

interface FormFile {
  languages?: { primary?: string } | null;
  translations?: Record<string, unknown> | null;
  nodes?: { config?: { components?: { id?: string; category?: string }[] } }[];
}

/** A form speaks the browser's language where it can: who reads a text in it should be asked in it. */
function untranslated(policy: WrittenPolicy, form: FormFile, file: string): Diagnostic[] {
  const language = (locale: string) => locale.split('-')[0];
  const primary = form.languages?.primary ?? 'en';
  const spoken = [primary, ...Object.keys(form.translations ?? {})].map(language);
  const texts = policy.terms.documents.flatMap(({ versions }) => Object.keys(versions.at(-1)?.texts ?? {}));
  return [...new Set(texts)]
    .filter((locale) => !spoken.includes(language(locale)))
    .map((locale) => ({
      severity: 'warning',
      code: 'CONFIG_FORM_NOT_TRANSLATED',
      file,
      path: `translations.${locale}`,
      message: `there are texts in "${locale}", but the form would ask in "${primary}"; add translations.${locale}.components with the labels and texts of its components`,
    }));
}

function checkSignupPage(policy: WrittenPolicy, tenant: TenantFile, files: ProjectFiles): Diagnostic[] {
  const prompts = tenant.content.prompts as { partials?: Record<string, unknown> } | undefined;
  const texts = Object.entries(prompts?.partials ?? {})
    .filter(([prompt]) => prompt.startsWith('signup'))
    .flatMap(([, screens]) => textsOf(screens, files));
  const { minimumAge } = policy.signup;
  const wanted = [
    ...policy.terms.documents.map(({ signupField }) => signupField),
    ...(minimumAge === null ? [] : [minimumAge.field]),
  ].filter((field) => field !== null);
  return wanted
    .filter(
      (field) => !texts.some((text) => text.includes(`name="${field}"`) || text.includes(`name='${field}'`)),
    )
    .map((field) => ({
      severity: 'warning',
      code: 'CONFIG_SIGNUP_FIELD_MISSING',
      file: 'tenant/tenant.yaml',
      path: 'prompts.partials',
      message: `no partial of the sign-up page has a field named "${field}", so nobody could sign up; add it to prompts.partials, or set the field to null in policy.yaml`,
    }));
}

function textsOf(value: unknown, files: ProjectFiles): string[] {
  if (typeof value === 'string') {
    return [
      PARTIAL_FILE.test(value) ? (files.read(`tenant/${stripDot(value)}`)?.toString('utf8') ?? '') : value,
    ];
  }
  return typeof value === 'object' && value !== null
    ? Object.values(value).flatMap((inner) => textsOf(inner, files))
    : [];
}
