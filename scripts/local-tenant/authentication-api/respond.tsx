import type { Context } from 'hono';
import { localPath } from '../request-url';
import type { AuthorizeParameters } from './authorize-parameters';

type Answer = Record<string, string | number | undefined>;
type Target = Pick<AuthorizeParameters, 'redirect_uri' | 'response_mode'>;

/** Sends the answer to an authorization request to its callback, the way the request asked for. */
export function respond(c: Context, target: Target, answer: Answer): Response | Promise<Response> {
  const fields = Object.entries(answer).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, String(value)]],
  );
  c.header('cache-control', 'no-store');
  c.header('referrer-policy', 'no-referrer');
  switch (target.response_mode) {
    case 'form_post':
      return formPost(c, target.redirect_uri, fields);
    case 'web_message':
      return webMessage(c, target.redirect_uri, fields);
    default:
      return c.redirect(withFields(target, fields), 302);
  }
}

function withFields({ redirect_uri, response_mode }: Target, fields: [string, string][]): string {
  const url = new URL(redirect_uri);
  if (response_mode === 'fragment') url.hash = new URLSearchParams(fields).toString();
  else for (const [name, value] of fields) url.searchParams.append(name, value);
  return url.toString();
}

/** The scripts are files of their own: no page of the tenant runs anything inline. */
const SCRIPTS = {
  formPost: 'document.forms[0].submit();',
  webMessage: `
const { origin, response } = document.body.dataset;
const app = window.opener ?? window.parent;
app.postMessage({ type: 'authorization_response', response: JSON.parse(response) }, origin);
`,
} as const;

export const RESPONSE_SCRIPTS: Record<string, string> = {
  '/authorize/form-post.js': SCRIPTS.formPost,
  '/authorize/web-message.js': SCRIPTS.webMessage,
};

function formPost(c: Context, redirectUri: string, fields: [string, string][]) {
  c.header(
    'content-security-policy',
    "default-src 'none'; script-src 'self'; base-uri 'none'; frame-ancestors 'none'",
  );
  return c.html(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>Back to the application</title>
      </head>
      <body>
        <form method="post" action={new URL(redirectUri).toString()}>
          {fields.map(([name, value]) => (
            <input type="hidden" name={name} value={value} />
          ))}
          <noscript>
            <button type="submit">Continue</button>
          </noscript>
        </form>
        <script src={localPath(c, '/authorize/form-post.js')} />
      </body>
    </html>,
  );
}

/** Only the callback's own origin may frame the page, and only it receives the message. */
function webMessage(c: Context, redirectUri: string, fields: [string, string][]) {
  const { origin } = new URL(redirectUri);
  c.header(
    'content-security-policy',
    `default-src 'none'; script-src 'self'; base-uri 'none'; frame-ancestors ${origin}`,
  );
  return c.html(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>Authorization response</title>
      </head>
      <body data-origin={origin} data-response={JSON.stringify(Object.fromEntries(fields))}>
        <script src={localPath(c, '/authorize/web-message.js')} />
      </body>
    </html>,
  );
}
