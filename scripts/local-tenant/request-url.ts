import type { Context } from 'hono';
import type { RequestBindings } from './tenant-context';

/** `http://localhost:4400` or `https://localhost:4443/t/acme`: the request's own origin and the tenant's path. */
export function baseUrl(c: Context): string {
  return `${new URL(c.req.url).origin}${basePath(c)}`;
}

/** The issuer of this request's tokens: the base URL with a slash at its end, as Auth0 writes it. */
export function issuer(c: Context): string {
  return `${baseUrl(c)}/`;
}

/** A path of this tenant as a browser must ask for it. `path` begins with a slash. */
export function localPath(c: Context, path: string): string {
  return `${basePath(c)}${path}`;
}

export function clientIp(c: Context): string {
  return bindings(c).clientIp ?? '127.0.0.1';
}

/** In tests without a socket: nobody answers this one. */
export class ConnectionCut extends Error {}

/** Ends the connection without an answer, as a broken network does; behind no listener the request fails. */
export function cutConnection(c: Context): Response {
  const { cutConnection: cut } = bindings(c);
  if (cut === undefined) throw new ConnectionCut('the connection was cut');
  cut();
  return new Response(null, { status: 500 });
}

function basePath(c: Context): string {
  return bindings(c).basePath ?? '';
}

function bindings(c: Context): RequestBindings {
  return (c.env ?? {}) as RequestBindings;
}
