import type { Context } from 'hono';

/**
 * For a path that no page has: leads to the one without the slash at its end, undefined where there is no slash. The
 * address is relative, as the page need not know below which path it is served.
 */
export function withoutTrailingSlash(c: Context): Response | undefined {
  const { pathname, search } = new URL(c.req.url);
  const last = pathname.endsWith('/') ? pathname.split('/').at(-2) : undefined;
  return last === undefined || last === '' ? undefined : c.redirect(`../${last}${search}`);
}
