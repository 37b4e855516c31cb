import { Hono } from 'hono';
import {
  CsrfField,
  type CsrfVariables,
  csrfProtection,
  ExternalLink,
  Field,
  Page,
  pageAssets,
  securityHeaders,
} from '../../../scripts/local-tenant/pages';

function app() {
  const hono = new Hono<{ Variables: CsrfVariables }>();
  hono.use(securityHeaders(), csrfProtection());
  hono.route('/assets', pageAssets());
  hono.get('/', (c) =>
    c.html(
      <Page title="A page" layout="card" lang="de">
        <form method="post">
          <CsrfField token={c.get('csrfToken')} />
          <Field
            label="Name"
            name="name"
            value={'"><script>alert(1)</script>'}
            error="Too long"
            hint="As on the passport"
          />
        </form>
        <ExternalLink href="data:text/html,hello">stored link</ExternalLink>
      </Page>,
    ),
  );
  hono.post('/', async (c) => c.text(`got ${(await c.req.parseBody()).name}`));
  return hono;
}

const post = (hono: Hono<{ Variables: CsrfVariables }>, fields: Record<string, string>, cookie: string) =>
  hono.request('/', { method: 'POST', body: new URLSearchParams(fields), headers: { cookie } });

describe('pages', () => {
  it('is a whole document in its language, with the stylesheet that the assets route serves', async () => {
    const hono = app();
    const html = await (await hono.request('/')).text();
    expect(html).toMatch(/^<!doctype html><html lang="de">/i);
    const stylesheet = /href="(\/assets\/style-[0-9a-f]{8}\.css)"/.exec(html)?.[1] ?? '';
    const css = await hono.request(stylesheet);
    expect(css.status).toBe(200);
    expect(css.headers.get('content-type')).toContain('text/css');
    expect(css.headers.get('cache-control')).toContain('immutable');
  });

  it('shows stored values as text and never links to a script', async () => {
    const html = await (await app().request('/')).text();
    expect(html).not.toContain('<script>');
    expect(html).not.toContain('data:text/html');
    expect(html).toContain('stored link');
  });

  it('ties label, hint and error to the input', async () => {
    const html = await (await app().request('/')).text();
    expect(html).toContain('<label for="field-name">');
    expect(html).toContain('aria-describedby="field-name-error field-name-hint"');
    expect(html).toContain('aria-invalid="true"');
  });

  it('forbids inline code, framing and storing, unless a handler has set its own header', async () => {
    const hono = app();
    hono.get('/framed', (c) => c.html('ok', 200, { 'content-security-policy': "default-src 'none'" }));
    const page = (await hono.request('/')).headers;
    expect(page.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(page.get('content-security-policy')).not.toContain('unsafe-inline');
    expect(page.get('cache-control')).toBe('no-store');
    expect(page.get('x-content-type-options')).toBe('nosniff');
    expect(page.get('referrer-policy')).toBe('no-referrer');
    const framed = (await hono.request('/framed')).headers;
    expect(framed.get('content-security-policy')).toBe("default-src 'none'");
  });

  it('takes a form only with the token that belongs to the cookie', async () => {
    const hono = app();
    const first = await hono.request('/');
    const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? '';
    const token = /name="_csrf" value="([^"]+)"/.exec(await first.text())?.[1] ?? '';

    expect(await (await post(hono, { name: 'Ada', _csrf: token }, cookie)).text()).toBe('got Ada');
    for (const [fields, jar] of [
      [{ name: 'Ada' }, cookie],
      [{ name: 'Ada', _csrf: `${token}x` }, cookie],
      [{ name: 'Ada', _csrf: token }, ''],
      [{ name: 'Ada', _csrf: token }, 'gatehouse_csrf=planted'],
    ] as [Record<string, string>, string][]) {
      const refused = await post(hono, fields, jar);
      expect(refused.status).toBe(403);
      expect(await refused.text()).toContain('Nothing was changed.');
    }
    const german = await hono.request('/', {
      method: 'POST',
      headers: { 'accept-language': 'fr, de-AT;q=0.5' },
    });
    expect(await german.text()).toMatch(/<html lang="de">.*Es wurde nichts geändert\./s);
  });
});
