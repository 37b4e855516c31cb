import { join } from 'node:path';
import { PROJECT_ROOT } from '../../scripts/project-root';
import { launchBrowser } from '../support/browser';
import { personAt } from '../support/browser-suite';
import { startDeployedTenant } from '../support/deployed-tenant';

const PICTURE = 'scripts/local-tenant/dashboard/login-timeline.png';

/** `npm run docs:screenshot`: the README's picture of a login, as the dashboard shows it after the terms were accepted. */
async function main(): Promise<void> {
  const browser = await launchBrowser();
  const tenant = await startDeployedTenant();
  try {
    const person = await personAt(browser, tenant);
    const { page } = person;
    await person.logIn('stella@example.com');
    await person.acceptTerms();
    await page.getByText('Welcome, Stella Stale').waitFor();
    await page.goto(`${tenant.http}/dashboard/logins`);
    await page.locator('tbody a').first().click();
    await page.getByRole('heading', { name: 'enrich-profile' }).waitFor();
    await page.setViewportSize({ width: 1000, height: 1250 });
    await page.screenshot({ path: join(PROJECT_ROOT, PICTURE), animations: 'disabled' });
  } finally {
    await browser.close();
    await tenant.close();
  }
  process.stdout.write(`${PICTURE}\n`);
  process.exit(0);
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
