import type { Context } from 'hono';
import { renderHtml } from '../email';
import { Alert, Card, Page } from '../pages';
import { localPath } from '../request-url';
import type { JsonObject } from '../store';
import type { TenantContext } from '../tenant-context';
import { pickLocale } from './locale';
import type { OAuthError } from './oauth-error';

interface ErrorPageSettings {
  html?: string;
  url?: string;
}

const TEXTS = {
  en: {
    title: 'Something went wrong',
    advice: 'Go back to the application and try again. If it happens again, tell whoever runs it.',
  },
  de: {
    title: 'Etwas ist schiefgegangen',
    advice:
      'Gehen Sie zurück zur Anwendung und versuchen Sie es noch einmal. Geschieht es wieder, sagen Sie es denen, die sie betreiben.',
  },
};

/**
 * What people see where an error cannot be sent to an app: the tenant's own error page (its address or its
 * HTML), or ours. (customize/login-pages/custom-error-pages)
 */
export function errorPage(
  tenant: TenantContext,
  c: Context,
  error: OAuthError,
  clientId?: string,
): Response | Promise<Response> {
  const settings = tenant.store.collection<JsonObject>('singletons').get('tenant-settings') ?? {};
  const custom = (settings.error_page ?? {}) as ErrorPageSettings;
  c.header('cache-control', 'no-store');
  c.header('referrer-policy', 'no-referrer');
  const details = { error: error.error, error_description: error.description, client_id: clientId ?? '' };
  if (custom.url !== undefined && /^https?:\/\//i.test(custom.url) && URL.canParse(custom.url)) {
    const url = new URL(custom.url);
    for (const [name, value] of Object.entries(details)) url.searchParams.set(name, value);
    return c.redirect(url.toString(), 302);
  }
  // The tenant's HTML is shown, but nothing in it runs, and nobody can frame it.
  c.header(
    'content-security-policy',
    "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  );
  c.header('x-content-type-options', 'nosniff');
  const lang = pickLocale(tenant, [], c.req.header('accept-language'));
  const own = customHtml(custom.html, { ...details, tenant: settings, lang });
  if (own !== undefined) return c.html(own, error.status);
  const brand = typeof settings.friendly_name === 'string' ? settings.friendly_name : tenant.store.name;
  const { title, advice } = lang.startsWith('de') ? TEXTS.de : TEXTS.en;
  return c.html(
    <Page title={title} lang={lang} brand={brand} layout="card" assets={localPath(c, '/assets')}>
      <Card>
        <h1>{title}</h1>
        <Alert tone="danger" title={error.error}>
          <span lang="en">{error.description}</span>
        </Alert>
        <p>{advice}</p>
      </Card>
    </Page>,
    error.status,
  );
}

/** undefined where the tenant has no page of its own, or one that is no valid template. */
function customHtml(template: string | undefined, variables: JsonObject): string | undefined {
  if (template === undefined || template.trim() === '') return undefined;
  try {
    return renderHtml(template, variables);
  } catch {
    return undefined;
  }
}
