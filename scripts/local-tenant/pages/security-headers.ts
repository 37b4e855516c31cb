import type { MiddlewareHandler } from 'hono';

export interface SecurityHeaderOptions {
  /**
   * Where forms may lead. Chromium applies `form-action` to the redirects that follow a form too, so a page
   * whose form ends at an app's callback needs `any`. By default `self`.
   */
  formAction?: 'self' | 'any';
  /** Origins that scripts may fetch from and that may stand in a frame, besides the page's own. */
  connectTo?: string[];
  /** Who may keep hold of the window that it opened: `any` where apps log in by a popup. By default `self`. */
  opener?: 'self' | 'any';
  /** `sandbox` for pages that show foreign HTML, such as an email. */
  sandbox?: string;
}

/** Headers of every page that people look at: nothing inline runs, nobody frames it, nobody stores it. */
export function pageHeaders(options: SecurityHeaderOptions = {}): Record<string, string> {
  return {
    'content-security-policy': contentSecurityPolicy(options),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': options.opener === 'any' ? 'unsafe-none' : 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  };
}

/**
 * Gives `pageHeaders` to every answer. A header that a handler has set itself stays: `/authorize?prompt=none` answers
 * into a frame.
 */
export function securityHeaders(options: SecurityHeaderOptions = {}): MiddlewareHandler {
  const headers = pageHeaders(options);
  return async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(headers)) {
      if (!c.res.headers.has(name)) c.res.headers.set(name, value);
    }
  };
}

function contentSecurityPolicy({
  formAction = 'self',
  connectTo = [],
  sandbox,
}: SecurityHeaderOptions): string {
  const others = connectTo.map((origin) => ` ${origin}`).join('');
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self'${others}`,
    `frame-src 'self'${others}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
    ...(formAction === 'self' ? ["form-action 'self'"] : []),
    ...(sandbox === undefined ? [] : [`sandbox ${sandbox}`]),
  ].join('; ');
}
