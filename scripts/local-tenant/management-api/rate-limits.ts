import { ApiError } from './api-error';
import type { Method, Operation, RateLimitProfileName } from './operation';

/** A token bucket: `burst` requests at once, refilled by `perMinute`. */
interface Limit {
  burst: number;
  perMinute: number;
  /** The operations that share this bucket; absent: all that no other limit names. */
  path?: RegExp;
  methods?: readonly Method[];
}

const WRITES: readonly Method[] = ['POST', 'PATCH', 'PUT', 'DELETE'];

/** What Auth0 allows (troubleshoot/customer-support/operational-policies/rate-limit-policy). */
const PROFILES: Readonly<Record<RateLimitProfileName, readonly Limit[]>> = {
  // Clients that read the headers find them here too; nobody comes to the end of this.
  off: [{ burst: 100_000, perMinute: 6_000_000 }],
  free: [
    { path: /^\/email-templates/, methods: WRITES, burst: 5, perMinute: 25 },
    { path: /^\/email-templates/, methods: ['GET'], burst: 10, perMinute: 50 },
    { burst: 2, perMinute: 120 },
  ],
  enterprise: [
    { path: /^\/prompts\/:prompt\/partials/, burst: 5, perMinute: 5 },
    { burst: 50, perMinute: 960 },
  ],
};

export type RateLimiter = (operation: Operation, now: Date) => Record<string, string>;

/**
 * Counts requests against a profile's limits.
 *
 * @returns for each request the headers `x-ratelimit-limit`, `-remaining` and `-reset` (epoch seconds at which
 *   the bucket is full again)
 * @throws ApiError 429 with these headers and `retry-after` (seconds)
 */
export function createRateLimiter(profile: RateLimitProfileName): RateLimiter {
  const limits = PROFILES[profile];
  const buckets = new Map<Limit, { tokens: number; at: number }>();
  return (operation, now) => {
    const limit = limits.find((candidate) => covers(candidate, operation));
    if (limit === undefined) return {};
    const perMillisecond = limit.perMinute / 60_000;
    const bucket = buckets.get(limit) ?? { tokens: limit.burst, at: now.getTime() };
    const tokens = Math.min(limit.burst, bucket.tokens + (now.getTime() - bucket.at) * perMillisecond);
    const left = tokens >= 1 ? tokens - 1 : tokens;
    buckets.set(limit, { tokens: left, at: now.getTime() });
    const headers = {
      'x-ratelimit-limit': String(limit.burst),
      'x-ratelimit-remaining': String(Math.floor(left)),
      'x-ratelimit-reset': String(Math.ceil((now.getTime() + (limit.burst - left) / perMillisecond) / 1000)),
    };
    if (tokens >= 1) return headers;
    throw new ApiError(429, 'Global limit has been reached', 'too_many_requests', {
      ...headers,
      'retry-after': String(Math.ceil((1 - left) / perMillisecond / 1000)),
    });
  };
}

function covers({ path, methods }: Limit, operation: Operation): boolean {
  return (path?.test(operation.path) ?? true) && (methods?.includes(operation.method) ?? true);
}
