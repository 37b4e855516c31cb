import { createHash, randomBytes } from 'node:crypto';
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { SEEDED_CLIENTS } from '../../scripts/local-tenant/seed';

interface Answer {
  status: number;
  location: string | undefined;
  body: string;
}

/** One browser and app at once, as cheap as possible: the client shares the machine with what it measures. */
class Browser {
  readonly #cookies = new Map<string, string>();

  async get(url: string): Promise<Answer> {
    return this.#send(url, 'GET');
  }

  async post(url: string, fields: Record<string, string>): Promise<Answer> {
    return this.#send(url, 'POST', new URLSearchParams(fields).toString());
  }

  #send(url: string, method: string, body = ''): Promise<Answer> {
    const target = new URL(url);
    const [send, agent] = target.protocol === 'https:' ? [httpsRequest, TLS] : [httpRequest, PLAIN];
    const headers: Record<string, string> = { cookie: this.#cookieHeader() };
    if (method === 'POST') {
      headers['content-type'] = 'application/x-www-form-urlencoded';
      headers['content-length'] = String(Buffer.byteLength(body));
      headers.origin = target.origin;
    }
    return new Promise((resolve, reject) => {
      const sent = send(target, { method, agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        for (const cookie of response.headers['set-cookie'] ?? []) this.#keep(cookie);
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () => {
          const { location } = response.headers;
          resolve({ status: response.statusCode ?? 0, location, body: Buffer.concat(chunks).toString() });
        });
      });
      sent.once('error', reject).end(body);
    });
  }

  #keep(cookie: string): void {
    const [pair = ''] = cookie.split(';');
    const at = pair.indexOf('=');
    this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
  }

  #cookieHeader(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }
}

const PLAIN = new HttpAgent({ keepAlive: true });
const TLS = new HttpsAgent({ keepAlive: true, rejectUnauthorized: false });

/** authorize, the page, its form posted, callback, token: with PKCE. @throws Error where no tokens come back */
export async function logInToOurs(origin: string, username: string, password: string): Promise<void> {
  const browser = new Browser();
  const verifier = randomBytes(32).toString('base64url');
  const callback = `${origin}/app`;
  const authorize = `${origin}/authorize?${new URLSearchParams({
    client_id: SEEDED_CLIENTS.sampleApp,
    redirect_uri: callback,
    response_type: 'code',
    scope: 'openid profile email',
    state: 'state',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  })}`;
  const page = await follow(browser, await browser.get(authorize), authorize, callback);
  const fields = { ...hiddenFields(page.body), username, password };
  const posted = await browser.post(page.url, fields);
  const back = await follow(browser, posted, page.url, callback);
  await redeem(browser, origin, back.url, {
    client_id: SEEDED_CLIENTS.sampleApp,
    redirect_uri: callback,
    code_verifier: verifier,
  });
}

/** The same steps as its own pages make them. It checks neither the client, nor the code, nor PKCE. */
export async function logInToSimulacrum(origin: string): Promise<void> {
  const browser = new Browser();
  const callback = `${origin}/app`;
  const nonce = randomBytes(16).toString('hex');
  const common = {
    client_id: '0'.repeat(32),
    redirect_uri: callback,
    scope: 'openid profile email',
    state: 'state',
    nonce,
  };
  const authorize = `${origin}/authorize?${new URLSearchParams({ ...common, response_type: 'code' })}`;
  await follow(browser, await browser.get(authorize), authorize, callback);
  const posted = await browser.post(`${origin}/usernamepassword/login`, {
    ...common,
    username: 'default@example.com',
    password: '12345',
  });
  const back = await browser.post(`${origin}/login/callback`, hiddenFields(posted.body));
  await redeem(browser, origin, back.location ?? '', { client_id: common.client_id, redirect_uri: callback });
}

async function redeem(browser: Browser, origin: string, url: string, fields: Record<string, string>) {
  const code = new URL(url).searchParams.get('code');
  if (code === null) throw new Error(`the login came back without a code: ${new URL(url).searchParams}`);
  const tokens = await browser.post(`${origin}/oauth/token`, {
    grant_type: 'authorization_code',
    code,
    ...fields,
  });
  if (tokens.status !== 200 || !tokens.body.includes('id_token'))
    throw new Error(`no tokens: ${tokens.body}`);
}

async function follow(browser: Browser, first: Answer, from: string, callback: string) {
  let answer = first;
  let url = from;
  while (answer.location !== undefined) {
    url = new URL(answer.location, url).href;
    if (url.startsWith(`${callback}?`)) break;
    answer = await browser.get(url);
  }
  return { url, body: answer.body };
}

const ENTITIES: Record<string, string> = { '&amp;': '&', '&quot;': '"', '&apos;': "'", '&#39;': "'" };

function hiddenFields(html: string): Record<string, string> {
  const inputs = [...html.matchAll(/<input\b[^>]*type="hidden"[^>]*>/g)].map(([input]) => input);
  return Object.fromEntries(
    inputs.map((input) => [
      /name="([^"]*)"/.exec(input)?.[1] ?? '',
      (/value="([^"]*)"/.exec(input)?.[1] ?? '').replace(
        /&\w+;|&#39;/g,
        (entity) => ENTITIES[entity] ?? entity,
      ),
    ]),
  );
}
