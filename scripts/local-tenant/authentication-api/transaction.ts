import type { TriggerOutcome } from '../actions-runtime';
import type { JsonObject } from '../store';
import type { TenantContext } from '../tenant-context';
import { keepNewest } from '../tenant-log';
import { randomToken } from '../tokens';
import type { AuthorizeParameters } from './authorize-parameters';
import type { Grant } from './grant';

/** How long somebody may take over the pages of one login. */
const TRANSACTION_SECONDS = 3_600;
const KEPT_TRANSACTIONS = 5_000;

/** Who proved to be whom, how and when. */
export interface Authentication {
  user_id: string;
  /** Name of the connection. */
  connection: string;
  methods: { name: string; timestamp: string }[];
  session_id: string;
  /** False where an existing session was used. */
  interactive: boolean;
}

export type Step = Extract<TriggerOutcome, { kind: 'redirect' | 'form' | 'challenge' }>;

/** The step that is shown next, the steps before it, and what was entered so far. */
export interface FormProgress {
  node: string;
  visited: string[];
  fields: JsonObject;
}

/**
 * One authorization request on its way to an answer, kept under the `state` that is handed to the pages, to
 * redirect Actions and to /continue. It is never found through a cookie: several tabs do not disturb each other.
 */
export interface Transaction {
  state: string;
  /** Milliseconds since 1970. */
  initiated_at: number;
  expires_at: string;
  base_url: string;
  /** The browser that its pages were first opened in. */
  browser?: string;
  parameters: AuthorizeParameters;
  /** `event.request.query` and `body` of the first leg. */
  query: Record<string, string>;
  locale: string;
  login_id: string;
  metadata: JsonObject;
  /** `ulp-*` fields of the login prompt, for `event.request.body`. */
  prompt_fields: JsonObject;
  authentication?: Authentication;
  /** Where the post-login pipeline stands still. */
  step?: Step;
  /** How far somebody has come in the form of `step`. */
  form?: FormProgress;
  /** The device that waits for this login: hash of its code. Its application has no callback to go back to. */
  device?: string;
  /** What the finished pipeline earned, while a deferred multifactor challenge is still open. */
  earned?: Grant;
}

export function newState(): string {
  return randomToken(24);
}

export function saveTransaction(tenant: TenantContext, transaction: Transaction): void {
  const transactions = collectionOf(tenant);
  transactions.put(transaction.state, transaction);
  keepNewest(tenant.store, 'transactions', transactions, KEPT_TRANSACTIONS, (old) => old.state);
}

/** The running transaction of a `state`; undefined where it is unknown, finished or too old. */
export function findTransaction(tenant: TenantContext, state: string | undefined): Transaction | undefined {
  if (state === undefined || state === '') return undefined;
  const transaction = collectionOf(tenant).get(state);
  if (transaction === undefined) return undefined;
  if (tenant.now().getTime() < Date.parse(transaction.expires_at)) return transaction;
  collectionOf(tenant).delete(state);
  return undefined;
}

/**
 * Keeps the pages of a login to the browser that opens the first of them. Whoever sends somebody the address of a
 * login that they began themselves gets nothing of what is done there.
 *
 * @returns undefined where the login belongs to another browser
 */
export function bindToBrowser(
  tenant: TenantContext,
  transaction: Transaction,
  browser: string,
): Transaction | undefined {
  if (transaction.browser === browser) return transaction;
  if (transaction.browser !== undefined) return undefined;
  const bound = { ...transaction, browser };
  saveTransaction(tenant, bound);
  return bound;
}

export function endTransaction(tenant: TenantContext, transaction: Transaction): void {
  collectionOf(tenant).delete(transaction.state);
}

export function transactionExpiry(tenant: TenantContext): string {
  return new Date(tenant.now().getTime() + TRANSACTION_SECONDS * 1000).toISOString();
}

function collectionOf(tenant: TenantContext) {
  return tenant.store.collection<Transaction>('transactions');
}
