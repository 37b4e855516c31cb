/** What the sample app needs to know of a tenant, the local one or a real one. */
export interface SampleAppOptions {
  /**
   * Where the tenant is, e.g. `https://acme.eu.auth0.com`. Absent: where the app itself is, which is how the
   * local tenant serves it.
   */
  issuerBaseUrl?: string;
  /** The single-page application of the sign-in page. */
  clientId: string;
  /** The API that the sign-in page asks an access token for; absent: an opaque token for /userinfo. */
  audience?: string;
  /** `claims.namespace` of the policy: where the status claim is found. */
  claimsNamespace: string;
  /** Where the app is mounted, by default `/app`. */
  mountPath?: string;
}
