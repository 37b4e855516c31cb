import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';
import published from 'disposable-email-domains-js/dist/dict/disposable_email_blocklist.json';
import { version } from 'disposable-email-domains-js/package.json';
import { type DisposableDomains, selectDisposableDomains } from './disposable-domains';

/**
 * `npm run refresh:disposable-domains`, after a newer disposable-email-domains-js was installed: writes the list
 * that the Actions embed. The names are data under CC0; which of them are taken: see selectDisposableDomains.
 */
function refresh(today: string): void {
  const domains = selectDisposableDomains(published);
  const taken = Object.values(domains).reduce((sum, names) => sum + names.split(' ').length, 0);
  const list: DisposableDomains = {
    date: today,
    source: `disposable-email-domains-js ${version} (CC0-1.0)`,
    taken,
    published: published.length,
    domains,
  };
  writeFileSync(join(__dirname, 'disposable-domains.json'), `${JSON.stringify(list, null, 2)}\n`);
  process.stdout.write(format('%d of %d domains taken\n', taken, published.length));
}

refresh(new Date().toISOString().slice(0, 10));
