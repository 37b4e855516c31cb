import type {
  DocumentText,
  EmbeddedDocument,
  EmbeddedTerms,
  EmbeddedVersion,
  Messages,
  Policy,
  PolicyDocument,
  PolicySlices,
  TermsPolicy,
} from '../../actions/policy/policy';
import { ACTION_REASONS } from '../../actions/policy/reasons';
import { ACTION_TRIGGERS } from '../config';
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
  'require-signup-terms': ({ defaultLocale, messages, terms }) => ({
    defaultLocale,
    messages,
    terms: {
      mode: terms.mode,
      signupSurface: terms.signupSurface,
      exemptClients: terms.exemptClients,
      documents: embedded(terms.documents, ({ sha256 }) => ({ sha256 })),
    },
  }),
  'require-verified-email': ({ defaultLocale, messages, email }) => ({ defaultLocale, messages, email }),
  'require-terms': ({ defaultLocale, messages, terms }) => ({
    defaultLocale,
    messages,
    terms: {
      ...terms,
      legacy: embeddedLegacy(terms),
      documents: embedded(terms.documents, (text) => text),
    },
  }),
  'enrich-profile': ({ claims, email, terms, profile }) => ({
    claims,
    email: { trust: email.trust },
    terms: {
      mode: terms.mode,
      legacy: embeddedLegacy(terms),
      rollout: terms.rollout,
      exemptClients: terms.exemptClients,
      documents: embedded(terms.documents, ({ sha256 }) => ({ sha256 })),
    },
    profile,
  }),
};

/** Only the part of the policy that this Action needs: it is what the Action embeds as `POLICY`. */
export function policySlice<Name extends ActionName>(name: Name, policy: Policy): PolicySlices[Name] {
  return SLICERS[name]({ ...policy, messages: messagesOf(name, policy) });
}

type Text = EmbeddedVersion['texts'][string];

function embeddedLegacy({ legacy: { createdBefore, graceUntil } }: TermsPolicy): EmbeddedTerms['legacy'] {
  return createdBefore && graceUntil ? { createdBefore, graceUntil } : {};
}

/** The registry as a bundle carries it, of every text only what the Action needs. */
function embedded(
  documents: readonly PolicyDocument[],
  textFor: (text: DocumentText) => Text,
): EmbeddedDocument[] {
  return documents.map(({ appliesTo, signupField, versions, ...document }) => {
    const limits = Object.entries(appliesTo).filter(([, names]) => !names.includes('*'));
    return {
      ...document,
      ...(signupField && { signupField }),
      ...(limits.length > 0 && { appliesTo: Object.fromEntries(limits) }),
      versions: versions.map(({ graceUntil, material, texts, ...version }) => ({
        ...version,
        ...(graceUntil && { graceUntil }),
        ...(!material && { material }),
        texts: Object.fromEntries(Object.entries(texts).map(([locale, text]) => [locale, textFor(text)])),
      })),
    };
  });
}

/** An Action carries the messages for what it may say, and no others. */
function messagesOf(name: ActionName, policy: Policy): Messages {
  const messages =
    ACTION_TRIGGERS[name] === 'pre-user-registration' ? policy.signupMessages : policy.messages;
  return Object.fromEntries(
    Object.entries(messages).map(([locale, texts]) => [
      locale,
      Object.fromEntries(ACTION_REASONS[name].map((code) => [code, texts[code] ?? code])),
    ]),
  );
}
