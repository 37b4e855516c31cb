import type { PolicyDocument } from './policy';

/** Who and where: what `appliesTo` and `exemptClients` are compared with. */
export interface Applicant {
  clientId: string | undefined;
  connection: { name: string | undefined; strategy: string | undefined };
  organization: { id: string | undefined; name: string | undefined };
  /** ISO 3166 alpha-2, upper case; from the IP address: a hint. */
  country: string | undefined;
}

/** `"*"` matches everything, also nothing at all; otherwise one of `values` has to stand in the list. */
export function matchesList(list: readonly string[], ...values: readonly unknown[]): boolean {
  return list.some((entry) => entry === '*' || values.includes(entry));
}

/** Whether a document concerns this person here; an unknown country is taken to be one that it applies to. */
export function appliesTo(document: PolicyDocument, applicant: Applicant): boolean {
  const { clients, connections, organizations, countries } = document.appliesTo;
  const { clientId, connection, organization, country } = applicant;
  return (
    matchesList(clients, clientId) &&
    matchesList(connections, connection.name) &&
    matchesList(organizations, organization.id, organization.name) &&
    (!country || matchesList(countries, country))
  );
}
