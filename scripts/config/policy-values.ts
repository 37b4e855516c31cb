import { domainToASCII } from 'node:url';
import { z } from 'zod';
import { DURATION, durationSeconds, readTime, TIME_PROBLEMS } from './time';

/** A check that says which stable code it stands for. */
function checked(check: (text: string) => { code: string; message: string } | undefined) {
  return z.string().superRefine((text, context) => {
    const problem = check(text);
    if (problem) {
      context.addIssue({ code: 'custom', message: problem.message, params: { code: problem.code } });
    }
  });
}

/** A text of one shape; what else is written there is told what is accepted. */
export function matching(pattern: RegExp, code: string, accepted: string) {
  return z.string().regex(pattern, { error: JSON.stringify({ code, message: accepted }) });
}

export const mode = z
  .enum(['off', 'report', 'enforce'])
  .describe(
    'off < report < enforce; the lowest of the global, the rule’s and the environment’s mode counts. `report` changes nothing and logs what it would have done.',
  );

export const duration = matching(
  DURATION,
  'CONFIG_BAD_DURATION',
  'is not a duration; accepted: a whole number and s, m, h or d, e.g. 24h',
)
  .superRefine((text, context) => {
    // Beyond this a sum with a time is no longer exact; nobody means it either.
    if (!DURATION.test(text) || durationSeconds(text) * 1000 <= Number.MAX_SAFE_INTEGER) return;
    const message = 'is longer than anybody waits; accepted: a number of days that can be counted, e.g. 365d';
    context.addIssue({ code: 'custom', message, params: { code: 'CONFIG_BAD_DURATION' } });
  })
  .meta({ title: 'a duration' });

export const time = checked((text) => {
  const read = readTime(text);
  return read.ok ? undefined : TIME_PROBLEMS[read.problem];
}).meta({ title: 'a time' });

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

const LOCAL_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]']);

/** https everywhere; http only to this machine, for the local tenant. */
export const webUrl = checked((text) => {
  const url = parseUrl(text);
  const secure = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOCAL_HOSTS.has(url.hostname));
  return secure && url.username === ''
    ? undefined
    : { code: 'CONFIG_BAD_URL', message: 'is not a web address; accepted: a full https:// URL' };
}).meta({ title: 'a URL' });

/** Namespaces on these domains are dropped without a word (page secure/tokens/json-web-tokens/create-custom-claims). */
const DROPPED_NAMESPACES = ['auth0.com', 'webtask.io', 'webtask.run'];

export const namespace = checked((text) => {
  const url = parseUrl(text);
  const host = url?.hostname ?? '';
  if (url?.protocol !== 'https:' || url.search !== '' || url.hash !== '') {
    return {
      code: 'CONFIG_BAD_URL',
      message: 'is not a namespace; accepted: an https:// URI that your team owns',
    };
  }
  return DROPPED_NAMESPACES.some((domain) => host === domain || host.endsWith(`.${domain}`))
    ? {
        code: 'CONFIG_RESERVED_NAMESPACE',
        message:
          'lies on a domain whose claims Auth0 drops silently; accepted: an https:// URI that your team owns',
      }
    : undefined;
});

export const locale = checked((text) => {
  try {
    return Intl.getCanonicalLocales(text)[0] === text ? undefined : BAD_LOCALE;
  } catch {
    return BAD_LOCALE;
  }
});
const BAD_LOCALE = {
  code: 'CONFIG_BAD_LOCALE',
  message: 'is not a locale; accepted: a BCP 47 tag as it is usually written, e.g. en, de, pt-BR',
};

export const domain = checked((text) =>
  domainToASCII(text) !== '' && text.includes('.') && !/[@\s/*]/.test(text) && !text.startsWith('.')
    ? undefined
    : {
        code: 'CONFIG_BAD_DOMAIN',
        message: 'is not a domain; accepted: e.g. example.com (its subdomains are meant as well)',
      },
);

const ULP_FIELD = /^ulp-[a-z0-9][a-z0-9-]{0,40}$/;
export const signupField = matching(
  ULP_FIELD,
  'CONFIG_BAD_SIGNUP_FIELD',
  'is not a sign-up field; accepted: a name that begins with ulp-, e.g. ulp-terms, or null',
);

export const country = matching(
  /^[A-Z]{2}$/,
  'CONFIG_BAD_COUNTRY',
  'is not a country; accepted: ISO 3166 alpha-2, e.g. DE',
);
export const countryOrAll = matching(
  /^([A-Z]{2}|\*)$/,
  'CONFIG_BAD_COUNTRY',
  'is not a country; accepted: ISO 3166 alpha-2, e.g. DE, or "*"',
);

/** Names that Auth0 refuses in metadata (`.`, `$`), and keys that would reach an object's prototype. */
export const metadataKey = matching(
  /^(?!__proto__$|constructor$|prototype$)[^.$\s]{1,100}$/,
  'CONFIG_BAD_KEY',
  'is not a metadata key; accepted: letters, digits, _ and -, without "." and "$"',
);

const MESSAGE_TEXT = /^[^<>\p{Cc}]+$/u;
export const message = matching(
  MESSAGE_TEXT,
  'CONFIG_BAD_MESSAGE',
  'is not a plain line of text; accepted: one line without < and >',
);
