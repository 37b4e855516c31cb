import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import express, { type ErrorRequestHandler, type Express } from 'express';
import { auth as bearer, requiredScopes } from 'express-oauth2-jwt-bearer';
import { auth as sessions } from 'express-openid-connect';
import { type Listener, listen, localCertificate } from '../../../scripts/local-tenant/server';
import { userAgent } from '../../support/user-agent';
import { API, claimsOf, createLoginTenant, type LoginTenant, PASSWORD } from './login-tenant';

/** Unmodified SDKs over real sockets: they decide what is right. */
describe('client SDKs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-clients-'));
  const servers: Server[] = [];
  let login: LoginTenant;
  let http: Listener;
  let https: Listener;
  let authorityFile: string;

  beforeAll(async () => {
    // express-openid-connect warns that form_post and http do not go together; on localhost they do.
    jest.spyOn(console, 'warn').mockImplementation(() => {});
    login = createLoginTenant();
    await login.user();
    const certificate = await localCertificate(folder);
    authorityFile = certificate.authorityFile;
    http = await listen((request, bindings) => login.app.fetch(request, bindings), { port: 0 });
    https = await listen((request, bindings) => login.app.fetch(request, bindings), {
      port: 0,
      tls: certificate,
    });
  });
  afterAll(async () => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
    await http.close();
    await https.close();
    await login.close();
    rmSync(folder, { recursive: true });
  });

  async function serve(app: Express, server = createServer(app)): Promise<string> {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://localhost:${(server.address() as AddressInfo).port}`;
  }

  /** An Express app with express-openid-connect in front of everything. */
  async function webApp(options: Partial<Parameters<typeof sessions>[0]>): Promise<string> {
    const app = express();
    const server = createServer(app);
    const base = await serve(app, server);
    login.change('clients', 'web', { callbacks: [`${base}/callback`], allowed_logout_urls: [base] });
    app.use(
      sessions({
        issuerBaseURL: `http://localhost:${http.port}`,
        baseURL: base,
        clientID: 'web',
        secret: 'a long enough secret for the session cookie',
        idpLogout: true,
        auth0Logout: true,
        authRequired: true,
        ...options,
      }),
    );
    app.get('/', (request, response) => {
      response.json({ user: request.oidc.user, refresh: request.oidc.refreshToken !== undefined });
    });
    app.use(((error, _request, response, _next) => {
      response.status(error.status ?? 500).json({ error: error.error, description: error.error_description });
    }) satisfies ErrorRequestHandler);
    return base;
  }

  async function visit(base: string) {
    // localhost's cookies go to all its ports, as in a browser.
    const agent = userAgent();
    await agent.open(base);
    await agent.submit({ username: 'ada@example.com', password: PASSWORD }, { form: 'password' });
    if (agent.html.includes('form-post.js')) await agent.submit({});
    return agent;
  }

  it('express-openid-connect logs in by its default, an ID token posted by a form, and logs out', async () => {
    const base = await webApp({});
    const agent = await visit(base);
    expect(JSON.parse(agent.html)).toMatchObject({
      user: { email: 'ada@example.com', email_verified: true },
    });
    await agent.open(`${base}/logout`);
    expect(agent.url.pathname).toBe('/u/login');
  });

  it('express-openid-connect logs in by code, with a secret, and gets a refresh token', async () => {
    const base = await webApp({
      clientSecret: 'web-secret',
      authorizationParams: {
        response_type: 'code',
        audience: API,
        scope: 'openid profile email offline_access',
      },
    });
    const agent = await visit(base);
    expect(JSON.parse(agent.html)).toMatchObject({ user: { name: 'ada@example.com' }, refresh: true });
  });

  it('express-openid-connect is told why a login was denied', async () => {
    login.deploy(
      'post-login',
      'deny',
      "exports.onExecutePostLogin = async (event, api) => { if (event.client.client_id === 'web') api.access.deny('terms_required: Please accept the terms.') };",
    );
    const agent = await visit(await webApp({}));
    login.deploy('post-login', 'deny', 'exports.onExecutePostLogin = async () => {};');
    expect(JSON.parse(agent.html)).toEqual({
      error: 'access_denied',
      description: 'terms_required: Please accept the terms.',
    });
  });

  it('express-oauth2-jwt-bearer accepts access tokens for its API, with their scopes, and no others', async () => {
    const app = express();
    app.use(bearer({ issuerBaseURL: `http://localhost:${http.port}/`, audience: API }));
    app.get('/things', requiredScopes('read:things'), (request, response) => {
      response.json({ sub: request.auth?.payload.sub });
    });
    app.use(((error, _request, response, _next) => {
      response.status(error.status ?? 500).json({});
    }) satisfies ErrorRequestHandler);
    const base = await serve(app);
    const call = async (scope: string, audience?: string) => {
      const token = await fetch(`http://localhost:${http.port}/oauth/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          grant_type: 'password',
          client_id: 'web',
          client_secret: 'web-secret',
          username: 'ada@example.com',
          password: PASSWORD,
          scope,
          audience,
        }),
      });
      const { access_token: accessToken } = (await token.json()) as { access_token: string };
      const response = await fetch(`${base}/things`, { headers: { authorization: `Bearer ${accessToken}` } });
      return { status: response.status, body: (await response.json()) as { sub?: string } };
    };
    const [user] = login.tenant.store.collection<{ user_id: string }>('users').list();
    expect(await call('openid read:things', API)).toEqual({ status: 200, body: { sub: user?.user_id } });
    expect((await call('openid', API)).status).toBe(403);
    expect((await call('openid')).status).toBe(401);
  });

  it('a client that insists on https trusts the local authority and finds itself under the same issuer', async () => {
    const program = `
      const oidc = require('openid-client');
      (async () => {
        const config = await oidc.discovery(new URL(process.argv[1]), 'machine', undefined, oidc.ClientSecretBasic('machine-secret'));
        const tokens = await oidc.clientCredentialsGrant(config, { audience: 'my-api' });
        process.stdout.write(tokens.access_token);
      })();`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['-e', program, `https://localhost:${https.port}/`],
      {
        env: { ...process.env, NODE_EXTRA_CA_CERTS: authorityFile, NODE_NO_WARNINGS: '1' },
      },
    );
    expect(claimsOf(stdout)).toMatchObject({
      iss: `https://localhost:${https.port}/`,
      sub: 'machine@clients',
    });
  });
});
