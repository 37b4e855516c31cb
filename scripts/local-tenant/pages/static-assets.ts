import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Hono } from 'hono';

const STYLESHEET = readFileSync(join(__dirname, 'style.css'), 'utf8');
const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#2f4fa8"/><path d="M7 25V14a9 9 0 0 1 18 0v11h-4V14a5 5 0 0 0-10 0v11z" fill="#fff"/><circle cx="16" cy="19" r="2.2" fill="#fff"/></svg>`;

/** Changes whenever the stylesheet does, so that browsers may keep it for good. */
const VERSION = createHash('sha256').update(STYLESHEET).digest('hex').slice(0, 8);
export const STYLESHEET_FILE = `style-${VERSION}.css`;

/** The stylesheet and the icon: every app that shows pages mounts this, by default at `/assets`. */
export function pageAssets(): Hono {
  const assets = new Hono();
  const lasting = {
    'cache-control': 'public, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
  };
  assets.get(`/${STYLESHEET_FILE}`, (c) =>
    c.body(STYLESHEET, 200, { ...lasting, 'content-type': 'text/css; charset=utf-8' }),
  );
  assets.get('/icon.svg', (c) => c.body(ICON, 200, { ...lasting, 'content-type': 'image/svg+xml' }));
  return assets;
}
