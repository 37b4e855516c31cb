import { Field } from '../pages';
import type { Connection } from '../store';
import type { TenantContext } from '../tenant-context';
import { checkPassword, type PasswordRule } from '../users';
import { textsOf } from './texts';

interface Props {
  tenant: TenantContext;
  locale: string;
  connection: Connection;
  name: string;
  label: string;
  /** Stands before the rules. */
  lead: string;
  /** What is wrong with the password that was sent. */
  error?: string | undefined;
  /** The rules that it does not keep. */
  unmet?: readonly PasswordRule[];
  autofocus?: boolean;
}

/** Asks for a new password and says by which rules, in the language of the page. */
export function NewPasswordField(props: Props) {
  const { tenant, locale, connection, lead, unmet = [], error, ...field } = props;
  const t = textsOf(tenant, 'password', 'rules', locale);
  const isUnmet = ({ code }: PasswordRule) => unmet.some((rule) => rule.code === code);
  return (
    <Field
      {...field}
      type="password"
      autocomplete="new-password"
      required
      error={error}
      hint={
        <>
          {lead}
          <ul class="rules">
            {checkPassword(connection, '').rules.map((rule) => (
              <li class={isUnmet(rule) ? 'unmet' : undefined}>
                {isUnmet(rule) ? `${t('unmet')}: ` : ''}
                {t(rule.code, {
                  count: String(rule.format[0] ?? ''),
                  of: String(rule.format[1] ?? ''),
                  kinds: (rule.kinds ?? []).map((kind) => t(kind)).join(', '),
                })}
              </li>
            ))}
          </ul>
        </>
      }
    />
  );
}
