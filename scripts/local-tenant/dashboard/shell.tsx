import type { Context } from 'hono';
import type { Child } from 'hono/jsx';
import { Alert, Breadcrumb, EmptyState, Page, Time, type Tone } from '../pages';
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

/** What was done a moment ago, said on the page that follows. */
export interface Notice {
  tone: Tone;
  text: string;
}

interface ShellProps {
  base: string;
  title: string;
  section: Section;
  /** The pages between the section's own and this one. */
  trail?: { href: string; label: string }[];
  lead?: string;
  /** Stands before the title. */
  sign?: Child;
  notice?: Notice | undefined;
  children?: Child;
}

/** The frame of every page of the dashboard. */
export function Shell({ base, title, section, trail = [], lead, sign, notice, children }: ShellProps) {
  const above = SECTIONS.filter(({ label }) => label === section && label !== title).map(
    ({ path, label }) => ({ href: base + path, label }),
  );
  return (
    <Page
      title={above.length === 0 ? title : `${title} · ${section}`}
      layout="shell"
      brand="gatehouse"
      brandHref={base}
      assets={`${base}/assets`}
      nav={SECTIONS.map(({ path, label }) => ({ href: base + path, label, current: label === section }))}
      footer={
        <>
          Local tenant, page made <Time value={new Date()} />
        </>
      }
    >
      {above.length === 0 ? null : <Breadcrumb trail={[...above, ...trail]} title={title} />}
      <div class="page-head">
        {sign}
        <h1>{title}</h1>
      </div>
      {lead === undefined ? null : <p class="lead">{lead}</p>}
      {notice === undefined ? null : <Alert tone={notice.tone}>{notice.text}</Alert>}
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
      <EmptyState title={`${what} is not there.`}>
        <p>It may have been deleted, or the address is not complete. Choose from the menu.</p>
      </EmptyState>
    </Shell>,
    404,
  );
}

/** How long a list is, and what to do where not all of it is shown. */
export function Count(props: { found: number; shown: number; one: string; many: string }) {
  const { found, shown, one, many } = props;
  return (
    <p class="muted small" role="status">
      {found} {found === 1 ? one : many}
      {shown < found ? `, the first ${shown} of them are shown: search to narrow it down` : ''}
    </p>
  );
}
