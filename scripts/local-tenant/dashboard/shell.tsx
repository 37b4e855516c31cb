import type { Context } from 'hono';
import type { Child } from 'hono/jsx';
import { Page } from '../pages';
import type { DashboardEnv } from './dashboard-env';

const SECTIONS = [
  { path: '', label: 'Overview' },
  { path: '/users', label: 'Users' },
  { path: '/logins', label: 'Logins' },
  { path: '/actions', label: 'Actions' },
  { path: '/policy', label: 'Policy' },
  { path: '/outbox', label: 'Outbox' },
  { path: '/logs', label: 'Logs' },
] as const;

export type Section = (typeof SECTIONS)[number]['label'];

interface ShellProps {
  base: string;
  title: string;
  section: Section;
  lead?: string;
  children?: Child;
}

/** The frame of every page of the dashboard. */
export function Shell({ base, title, section, lead, children }: ShellProps) {
  return (
    <Page
      title={title}
      layout="shell"
      brand="gatehouse"
      brandHref={base}
      assets={`${base}/assets`}
      nav={SECTIONS.map(({ path, label }) => ({ href: base + path, label, current: label === section }))}
    >
      <div class="page-head">
        <h1>{title}</h1>
        {lead === undefined ? null : <p class="lead">{lead}</p>}
      </div>
      {children}
    </Page>
  );
}

/** Answers 404 with a page that leads back. */
export function notFound(
  c: Context<DashboardEnv>,
  section: Section,
  what: string,
): Response | Promise<Response> {
  return c.html(
    <Shell base={c.var.base} title="Not found" section={section}>
      <p>{what} is not there (any more). Choose another from the list.</p>
    </Shell>,
    404,
  );
}
