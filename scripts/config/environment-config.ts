import type { Policy } from '../../actions/policy/policy';
import type { TenantFile } from './tenant-file';

/** One thing that is wrong (or looks wrong) in a file that a person edits. */
export interface Diagnostic {
  severity: 'error' | 'warning';
  /** Stable, e.g. `CONFIG_UNKNOWN_KEY`: what a caller or a test decides on. */
  code: string;
  /** Relative to the project's root, with forward slashes. */
  file: string;
  /** 1-based; absent where the file as a whole is meant. */
  line?: number;
  column?: number;
  /** The path inside the file, e.g. `terms.documents[0].versions[1].sequence`. */
  path?: string;
  /** What is wrong, and what would be accepted. */
  message: string;
}

/** Everything that a build for one environment needs: policy.yaml and the environment's file, merged and checked. */
export interface EnvironmentConfig {
  /** The project's root: the folder that holds tenant/ and actions/. */
  root: string;
  /** `local`, `dev`, `staging`, `production`, … */
  name: string;
  /** The tenant's domain, e.g. `acme-dev.eu.auth0.com`; for `local` the local tenant's own. */
  domain: string;
  policy: Policy;
  /** sha256 (hex) of the canonical JSON of `policy`. */
  policySha256: string;
  /** Form name → id in that tenant (`ap_…`). */
  forms: Record<string, string>;
  /** Values for the markers in tenant/ that are not secrets. */
  keywords: Record<string, unknown>;
  /** tenant.yaml, read and checked; its markers are still in it. */
  tenant: TenantFile;
  /** The time (ISO 8601) at which “the current version” was looked up for the static pages. */
  builtFor: string;
  /** Absolute paths of all files that were read, for `--watch`. */
  files: string[];
}

/** Loading never throws for a user's mistake: all mistakes are collected and shown together. */
export type LoadResult =
  | { ok: true; config: EnvironmentConfig; diagnostics: Diagnostic[] }
  | { ok: false; diagnostics: Diagnostic[] };
