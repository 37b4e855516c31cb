import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from '../project-root';
import { policyJsonSchema, policyReference } from './policy-reference';

// `npm run generate`: what is made from the policy's schema. A test fails when one of them is out of date.
writeFileSync(join(PROJECT_ROOT, 'tenant/policy.schema.json'), policyJsonSchema());
writeFileSync(join(PROJECT_ROOT, 'tenant/POLICY.md'), policyReference());
