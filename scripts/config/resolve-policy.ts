import { domainToASCII } from 'node:url';
import { REASON_CODES, type ReasonCode } from '../../actions/policy/decision';
import type { Messages, Mode, Policy, PolicyDocument, TermsPrompt } from '../../actions/policy/policy';
import { type CompleteMessages, DEFAULT_MESSAGES, DEFAULT_SIGNUP_MESSAGES } from './default-messages';
import type { WrittenPolicy } from './policy-schema';
import { durationSeconds, readTime } from './time';

/** What the resolved policy needs beside its own words. */
export interface Surroundings {
  /** The environment's ceiling. */
  mode: Mode;
  /** The tenant's id of a form; `''` where it is not known yet. */
  formId: (form: string) => string;
  /** The hash of the form's file as it goes to the tenant. */
  formSha256: (form: string) => string;
  /** The hash of the sign-up page's partials as they go to the tenant. */
  signupPageSha256: string;
  /** The hash of a text file. @param file relative to tenant/ */
  textSha256: (file: string) => string;
}

/** Turns the checked policy into what the Actions embed: lowest modes, seconds, UTC, hashes, complete messages. */
export function resolvePolicy(written: WrittenPolicy, surroundings: Surroundings): Policy {
  const lowest = (mode: Mode): Mode => lowestMode(written.mode, mode, surroundings.mode);
  return {
    defaultLocale: written.defaultLocale,
    messages: completeMessages(written, DEFAULT_MESSAGES),
    signupMessages: completeMessages(written, DEFAULT_SIGNUP_MESSAGES),
    claims: written.claims,
    email: {
      mode: lowest(written.email.mode),
      graceSeconds: durationSeconds(written.email.grace),
      missing: written.email.missing,
      resend: written.email.resend,
      trust: written.email.trust,
    },
    terms: {
      mode: lowest(written.terms.mode),
      prompt: resolvePrompt(written.terms.prompt, surroundings),
      signupSurface: `signup@${surroundings.signupPageSha256.slice(0, 8)}`,
      nonInteractive: written.terms.nonInteractive,
      legacy: {
        createdBefore: utc(written.terms.legacy.createdBefore),
        graceUntil: utc(written.terms.legacy.graceUntil),
      },
      rollout: written.terms.rollout,
      exemptClients: written.terms.exemptClients,
      documents: written.terms.documents.map((document) => resolveDocument(document, surroundings)),
    },
    signup: {
      mode: lowest(written.signup.mode),
      blockedDomains: written.signup.blockedDomains.map((domain) => domainToASCII(domain)),
      blockDisposable: written.signup.blockDisposable,
      rejectLinksInNames: written.signup.rejectLinksInNames,
      minimumAge: written.signup.minimumAge,
    },
    profile: {
      mode: lowest(written.profile.mode),
      claims: written.profile.claims,
      preferences: written.profile.preferences,
      links: written.profile.links,
    },
  };
}

const ORDER: readonly Mode[] = ['off', 'report', 'enforce'];

function lowestMode(...modes: Mode[]): Mode {
  return ORDER[Math.min(...modes.map((mode) => ORDER.indexOf(mode)))] ?? 'off';
}

function resolvePrompt(prompt: WrittenPolicy['terms']['prompt'], surroundings: Surroundings): TermsPrompt {
  if (prompt.kind === 'redirect') {
    return {
      kind: 'redirect',
      url: prompt.url,
      secret: prompt.secret,
      ttlSeconds: durationSeconds(prompt.ttl),
      surface: 'redirect',
    };
  }
  return {
    kind: 'form',
    form: prompt.form,
    formId: surroundings.formId(prompt.form),
    surface: `${prompt.form}@${surroundings.formSha256(prompt.form).slice(0, 8)}`,
  };
}

type WrittenDocument = WrittenPolicy['terms']['documents'][number];

function resolveDocument(document: WrittenDocument, surroundings: Surroundings): PolicyDocument {
  return {
    id: document.id,
    kind: document.kind,
    signupField: document.signupField,
    appliesTo: document.appliesTo,
    versions: document.versions.map((version) => ({
      sequence: version.sequence,
      label: version.label,
      effective: utc(version.effective),
      graceUntil: utc(version.graceUntil),
      material: version.material,
      texts: Object.fromEntries(
        Object.entries(version.texts).map(([locale, text]) => [
          locale,
          { url: text.url, sha256: surroundings.textSha256(text.file) },
        ]),
      ),
    })),
  };
}

/** Built-in texts, the policy's own over them; a locale without built-in ones is completed from the default locale. */
function completeMessages(written: WrittenPolicy, builtIn: CompleteMessages): Messages {
  const locales = new Set([...Object.keys(builtIn), ...Object.keys(written.messages)]);
  const english = builtIn.en;
  const textOf = (locale: string, code: ReasonCode): string =>
    written.messages[locale]?.[code] ??
    builtIn[locale]?.[code] ??
    written.messages[written.defaultLocale]?.[code] ??
    builtIn[written.defaultLocale]?.[code] ??
    english?.[code] ??
    code;
  return Object.fromEntries(
    [...locales]
      .sort()
      .map((locale) => [
        locale,
        Object.fromEntries(REASON_CODES.map((code) => [code, textOf(locale, code)])) as Record<
          ReasonCode,
          string
        >,
      ]),
  );
}

function utc(time: string): string;
function utc(time: string | null): string | null;
function utc(time: string | null): string | null {
  if (time === null) return null;
  const read = readTime(time);
  if (!read.ok) throw new Error(`not checked before: ${time}`);
  return read.iso;
}
