import list from './disposable-domains.json';

/** Mail domains that hand out throw-away addresses, as data. */
export interface DisposableDomains {
  /** When the list was made. */
  date: string;
  source: string;
  /** How many of the published names fit. */
  taken: number;
  published: number;
  /** Top-level domain → the names below it, separated by spaces: half the size of a list of full names. */
  domains: Record<string, string>;
}

/** What the Actions embed. */
export function disposableDomains(): Record<string, string> {
  return (list as DisposableDomains).domains;
}

/** What the list may weigh: screen-signup stays under 60 kB with it. */
const BUDGET_BYTES = 42_000;

/** Names below these cost nothing for years: they are made by the thousand and are gone the next month. */
const GIVEN_AWAY = new Set(['tk', 'ml', 'ga', 'cf', 'gq']);
const LONG_ESTABLISHED = new Set(['com', 'net', 'org', 'info', 'biz', 'name', 'mobi', 'eu', 'email']);

/** Names that say what they are for. */
const TELLING =
  /mail|temp|trash|spam|inbox|minute|drop|fake|throw|dispos|burner|guerrilla|sharklasers|junk|anon|post|box/;

/**
 * Chooses what fits. The published list has more names than an Action should carry, and no figures of how much each
 * is used, so this is a judgement: names whose word says what they are for come first, in any top-level domain, then
 * those in long-established top-level and country domains, each time the shortest first (more of them fit, and old
 * services have short names). Left out: names below dynamic-DNS hosts and top-level domains that are given away.
 * A domain that is missing is let through and can be added under `signup.blockedDomains`; a domain that is in the
 * list is matched exactly, with its subdomains: nobody is locked out by a resemblance.
 */
export function selectDisposableDomains(published: readonly string[]): Record<string, string> {
  const candidates = published
    .map((domain) => domain.toLowerCase())
    .filter((domain) => /^[a-z0-9-]+\.[a-z0-9-]+$/.test(domain))
    .map((domain) => {
      const [name = '', top = ''] = domain.split('.');
      return { name, top, rank: rankOf(name, top) };
    })
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank || a.name.length - b.name.length || (a.name < b.name ? -1 : 1));

  const byTop = new Map<string, string[]>();
  let bytes = 0;
  for (const { name, top } of candidates) {
    const names = byTop.get(top);
    const cost = name.length + 1 + (names === undefined ? top.length + '"": "",'.length : 0);
    if (bytes + cost > BUDGET_BYTES) break;
    bytes += cost;
    if (names === undefined) byTop.set(top, [name]);
    else names.push(name);
  }
  return Object.fromEntries(
    [...byTop].sort(([a], [b]) => (a < b ? -1 : 1)).map(([top, names]) => [top, names.sort().join(' ')]),
  );
}

function rankOf(name: string, top: string): number {
  if (GIVEN_AWAY.has(top)) return 0;
  if (TELLING.test(name)) return 2;
  return LONG_ESTABLISHED.has(top) || top.length === 2 ? 1 : 0;
}
