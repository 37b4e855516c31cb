import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../scripts/project-root';
import { collectLedger, renderLedger } from '../support/fidelity-ledger';

describe('FIDELITY.md', () => {
  it('is what the tests declare: run `npm run fidelity` after changing a declaration', () => {
    const written = readFileSync(join(PROJECT_ROOT, 'scripts/local-tenant/FIDELITY.md'), 'utf8');

    expect(written).toBe(renderLedger(collectLedger(PROJECT_ROOT)));
  });

  it('names each behaviour once', () => {
    const names = collectLedger(PROJECT_ROOT).map((entry) => `${entry.area}: ${entry.behaviour}`);

    expect(names).toEqual([...new Set(names)]);
  });
});
