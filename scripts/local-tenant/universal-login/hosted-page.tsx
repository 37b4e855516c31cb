import type { Context } from 'hono';
import type { Child } from 'hono/jsx';
import type { Transaction } from '../authentication-api';
import { Button, Card, CsrfField, type CsrfVariables, Field, Page } from '../pages';
import { localPath } from '../request-url';
import type { JsonObject } from '../store';
import type { TenantContext } from '../tenant-context';
import { type Translate, textsOf } from './texts';

/** A request to a hosted page, with the token that its forms carry. */
export type PageContext = Context<{ Variables: CsrfVariables }>;

/** What every page of a login is made of. */
export interface LoginStep {
  tenant: TenantContext;
  c: PageContext;
  transaction: Transaction;
}

/** Where a hosted page of this login is. */
export function stepPath({ c, transaction }: LoginStep, path: string, query: Record<string, string> = {}) {
  return localPath(c, `${path}?${new URLSearchParams({ state: transaction.state, ...query })}`);
}

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
  const t = textsOf(tenant, 'common', 'page', locale);
  return (
    <Page
      title={title}
      brand={name}
      lang={locale}
      layout="card"
      assets={localPath(c, '/assets')}
      skipLabel={t('skip')}
    >
      <Card>
        <h1>{heading}</h1>
        {children}
      </Card>
    </Page>
  );
}

/** A form of a hosted page. */
export function PageForm({ c, action, children }: { c: PageContext; action: string; children?: Child }) {
  return (
    <form method="post" action={action}>
      <CsrfField token={c.get('csrfToken')} />
      {children}
    </form>
  );
}

interface CodeFormProps {
  c: PageContext;
  action: string;
  t: Translate;
  failed?: boolean;
  /** Hidden fields, and what else stands above the code. */
  children?: Child;
}

/** Asks for a one-time code. */
export function CodeForm({ c, action, t, failed, children }: CodeFormProps) {
  return (
    <PageForm c={c} action={action}>
      {children}
      <Field
        label={t('placeholder')}
        name="code"
        inputmode="numeric"
        autocomplete="one-time-code"
        error={failed === true ? t('invalid-code') : undefined}
        required
        autofocus
      />
      <Button>{t('buttonText')}</Button>
    </PageForm>
  );
}
