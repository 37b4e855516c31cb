import type { Child } from 'hono/jsx';
import { CSRF_FIELD } from './csrf-field';

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

interface FieldProps {
  label: string;
  name: string;
  type?:
    | 'text'
    | 'email'
    | 'password'
    | 'search'
    | 'tel'
    | 'url'
    | 'number'
    | 'date'
    | 'time'
    | 'datetime-local';
  value?: string | undefined;
  hint?: Child;
  /** What is wrong with what was entered; read out with the field. */
  error?: string | undefined;
  required?: boolean;
  autocomplete?: string;
  autofocus?: boolean;
  inputmode?: 'text' | 'numeric' | 'email' | 'tel' | 'url';
  minlength?: number;
  maxlength?: number;
  pattern?: string;
  readonly?: boolean;
  placeholder?: string;
  min?: string;
  max?: string;
  step?: string;
  /** By default made of `name`; give one where a page has two fields of a name. */
  id?: string;
}

/** A labelled input with hint and error. */
export function Field({ label, hint, error, id, type = 'text', ...input }: FieldProps) {
  const fieldId = id ?? `field-${input.name}`;
  return (
    <div class="field">
      <label for={fieldId}>{label}</label>
      <input id={fieldId} type={type} {...described(fieldId, hint, error)} {...input} />
      <Notes id={fieldId} hint={hint} error={error} />
    </div>
  );
}

export function TextArea(props: {
  label: string;
  name: string;
  value?: string | undefined;
  rows?: number;
  hint?: string | undefined;
  error?: string | undefined;
  code?: boolean;
  id?: string;
  required?: boolean;
}) {
  const fieldId = props.id ?? `field-${props.name}`;
  return (
    <div class="field">
      <label for={fieldId}>{props.label}</label>
      <textarea
        id={fieldId}
        name={props.name}
        rows={props.rows ?? 6}
        class={props.code === true ? 'code' : undefined}
        spellcheck={props.code !== true}
        required={props.required}
        {...described(fieldId, props.hint, props.error)}
      >
        {/* Browsers drop one line break at the start of a textarea. */}
        {`\n${props.value ?? ''}`}
      </textarea>
      <Notes id={fieldId} hint={props.hint} error={props.error} />
    </div>
  );
}

export function SelectField(props: {
  label: string;
  name: string;
  options: { value: string; label: string }[];
  value?: string | undefined;
  hint?: string | undefined;
  error?: string | undefined;
  id?: string;
  required?: boolean;
}) {
  const fieldId = props.id ?? `field-${props.name}`;
  return (
    <div class="field">
      <label for={fieldId}>{props.label}</label>
      <select
        id={fieldId}
        name={props.name}
        required={props.required}
        {...described(fieldId, props.hint, props.error)}
      >
        {props.options.map((option) => (
          <option value={option.value} selected={option.value === props.value}>
            {option.label}
          </option>
        ))}
      </select>
      <Notes id={fieldId} hint={props.hint} error={props.error} />
    </div>
  );
}

/** `children` is the label, which may hold a link to what is agreed to. */
export function Checkbox(props: {
  name: string;
  value?: string;
  checked?: boolean;
  required?: boolean;
  hint?: Child;
  error?: string | undefined;
  id?: string;
  children?: Child;
}) {
  const fieldId = props.id ?? `field-${props.name}`;
  return (
    <div class="field checkbox">
      <input
        id={fieldId}
        type="checkbox"
        name={props.name}
        value={props.value ?? 'true'}
        checked={props.checked}
        required={props.required}
        {...described(fieldId, props.hint, props.error)}
      />
      <label for={fieldId}>{props.children}</label>
      <Notes id={fieldId} hint={props.hint} error={props.error} />
    </div>
  );
}

function described(id: string, hint: Child, error: string | undefined) {
  const ids = [
    ...(error === undefined ? [] : [`${id}-error`]),
    ...(hint === undefined ? [] : [`${id}-hint`]),
  ];
  return {
    ...(ids.length === 0 ? {} : { 'aria-describedby': ids.join(' ') }),
    ...(error === undefined ? {} : { 'aria-invalid': 'true' as const }),
  };
}

