import { randomBytes } from 'node:crypto';

/** Who is logged in to the pages of the backend. */
export interface Session {
  userId: string;
  name: string;
  organizationId: string | undefined;
  /** Seconds since the epoch: when the person last proved who they are. */
  authenticatedAt: number;
  endsAt: number;
}

/** A login that has begun: what the tenant's answer must fit. */
export interface PendingLogin {
  codeVerifier: string;
  nonce: string;
  state: string;
  maxAge: number;
  redirectUri: string;
  returnTo: string;
  endsAt: number;
}

/** The person behind a session was deleted or blocked since they logged in. */
export class SessionEnded extends Error {
  constructor() {
    super('the account behind this session is gone or blocked');
    this.name = 'SessionEnded';
  }
}

const MOST_ENTRIES = 1_000;

/** Values under random keys, in memory, each until its `endsAt` (milliseconds); the oldest go when there are too many. */
export class ShortMemory<T extends { endsAt: number }> {
  readonly #entries = new Map<string, T>();

  add(value: T): string {
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined && this.#entries.size >= MOST_ENTRIES) this.#entries.delete(oldest);
    const key = randomBytes(32).toString('base64url');
    this.#entries.set(key, value);
    return key;
  }

  get(key: string | undefined): T | undefined {
    const value = key === undefined ? undefined : this.#entries.get(key);
    return value !== undefined && value.endsAt > Date.now() ? value : undefined;
  }

  delete(key: string | undefined): void {
    if (key !== undefined) this.#entries.delete(key);
  }
}
