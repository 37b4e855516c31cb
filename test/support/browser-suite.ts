import type { Browser, BrowserContextOptions } from 'playwright-core';
import { EXAMPLE_PASSWORD } from '../../scripts/local-tenant/seed';
import type { OutboxMessage } from '../../scripts/local-tenant/store';
import { inspect, launchBrowser, type Visit, visit } from './browser';
import { type DeployedTenant, startDeployedTenant } from './deployed-tenant';

/** Somebody at a browser of their own, in front of the tenant. */
export interface Person extends Visit {
  /** Console messages that belong to the test, such as of a 400 that is provoked. */
  expected: RegExp[];
  open(path: string): Promise<void>;
  /** Opens the sample app's sign-in page and chooses the language of the tenant's pages. */
  openApp(language?: 'en' | 'de'): Promise<void>;
  press(name: string): Promise<void>;
  /** Sends the page's first form. */
  submit(): Promise<void>;
  /** Fills in the form for email and password. */
  enter(email: string, password?: string): Promise<void>;
  /** From a page that asks for a login to the tenant's answer. */
  logIn(email: string, path?: string): Promise<void>;
  /** Accepts what the form asks for, and leaves the consent to itself. */
  acceptTerms(): Promise<void>;
  /** Photographs the page, and holds it to the rules for all pages. */
  look(name: string): Promise<void>;
}

/** One browser and one tenant for all tests of a suite, and a person for each test who sees nothing go wrong. */
export interface BrowserSuite {
  readonly tenant: DeployedTenant;
  readonly person: Person;
  newPerson(options?: BrowserContextOptions): Promise<Person>;
  /** The first link of the newest mail to an address. */
  linkInMail(to: string, template: string): string;
}

/** Call it in a `describeInBrowser`. */
export function browserSuite(): BrowserSuite {
  let browser: Browser | undefined;
  let tenant: DeployedTenant | undefined;
  let person: Person | undefined;

  beforeAll(async () => {
    [browser, tenant] = await Promise.all([launchBrowser(), startDeployedTenant()]);
  });
  afterAll(async () => {
    await browser?.close();
    await tenant?.close();
  });
  beforeEach(async () => {
    person = await suite.newPerson();
  });
  afterEach(async () => {
    const problems = person?.problems;
    await person?.close();
    expect(problems).toEqual([]);
  });

  const suite: BrowserSuite = {
    get tenant() {
      return started(tenant);
    },
    get person() {
      return started(person);
    },
    newPerson: (options) => personAt(started(browser), suite.tenant, options),
    linkInMail(to, template) {
      const mail = suite.tenant.tenant.store
        .collection<OutboxMessage>('outbox')
        .findBy('to', to)
        .findLast((message) => message.template === template);
      return /href="([^"]+)"/.exec(mail?.html ?? '')?.[1]?.replaceAll('&amp;', '&') ?? '';
    },
  };
  return suite;
}

function started<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the suite has not begun yet');
  return value;
}

export async function personAt(
  browser: Browser,
  tenant: DeployedTenant,
  options: BrowserContextOptions = {},
): Promise<Person> {
  const expected: RegExp[] = [];
  const visited = await visit(browser, expected, options);
  const { page } = visited;
  const person: Person = {
    ...visited,
    expected,
    async open(path) {
      await page.goto(tenant.http + path);
    },
    async openApp(language = 'en') {
      await person.open('/app');
      await page.getByLabel('Language of the tenant').selectOption(language);
    },
    press: (name) => page.getByRole('button', { name, exact: true }).click(),
    submit: () => page.locator('main form button[type=submit]').first().click(),
    async enter(email, password = EXAMPLE_PASSWORD) {
      await page.locator('input:is([name=username], [name=email])').fill(email);
      await page.locator('input[type=password]').fill(password);
    },
    async logIn(email, path = '/app') {
      await person.open(path);
      if (path === '/app') await person.press('Log in');
      await person.enter(email);
      await person.submit();
    },
    async acceptTerms() {
      await page.locator('input[name=terms]').check();
      await person.submit();
      await page.locator('input[name=newsletter]').waitFor();
      await person.submit();
    },
    async look(name) {
      expect(await inspect(page, name)).toEqual([]);
    },
  };
  return person;
}
