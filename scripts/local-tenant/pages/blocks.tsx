import type { Child } from 'hono/jsx';

/** What a colour says; the words always say it too. */
export type Tone = 'neutral' | 'info' | 'success' | 'warning' | 'danger';

export function Card({ title, id, children }: { title?: string; id?: string; children?: Child }) {
  return (
    <section class="card" id={id} aria-label={title}>
      {title === undefined ? null : <h2>{title}</h2>}
      {children}
    </section>
  );
}

/** Where a page stands: the pages above it, and itself. */
export function Breadcrumb({ trail, title }: { trail: { href: string; label: string }[]; title: string }) {
  return (
    <nav class="breadcrumb" aria-label="Breadcrumb">
      <ol>
        {trail.map(({ href, label }) => (
          <li>
            <a href={href}>{label}</a>
          </li>
        ))}
        <li aria-current="page">{title}</li>
      </ol>
    </nav>
  );
}

/** What is wrong with a form that was sent; each line leads to the field that it is about. */
export function ErrorSummary({ title, errors }: { title: string; errors: Readonly<Record<string, string>> }) {
  const entries = Object.entries(errors);
  if (entries.length === 0) return null;
  return (
    <Alert tone="danger" title={title}>
      <ul>
        {entries.map(([name, message]) => (
          <li>
            <a href={`#field-${name}`}>{message}</a>
          </li>
        ))}
      </ul>
    </Alert>
  );
}

/** `role` is `alert` for what went wrong just now, so that screen readers say it at once. */
export function Alert({ tone = 'info', title, children }: { tone?: Tone; title?: string; children?: Child }) {
  return (
    <div class={`alert ${tone}`} role={tone === 'danger' ? 'alert' : 'status'}>
      {title === undefined ? null : <strong>{title} </strong>}
      {children}
    </div>
  );
}

export function Badge({ tone = 'neutral', children }: { tone?: Tone; children?: Child }) {
  return <span class={`badge ${tone}`}>{children}</span>;
}

export function Details({ summary, open, children }: { summary: Child; open?: boolean; children?: Child }) {
  return (
    <details open={open}>
      <summary>{summary}</summary>
      {children}
    </details>
  );
}

/** What to say where a list is empty: what will stand here, and how to get there. */
export function EmptyState({ title, children }: { title: string; children?: Child }) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {children}
    </div>
  );
}
