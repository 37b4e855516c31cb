import { Hono } from 'hono';
import type { Browser } from 'playwright-core';
import { type Listener, listen } from '../../scripts/local-tenant/server';
import { createSampleApp } from '../../scripts/sample-app';
import { describeInBrowser, inspect, launchBrowser, visit } from '../support/browser';

describeInBrowser('sample app', () => {
  let browser: Browser;
  let listener: Listener;
  beforeAll(async () => {
    browser = await launchBrowser();
    const root = new Hono().route(
      '/app',
      createSampleApp({ clientId: 'sample', claimsNamespace: 'https://x.example' }),
    );
    listener = await listen((request, env) => root.fetch(request, env), { port: 0 });
  });
  afterAll(async () => {
    await browser?.close();
    await listener?.close();
  });
  it('shows the sign-in page', async () => {
    const v = await visit(browser);
    await v.page.goto(`http://localhost:${listener.port}/app`);
    await v.page.getByText('You are not logged in.').waitFor();
    expect(await inspect(v.page, 'sample-app-signed-out')).toEqual([]);
    expect(v.problems).toEqual([]);
    await v.close();
  });
});
