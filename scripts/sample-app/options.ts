import type { Policy } from '../../actions/policy/policy';
import type { RequestBindings } from '../local-tenant/tenant-context';

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
  /** What the profile page and the help desk need; where it is absent or undefined, they are not offered. */
  backend?: () => SampleAppBackend | undefined;
}

export interface ClientCredentials {
  clientId: string;
  clientSecret: string;
}

/** The server side of profile page and help desk. Its secrets never reach a browser. */
export interface SampleAppBackend {
  /** The regular web application that people log in to these pages with. */
  web: ClientCredentials;
  /** The machine-to-machine application of the profile page, granted `SELF_SERVICE_SCOPES`. */
  selfService: ClientCredentials;
  /** That of the help desk, granted `HELP_DESK_SCOPES`, and whom it is for. Absent: no help desk. */
  helpDesk?: ClientCredentials & {
    /** Id of the organization that is offered first; each administrator works in the one they logged in to. */
    organization: string;
    /** Name of the role in the organization whose holders may use it. */
    role: string;
  };
  /** Names the documents and preferences that the profile page shows. */
  policy: Policy;
  /** Sends the links of an email change; absent: the address cannot be changed here. */
  sendMail?: (mail: Mail, issuerBaseUrl: string) => void | Promise<void>;
  /** How the tenant is reached; by default the global `fetch`. The local tenant answers within the process. */
  fetch?: (request: Request, bindings: RequestBindings) => Response | Promise<Response>;
}

export interface Mail {
  to: string;
  subject: string;
  /** A whole HTML document. */
  html: string;
}

/** The least that the profile page needs of the Management API. */
export const SELF_SERVICE_SCOPES = [
  'read:users',
  'update:users',
  'delete:users',
  // For the download of one's own data.
  'read:organizations',
  'read:logs_users',
] as const;

/** The least that the help desk needs of the Management API. None of it reads or sets a password. */
export const HELP_DESK_SCOPES = [
  'read:users',
  'update:users',
  'read:organizations',
  'read:organization_members',
  'read:organization_member_roles',
  'read:organization_invitations',
  'create:organization_invitations',
] as const;
