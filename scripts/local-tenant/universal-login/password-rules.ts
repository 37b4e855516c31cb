import type { TenantContext } from '../tenant-context';
import type { PasswordRule } from '../users';
import { textsOf } from './texts';

/** Password rules in the language of the page. */
export function sayRules(tenant: TenantContext, locale: string, rules: readonly PasswordRule[]): string[] {
  const t = textsOf(tenant, 'password', 'rules', locale);
  return rules.map(({ code, format, kinds = [] }) =>
    t(code, {
      count: String(format[0] ?? ''),
      of: String(format[1] ?? ''),
      kinds: kinds.map((kind) => t(kind)).join(', '),
    }),
  );
}
