import { dirname } from 'node:path';

/** The folder that holds actions/, tenant/ and scripts/. */
export const PROJECT_ROOT = dirname(__dirname);
