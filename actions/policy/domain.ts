import { domainToASCII } from 'node:url';

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Z}\p{Default_Ignorable_Code_Point}]/u;
/** 64 characters before the `@` and 255 after it (RFC 5321). */
const LONGEST_ADDRESS = 320;

/**
 * The domain of an email address, lowercase and as ASCII (punycode). Null for what cannot be an address: not exactly
 * one `@`, invisible, control or bidi characters, a domain that does not exist as ASCII.
 */
export function domainOf(address: unknown): string | null {
  if (typeof address !== 'string' || address.length > LONGEST_ADDRESS || INVISIBLE.test(address)) return null;
  const [local, domain, ...more] = address.split('@');
  if (!local || !domain || more.length > 0) return null;
  return asciiDomain(domain);
}

/** A domain and all its parents: `a.b.example`, `b.example`, `example`. */
export function withParents(domain: string): string[] {
  const labels = domain.split('.');
  return labels.map((_, index) => labels.slice(index).join('.'));
}

/** Lowercase ASCII without a trailing dot; null where there is no such domain, or an empty label in it. */
export function asciiDomain(domain: string): string | null {
  const ascii = domainToASCII(domain).replace(/\.$/, '');
  return ascii.split('.').includes('') ? null : ascii;
}
