import type { EmbeddedDocument } from './policy';

/** Who and where: what `appliesTo` and `exemptClients` are compared with. */
export interface Applicant {
  clientId: string | undefined;
  connection: { name: string | undefined; strategy: string | undefined };
  organization: { id: string | undefined; name: string | undefined };
  /** ISO 3166 alpha-2, upper case; from the IP address: a hint. */
  country: string | undefined;
}

/** `"*"` matches everything, also nothing at all, and so does no list; otherwise one of `values` has to stand in it. */
export function matchesList(list: readonly string[] = ['*'], ...values: readonly unknown[]): boolean {
  return list.some((entry) => entry === '*' || values.includes(entry));
}

/** Whether a document concerns this person here; an unknown country is taken to be one that it applies to. */
export function appliesTo(
  { appliesTo: lists = {} }: EmbeddedDocument,
  { clientId, connection, organization, country }: Applicant,
): boolean {
  return (
    matchesList(lists.clients, clientId) &&
    matchesList(lists.connections, connection.name) &&
    matchesList(lists.organizations, organization.id, organization.name) &&
    (!country || matchesList(lists.countries, country))
  );
}
