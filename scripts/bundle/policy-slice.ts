import type { Messages, Policy, PolicySlices } from '../../actions/policy/policy';
import { ACTION_REASONS } from '../../actions/policy/reasons';
import type { ActionName } from './built-action';
import { disposableDomains } from './disposable-domains';

type Slicers = { [Name in ActionName]: (policy: Policy) => PolicySlices[Name] };

const SLICERS: Slicers = {
  'screen-signup': ({ defaultLocale, messages, signup }) => ({
    defaultLocale,
    messages,
    signup,
    disposableDomains: signup.blockDisposable ? disposableDomains() : {},
  }),
  'require-signup-terms': ({ defaultLocale, messages, terms }) => ({ defaultLocale, messages, terms }),
  'require-verified-email': ({ defaultLocale, messages, email }) => ({ defaultLocale, messages, email }),
  'require-terms': ({ defaultLocale, messages, terms }) => ({ defaultLocale, messages, terms }),
  'enrich-profile': ({ claims, email, terms, profile }) => ({ claims, email, terms, profile }),
};

/** Only the part of the policy that this Action needs: it is what the Action embeds as `POLICY`. */
export function policySlice<Name extends ActionName>(name: Name, policy: Policy): PolicySlices[Name] {
  return SLICERS[name]({ ...policy, messages: messagesOf(name, policy) });
}

/** An Action carries the messages for what it may say, and no others. */
function messagesOf(name: ActionName, { messages }: Policy): Messages {
  return Object.fromEntries(
    Object.entries(messages).map(([locale, texts]) => [
      locale,
      Object.fromEntries(ACTION_REASONS[name].map((code) => [code, texts[code] ?? code])),
    ]),
  );
}
