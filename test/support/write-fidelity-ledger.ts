import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../scripts/project-root';
import { collectLedger, renderLedger } from './fidelity-ledger';

const entries = collectLedger(PROJECT_ROOT);
writeFileSync(join(PROJECT_ROOT, 'scripts/local-tenant/FIDELITY.md'), renderLedger(entries));
process.stdout.write(`scripts/local-tenant/FIDELITY.md: ${entries.length} behaviours\n`);