function Notes({ id, hint, error }: { id: string; hint?: Child; error?: string | undefined }) {
  return (
    <>
      {error === undefined ? null : (
        <p class="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
      {hint === undefined ? null : (
        <div class="hint" id={`${id}-hint`}>
          {hint}
        </div>
      )}
    </>
  );
}

export function Button(props: {
  kind?: 'primary' | 'secondary' | 'danger' | 'quiet';
  name?: string;
  value?: string;
  /** Sends the form without the browser's own checks, e.g. to decline. */
  formnovalidate?: boolean;
  type?: 'submit' | 'button';
  id?: string;
  /** What is read out in place of the text, where that needs its surroundings; holds the text. */
  label?: string;
  children?: Child;
}) {
  const { kind = 'primary', type = 'submit', label, children, ...rest } = props;
  return (
    <button class={`button ${kind}`} type={type} aria-label={label} {...rest}>
      {children}
    </button>
  );
}

/** A link that looks like a button. */
export function LinkButton(props: {
  href: string;
  kind?: 'primary' | 'secondary' | 'danger' | 'quiet';
  children?: Child;
}) {
  return (
    <a class={`button ${props.kind ?? 'secondary'}`} href={props.href}>
      {props.children}
    </a>
  );
}

/** A link to a stored address: only http and https become links, the rest is text. */
export function ExternalLink({ href, children }: { href: string; children?: Child }) {
  if (!/^https?:\/\//i.test(href)) return <span>{children ?? href}</span>;
  return (
    <a href={href} rel="noreferrer noopener" target="_blank">
      {children ?? href}
    </a>
  );
}

/**
 * Rows of cells under `head`. On narrow screens each row becomes a block, and each cell says what it is.
 *
 * @param props.prose the cells hold sentences, and get the whole width there
 */
export function Table(props: { caption: string; head: string[]; rows: Child[][]; prose?: boolean }) {
  const { caption, head, rows } = props;
  return (
    // The region can be scrolled by keyboard where the table is wider than the page.
    <section class={props.prose === true ? 'table prose' : 'table'} tabindex={0} aria-label={caption}>
      <table>
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {head.map((cell) => (
              <th scope="col">{cell}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells) => (
            <tr>
              {cells.map((cell, index) => (
                <td data-label={head[index]}>
                  <div>{cell}</div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** From here on an address is broken where it may be, so that it does not push other columns away. */
const LONG_ADDRESS = 28;

/** An email address or an id, which has no spaces to break a line at. */
export function Address({ children }: { children: string }) {
  if (children.length <= LONG_ADDRESS) return <>{children}</>;
  return (
    <>
      {children.split(/(?<=[@.|/_-])/).map((part) => (
        <>
          {part}
          <wbr />
        </>
      ))}
    </>
  );
}

/** Names and values, e.g. of a profile; `paired` puts two beside each other where there is room. */
export function Pairs({ paired, children }: { paired?: boolean; children?: Child }) {
  return <dl class={paired === true ? 'pairs paired' : 'pairs'}>{children}</dl>;
}

export function Pair({ name, children }: { name: string; children?: Child }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** A block of code or JSON, always as text. */
export function Code({ label, id, children }: { label: string; id?: string; children: string }) {
  return (
    <section class="code" tabindex={0} aria-label={label}>
      <pre>
        <code id={id}>{children}</code>
      </pre>
    </section>
  );
}

export function Json({ label, value }: { label: string; value: unknown }) {
  return <Code label={label}>{JSON.stringify(value, null, 2) ?? 'undefined'}</Code>;
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

/** A time for people, exact for machines. UTC, as all times that decisions are made by. */
export function Time({
  value,
  locale = 'en',
}: {
  value: string | number | Date | undefined;
  locale?: string;
}) {
  const date = value === undefined ? undefined : new Date(value);
  if (date === undefined || Number.isNaN(date.getTime())) return <span class="muted">–</span>;
  const iso = date.toISOString();
  return (
    <time datetime={iso} title={iso}>
      {`${timeFormat(locale).format(date)} UTC`}
    </time>
  );
}

function timeFormat(locale: string): Intl.DateTimeFormat {
  const known = TIME_FORMATS.get(locale);
  if (known !== undefined) return known;
  // The day before the month, as everywhere but in the United States.
  const format = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
    dateStyle: 'medium',
    timeStyle: 'medium',
    timeZone: 'UTC',
  });
  TIME_FORMATS.set(locale, format);
  return format;
}
const TIME_FORMATS = new Map<string, Intl.DateTimeFormat>();

/** Initials instead of the stored picture, which lies on somebody else's server. */
export function Avatar({ name }: { name: string }) {
  const initials = name
    .split(/[\s@._-]+/)
    .filter((part) => part !== '')
    .slice(0, 2)
    .map((part) => [...part][0]?.toUpperCase() ?? '')
    .join('');
  return (
    <span class="avatar" aria-hidden="true">
      {initials === '' ? '?' : initials}
    </span>
  );
}

/** The hidden field that `csrfProtection` asks for. */
export function CsrfField({ token }: { token: string }) {
  return <input type="hidden" name={CSRF_FIELD} value={token} />;
}
