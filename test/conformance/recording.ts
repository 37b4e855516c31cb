import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PROJECT_ROOT } from '../../scripts/project-root';

/** One request and its answer, as nock wrote it down. */
export interface Interaction {
  scope: string;
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** With `/api/v2` and the query. */
  path: string;
  /** An object or array; `''` where nothing was sent. */
  body: unknown;
  status: number;
  response: unknown;
}

export interface Recording {
  name: string;
  interactions: Interaction[];
}

/** Where recordings are looked for: `GATEHOUSE_RECORDINGS`, or a folder beside the project. */
export function recordingsFolder(): string {
  return resolve(PROJECT_ROOT, process.env.GATEHOUSE_RECORDINGS ?? '../shared/recordings');
}

/** Every recording of a folder, in order of name; empty where the folder is absent. */
export function readRecordings(folder: string): Recording[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => ({ name, interactions: readInteractions(join(folder, name)) }))
    .filter(({ interactions }) => interactions.length > 0);
}

/** What is not Management API traffic (a token request, another kind of JSON file) is left out. */
function readInteractions(file: string): Interaction[] {
  const content = parse(file);
  if (!Array.isArray(content)) return [];
  return (content as Interaction[]).filter(
    ({ path }) => typeof path === 'string' && path.startsWith('/api/v2/'),
  );
}

/** @throws Error that names the file */
function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file} is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
