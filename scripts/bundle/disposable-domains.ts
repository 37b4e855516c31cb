import list from './disposable-domains.json';

/** Mail domains that hand out throw-away addresses: lowercase ASCII, dated, see the list's own note. */
export function disposableDomains(): string[] {
  return list.domains;
}
