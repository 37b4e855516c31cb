import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { AxeResults } from 'axe-core';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';
import { PROJECT_ROOT } from '../../scripts/project-root';

const CANDIDATES = [
  process.env.GATEHOUSE_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const SCREENSHOTS = join(PROJECT_ROOT, 'test', 'screenshots');
const WIDTHS = { wide: 1280, narrow: 390 } as const;
const AXE = join(dirname(require.resolve('axe-core')), 'axe.min.js');

const chromiumPath = CANDIDATES.find((path) => path !== undefined && existsSync(path));

/** `describe` where there is a Chromium; otherwise skips the suite and says so in one line. */
export function describeInBrowser(name: string, suite: () => void): void {
  if (chromiumPath === undefined) {
    process.stderr.write(
      `Skipped "${name}": no Chromium found. Install one, or name it in GATEHOUSE_CHROMIUM.\n`,
    );
    describe.skip(name, suite);
  } else {
    describe(name, suite);
  }
}

export function launchBrowser(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error('no Chromium found');
  return chromium.launch({ executablePath: chromiumPath, args: ARGUMENTS });
}

/** A visit with a cookie jar of its own, which notes what must not happen. */
export interface Visit {
  context: BrowserContext;
  page: Page;
  /** Errors on the console, uncaught exceptions, and requests that would have left this machine. */
  problems: string[];
  close(): Promise<void>;
}

/** @param expected console messages that belong to the test, e.g. of a 403 that is provoked; may grow */
export async function visit(
  browser: Browser,
  expected: RegExp[] = [],
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: WIDTHS.wide, height: 900 }, ...options });
  const problems: string[] = [];
  await context.route(
    (url) => !isLocal(url),
    async (route) => {
      problems.push(`request left the machine: ${route.request().url()}`);
      await route.abort();
    },
  );
  const note = (text: string) => {
    if (!expected.some((pattern) => pattern.test(text))) problems.push(text);
  };
  const watch = (page: Page) => {
    page.on('console', (message) => {
      if (message.type() === 'error') note(`console: ${message.text()} (${message.location().url})`);
    });
    page.on('pageerror', (error) => note(`exception: ${error.message}`));
  };
  context.on('page', watch);
  const page = await context.newPage();
  return { context, page, problems, close: () => context.close() };
}

/** What axe-core finds on the page as it is now, one line per violation. `rules` names those to apply; all by default. */
async function accessibilityViolations(page: Page, rules: string[] = []): Promise<string[]> {
  // Evaluated by the debugger, which the page's content security policy does not stop.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(readFileSync(AXE, 'utf8'));
  const results = await page.evaluate(
    (only) =>
      (window as unknown as { axe: { run(options: object): Promise<AxeResults> } }).axe.run({
        resultTypes: ['violations'],
        ...(only.length === 0 ? {} : { runOnly: only }),
      }),
    rules,
  );
  return results.violations.map(
    (violation) =>
      `${violation.id}: ${violation.help} (${violation.nodes.map((node) => node.target.join(' ')).join(', ')})`,
  );
}

/** How a page is looked at. Between the colour schemes nothing but contrast can differ. */
const LOOKS = [
  { width: 'wide', colorScheme: 'light', rules: [] },
  { width: 'wide', colorScheme: 'dark', rules: ['color-contrast'] },
  { width: 'narrow', colorScheme: 'dark', rules: ['color-contrast'] },
  { width: 'narrow', colorScheme: 'light', rules: [] },
] as const;

/**
 * Photographs the page at two widths in both colour schemes into test/screenshots (which git ignores), and
 * returns what axe-core finds, and where the page is wider than the screen.
 */
export async function inspect(page: Page, name: string): Promise<string[]> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  const found: string[] = [];
  for (const { width, colorScheme, rules } of LOOKS) {
    await page.setViewportSize({ width: WIDTHS[width], height: 900 });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const look = `${name}, ${width}, ${colorScheme}`;
    found.push(...(await accessibilityViolations(page, [...rules])).map((line) => `${look}: ${line}`));
    await page.screenshot({
      path: join(SCREENSHOTS, `${name}-${width}-${colorScheme}.jpg`),
      type: 'jpeg',
      quality: 80,
      fullPage: true,
    });
    const excess = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (excess > 0) found.push(`${look}: the page is ${excess} pixels too wide`);
  }
  await page.setViewportSize({ width: WIDTHS.wide, height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });
  return found;
}

function isLocal(url: URL): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname) || !/^(https?|wss?):$/.test(url.protocol);
}
