import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../../../scripts/project-root';
import { sdkInput } from './sdk-input';

/** Run after an update of the `auth0` SDK: `node --import tsx test/local-tenant/management-api/write-accepted-input.ts`. */
const file = join(PROJECT_ROOT, 'scripts/local-tenant/management-api/accepted-input.json');
writeFileSync(file, `${JSON.stringify(sdkInput(), null, 2)}\n`);
