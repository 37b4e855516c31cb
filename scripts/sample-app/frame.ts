import type { Context } from 'hono';
import type { NavItem } from '../local-tenant/pages';
import type { RequestBindings } from '../local-tenant/tenant-context';
import type { SampleAppOptions } from './options';
import { type Texts, textsIn } from './texts';

/** Where the app and its tenant are, as the browser of this request sees them. */
export interface SampleAppPlace {
  /** Path of the app, e.g. `/app`. */
  base: string;
  /** The tenant's address without a slash at its end. */
  issuerBaseUrl: string;
  /** The single-page application of the sign-in page. */
  clientId: string;
  /** The pages that are configured. */
  pages: { key: 'sign-in' | 'profile' | 'help-desk'; path: string }[];
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
      { key: 'sign-in', path: '' },
      ...(backend === undefined ? [] : [{ key: 'profile' as const, path: '/profile' }]),
      ...(backend?.helpDesk === undefined ? [] : [{ key: 'help-desk' as const, path: '/help-desk' }]),
    ],
  };
}

/** What all pages of the app have in common. */
export function frame(
  place: SampleAppPlace,
  title: string,
  current: string,
  { locale, t }: Texts = textsIn('en'),
) {
  const nav: NavItem[] = place.pages.map(({ key, path }) => ({
    href: `${place.base}${path}`,
    label: t(`nav.${key}`),
    current: key === current,
  }));
  return {
    title,
    lang: locale,
    skipLabel: t('skip'),
    navLabel: t('nav.label'),
    layout: 'app' as const,
    brand: 'Sample app',
    brandHref: place.base,
    assets: `${place.base}/assets`,
    nav: nav.length > 1 ? nav : [],
  };
}
