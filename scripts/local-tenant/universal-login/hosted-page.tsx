import type { Context } from 'hono';
import type { Child } from 'hono/jsx';
import { Card, type CsrfVariables, Page } from '../pages';
import { localPath } from '../request-url';
import type { JsonObject } from '../store';
import type { TenantContext } from '../tenant-context';

/** A request to a hosted page, with the token that its forms carry. */
export type PageContext = Context<{ Variables: CsrfVariables }>;

interface HostedPageProps {
  tenant: TenantContext;
  c: PageContext;
  locale: string;
  title: string;
  heading: string;
  children?: Child;
}

/** The frame of all hosted pages: the tenant's name and sign, one card, in the login's language. */
export function HostedPage({ tenant, c, locale, title, heading, children }: HostedPageProps) {
  const settings = tenant.store.collection<JsonObject>('singletons').get('tenant-settings') ?? {};
  const name = typeof settings.friendly_name === 'string' ? settings.friendly_name : tenant.store.name;
  return (
    <Page title={title} brand={name} lang={locale} layout="card" assets={localPath(c, '/assets')}>
      <Card>
        <h1>{heading}</h1>
        {children}
      </Card>
    </Page>
  );
}
