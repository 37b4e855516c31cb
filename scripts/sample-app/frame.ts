import type { Context } from 'hono';
import type { NavItem } from '../local-tenant/pages';
import type { RequestBindings } from '../local-tenant/tenant-context';
import type { SampleAppOptions } from './options';

/** Where the app and its tenant are, as the browser of this request sees them. */
export interface SampleAppPlace {
  /** Path of the app, e.g. `/app`. */
  base: string;
  /** The tenant's address without a slash at its end. */
  issuerBaseUrl: string;
  /** The single-page application of the sign-in page. */
  clientId: string;
  /** The pages that are configured. */
  pages: { key: string; path: string; label: string }[];
}

export function placeOf(c: Context, options: SampleAppOptions): SampleAppPlace {
  const prefix = ((c.env ?? {}) as RequestBindings).basePath ?? '';
  const origin = new URL(c.req.url).origin;
  const backend = options.backend?.();
  return {
    base: `${prefix}${options.mountPath ?? '/app'}`,
    issuerBaseUrl: (options.issuerBaseUrl ?? `${origin}${prefix}`).replace(/\/$/, ''),
    clientId: options.clientId,
    pages: [
      { key: 'sign-in', path: '', label: 'Sign in' },
      ...(backend === undefined ? [] : [{ key: 'profile', path: '/profile', label: 'Your profile' }]),
      ...(backend?.helpDesk === undefined
        ? []
        : [{ key: 'help-desk', path: '/help-desk', label: 'Help desk' }]),
    ],
  };
}

/** What all pages of the app have in common. */
export function frame(place: SampleAppPlace, title: string, current: string) {
  const nav: NavItem[] = place.pages.map(({ key, path, label }) => ({
    href: `${place.base}${path}`,
    label,
    current: key === current,
  }));
  return {
    title,
    layout: 'app' as const,
    brand: 'Sample app',
    brandHref: place.base,
    assets: `${place.base}/assets`,
    nav: nav.length > 1 ? nav : [],
  };
}
