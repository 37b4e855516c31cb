import type { ActionsRuntime } from './actions-runtime/contract';
import type { TenantStore } from './store';

/** What every part of the local tenant is given: one tenant's store, the runtime, a clock. */
export interface TenantContext {
  store: TenantStore;
  runtime: ActionsRuntime;
  /** All times that the tenant decides by come from here, so that tests can set them. */
  now: () => Date;
}

/**
 * What the listener passes to the apps as Hono bindings (`c.env`); all optional, so that
 * `app.request('/authorize?…')` works in tests without a socket.
 */
export interface RequestBindings {
  /** `''`, or `/t/<tenant>` where the tenant is addressed by path: stands before every path that is sent out. */
  basePath?: string;
  /** The caller's address; `127.0.0.1` where absent. */
  clientIp?: string;
  /** Destroys the socket; how a test breaks the network. */
  cutConnection?: () => void;
}
