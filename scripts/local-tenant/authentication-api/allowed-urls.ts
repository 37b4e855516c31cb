import type { Client } from '../store';

/** Addresses that would run or show something in the tenant's own name. */
const NEVER_LEFT_FOR = ['javascript:', 'data:', 'vbscript:', 'blob:', 'file:'];
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Whether `url` stands in a client's list. Exact, with two exceptions: Auth0's `https://*.example.com`, and
 * `http://localhost:*`, which only the local tenant knows, because its apps may have had to take another port.
 * The query is compared too; the fragment never. Nothing is read into an address that is not written plainly: dots
 * in its path, backslashes, spaces or capital letters in its host.
 */
export function isListed(list: readonly string[] | undefined, url: string): boolean {
  if (!URL.canParse(url)) return false;
  const wanted = new URL(url);
  if (wanted.username !== '' || wanted.password !== '' || NEVER_LEFT_FOR.includes(wanted.protocol))
    return false;
  const isPlain = wanted.href === url || wanted.href === `${url}/`;
  return (list ?? []).some((entry) => entry === url || (isPlain && matches(entry, wanted)));
}

/** Whether answers may be posted to scripts of this origin. */
export function isWebOrigin(client: Client, origin: string): boolean {
  return isListed(client.web_origins, origin);
}

/** Whether a script of this origin may call the client's endpoints. */
export function isAllowedOrigin(client: Client, origin: string): boolean {
  return (
    isWebOrigin(client, origin) ||
    isListed(client.allowed_origins, origin) ||
    (client.callbacks ?? []).some((callback) => sameOrigin(callback, origin))
  );
}

function matches(entry: string, wanted: URL): boolean {
  const pattern = parsePattern(entry);
  if (pattern === undefined) return false;
  const { url, anyPort, subdomainOf } = pattern;
  if (url.protocol !== wanted.protocol) return false;
  if (url.pathname !== wanted.pathname || url.search !== wanted.search) return false;
  if (subdomainOf !== undefined) {
    const label = wanted.hostname.slice(0, -subdomainOf.length - 1);
    const below = wanted.hostname.endsWith(`.${subdomainOf}`) && label !== '' && !label.includes('.');
    return below && url.port === wanted.port;
  }
  return url.hostname === wanted.hostname && (anyPort || url.port === wanted.port);
}

interface Pattern {
  url: URL;
  anyPort: boolean;
  subdomainOf?: string;
}

/** @returns undefined for an entry that is no URL, or that has its `*` elsewhere */
function parsePattern(entry: string): Pattern | undefined {
  const anyPort = LOOPBACK.some((host) =>
    new RegExp(`^https?://${escapePattern(host)}:\\*(/|$)`).test(entry),
  );
  const subdomain = /^https?:\/\/\*\.([a-z0-9-]+(?:\.[a-z0-9-]+)+)/i.exec(entry)?.[1];
  const plain = anyPort ? entry.replace(':*', '') : entry.replace('://*.', '://');
  if (plain.includes('*') || !URL.canParse(plain)) return undefined;
  const pattern: Pattern = { url: new URL(plain), anyPort };
  if (subdomain !== undefined) pattern.subdomainOf = subdomain.toLowerCase();
  return pattern;
}

function sameOrigin(callback: string, origin: string): boolean {
  const pattern = parsePattern(callback);
  if (pattern === undefined || !URL.canParse(origin)) return false;
  return matches(callback, new URL(pattern.url.pathname + pattern.url.search, origin));
}

function escapePattern(text: string): string {
  return text.replace(/[.[\]]/g, '\\$&');
}
