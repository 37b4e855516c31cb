import type { Child } from 'hono/jsx';

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

/** A link to a stored address: only http and https become links, the rest is text. */
export function ExternalLink({ href, children }: { href: string; children?: Child }) {
  if (!/^https?:\/\//i.test(href)) return <span>{children ?? href}</span>;
  return (
    <a href={href} rel="noreferrer noopener" target="_blank">
      {children ?? href}
    </a>
  );
}

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
