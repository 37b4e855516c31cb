/**
 * A browser without a screen: keeps cookies, follows redirects, fills in and submits the forms of the pages it
 * gets. Speaks to anything that answers a Request: a listener through `fetch`, or an app through `app.request`.
 */
export interface UserAgent {
  /** Where it is now, after all redirects. */
  url: URL;
  status: number;
  html: string;
  /** Opens a page and follows redirects, but not away to a URL that `stopAt` names. */
  open(url: string | URL): Promise<void>;
  /** Submits a form of the page, its other fields as they stand. */
  submit(values: Record<string, string>, choice?: FormChoice): Promise<void>;
  cookies: Map<string, string>;
}

/** Which form, the page's first by default, and which fields to leave out. */
export interface FormChoice {
  /** The form that has a field of this name. */
  form?: string;
  /** The form that is sent to this path. */
  action?: string;
  omit?: string[];
}

export interface UserAgentOptions {
  send?: (request: Request) => Response | Promise<Response>;
  /** Redirects to a URL that begins so are not followed: the app's callback. */
  stopAt?: string;
  headers?: Record<string, string>;
}

const REDIRECTS = 20;

export function userAgent(options: UserAgentOptions = {}): UserAgent {
  const send = options.send ?? ((request: Request) => fetch(request));
  const cookies = new Map<string, string>();

  const agent: UserAgent = {
    url: new URL('about:blank'),
    status: 0,
    html: '',
    cookies,
    open: (url) => visit(new Request(url)),
    submit: (values, choice = {}) => {
      const form = findForm(agent.html, choice);
      const target = new URL(form.action ?? agent.url.href, agent.url);
      const fields = new URLSearchParams(form.fields);
      for (const name of choice.omit ?? []) fields.delete(name);
      for (const [name, value] of Object.entries(values)) fields.set(name, value);
      if (form.method === 'get') {
        target.search = fields.toString();
        return visit(new Request(target));
      }
      return visit(new Request(target, { method: 'POST', body: fields }));
    },
  };

  async function visit(first: Request): Promise<void> {
    let request = first;
    for (let step = 0; step < REDIRECTS; step += 1) {
      const headers = new Headers(request.headers);
      for (const [name, value] of Object.entries(options.headers ?? {})) headers.set(name, value);
      if (cookies.size > 0)
        headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '));
      if (request.method === 'POST') headers.set('origin', new URL(request.url).origin);
      const response = await send(new Request(request, { headers, redirect: 'manual' }));
      keepCookies(cookies, response);
      agent.url = new URL(request.url);
      agent.status = response.status;
      const location = response.headers.get('location');
      if (response.status < 300 || response.status >= 400 || location === null) {
        agent.html = await response.text();
        return;
      }
      const next = new URL(location, request.url);
      if (options.stopAt !== undefined && next.href.startsWith(options.stopAt)) {
        agent.url = next;
        agent.html = '';
        return;
      }
      request = new Request(next);
    }
    throw new Error(`more than ${REDIRECTS} redirects, the last to ${request.url}`);
  }

  return agent;
}

function keepCookies(cookies: Map<string, string>, response: Response): void {
  for (const header of response.headers.getSetCookie()) {
    const [pair = '', ...attributes] = header.split(';');
    const name = pair.slice(0, pair.indexOf('=')).trim();
    const value = pair.slice(pair.indexOf('=') + 1).trim();
    const expired = attributes.some((attribute) => /^\s*max-age=0\s*$/i.test(attribute));
    if (expired || value === '') cookies.delete(name);
    else cookies.set(name, value);
  }
}

interface Form {
  action: string | undefined;
  method: string;
  fields: [string, string][];
}

function findForm(html: string, { form: fieldName, action }: FormChoice): Form {
  const forms = [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)].map(
    ([, attributes = '', body = '']) => ({
      action: attribute(attributes, 'action'),
      method: attribute(attributes, 'method')?.toLowerCase() ?? 'get',
      fields: fieldsOf(body),
      names: [...body.matchAll(/\bname="([^"]*)"/g)].map((match) => match[1]),
    }),
  );
  const found = forms.find(
    (candidate) =>
      (fieldName === undefined || candidate.names.includes(fieldName)) &&
      (action === undefined || candidate.action === action),
  );
  if (!found) throw new Error(`the page has no such form: ${JSON.stringify({ field: fieldName, action })}`);
  return found;
}

/** What a browser would send untouched: hidden and text inputs, ticked boxes. */
function fieldsOf(body: string): [string, string][] {
  return [...body.matchAll(/<input\b([^>]*)>/gi)].flatMap(([, attributes = '']) => {
    const name = attribute(attributes, 'name');
    const type = attribute(attributes, 'type') ?? 'text';
    if (name === undefined || ['submit', 'button'].includes(type)) return [];
    if (['checkbox', 'radio'].includes(type) && !/\bchecked\b/.test(attributes)) return [];
    return [[name, attribute(attributes, 'value') ?? (type === 'checkbox' ? 'on' : '')] as [string, string]];
  });
}

function attribute(attributes: string, name: string): string | undefined {
  const value = new RegExp(`\\b${name}="([^"]*)"`, 'i').exec(attributes)?.[1];
  return value
    ?.replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
