import type { MiddlewareHandler } from 'hono';
import { pageHeaders } from '../pages';

const LOCAL_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Refuses requests for other names than this machine's own. A page of the web could point a name of its own at
 * 127.0.0.1 (DNS rebinding); its requests then carry that name.
 */
export const onlyLocalHosts: MiddlewareHandler = async (c, next) => {
  if (!LOCAL_HOSTS.has(new URL(c.req.url).hostname)) {
    return c.text('The dashboard answers under localhost only.', 403, pageHeaders());
  }
  return next();
};
