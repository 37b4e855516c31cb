import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import { STYLESHEET_FILE } from './static-assets';

export interface NavItem {
  href: string;
  label: string;
  current?: boolean;
}

export interface PageProps {
  title: string;
  /** The language of the text, e.g. `de`; by default `en`. */
  lang?: string;
  /** `card`: one thing to do, in the middle · `shell`: dashboard with navigation at the side · `app`: a plain page. */
  layout: 'card' | 'shell' | 'app';
  /** Where `pageAssets()` is mounted, as the browser asks for it; by default `/assets`. */
  assets?: string;
  /** What stands at the top: the product's or the tenant's name. */
  brand?: string;
  brandHref?: string;
  nav?: NavItem[];
  /** A picture of the tenant's branding; by default gatehouse's own sign. */
  logoUrl?: string;
  /** Script files, loaded as modules; nothing inline ever runs. */
  scripts?: string[];
  skipLabel?: string;
  navLabel?: string;
  footer?: Child;
  children?: Child;
}

/** The frame of every page: head, skip link, brand, navigation, main part. */
export function Page(props: PageProps) {
  const {
    title,
    lang = 'en',
    layout,
    assets = '/assets',
    brand = 'gatehouse',
    nav = [],
    scripts = [],
  } = props;
  return (
    <>
      {/* The doctype is added here, as JSX cannot write one. */}
      {raw('<!doctype html>')}
      <html lang={lang}>
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta name="referrer" content="no-referrer" />
          <title>{title === brand ? title : `${title} · ${brand}`}</title>
          <link rel="icon" href={`${assets}/icon.svg`} type="image/svg+xml" />
          <link rel="stylesheet" href={`${assets}/${STYLESHEET_FILE}`} />
          {scripts.map((src) => (
            <script type="module" src={src} />
          ))}
        </head>
        <body class={`layout-${layout}`}>
          <a class="skip" href="#content">
            {props.skipLabel ?? 'Skip to the content'}
          </a>
          <header class="brand-bar">
            <Brand
              {...(props.brandHref === undefined ? {} : { href: props.brandHref })}
              name={brand}
              logoUrl={props.logoUrl}
            />
            {layout !== 'shell' && nav.length > 0 ? <Nav items={nav} label={props.navLabel} /> : null}
          </header>
          {layout === 'shell' ? <Nav items={nav} label={props.navLabel} /> : null}
          <main id="content" tabindex={-1}>
            {props.children}
          </main>
          {props.footer === undefined ? null : <footer class="page-footer">{props.footer}</footer>}
        </body>
      </html>
    </>
  );
}

function Brand({ name, href, logoUrl }: { name: string; href?: string; logoUrl?: string | undefined }) {
  const content = (
    <>
      {logoUrl === undefined ? <Sign /> : <img class="logo" src={logoUrl} alt="" />}
      <span>{name}</span>
    </>
  );
  return href === undefined ? (
    <span class="brand">{content}</span>
  ) : (
    <a class="brand" href={href}>
      {content}
    </a>
  );
}

/** gatehouse's sign: an arch with a keyhole. */
function Sign() {
  return (
    <svg class="sign" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
      <rect width="32" height="32" rx="7" />
      <path d="M7 25V14a9 9 0 0 1 18 0v11h-4V14a5 5 0 0 0-10 0v11z" />
      <circle cx="16" cy="19" r="2.2" />
    </svg>
  );
}

function Nav({ items, label = 'Main' }: { items: NavItem[]; label: string | undefined }) {
  return (
    <nav class="main-nav" aria-label={label}>
      <ul>
        {items.map((item) => (
          <li>
            <a href={item.href} aria-current={item.current === true ? 'page' : undefined}>
              {item.label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
