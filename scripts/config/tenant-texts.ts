import type { Diagnostic } from './environment-config';
import { keywordsIn, substitute } from './keywords';
import type { ProjectFiles } from './project-files';
import { PARTIAL_FILE, stripDot, type TenantFile } from './tenant-file';

/** What goes to the tenant as text, and the values of its markers. */
interface TenantTexts {
  files: ProjectFiles;
  tenant: TenantFile;
  keywords: Record<string, unknown>;
}

/** Every marker in tenant/ has a value; a marker without one would go to the tenant literally. */
export function checkMarkers({ files, tenant, keywords }: TenantTexts): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const path of ['tenant/tenant.yaml', ...referencedFiles(tenant)]) {
    const text = textOf(files, path);
    for (const marker of keywordsIn(path.endsWith('.yaml') ? withoutComments(text) : text)) {
      if (Object.hasOwn(keywords, marker.name)) continue;
      diagnostics.push({
        severity: 'error',
        code: 'CONFIG_UNKNOWN_KEYWORD',
        file: path,
        line: marker.line,
        column: marker.column,
        message: `${marker.text} has no value; add ${marker.name} under "keywords" in the environment's file, or use one of: ${Object.keys(keywords).sort().join(', ')}`,
      });
    }
  }
  return diagnostics;
}

/** The languages of the tenant's login pages. */
export function enabledLocales(tenant: TenantFile): string[] {
  const settings = tenant.content.tenant as { enabled_locales?: unknown } | undefined;
  return Array.isArray(settings?.enabled_locales) ? settings.enabled_locales.map(String) : [];
}

/** The partials of the sign-up prompts, files and markers filled in. */
export function signupPartials({ files, tenant, keywords }: TenantTexts): unknown {
  const prompts = tenant.content.prompts as { partials?: Record<string, unknown> } | undefined;
  const fill = (value: unknown): unknown => {
    if (typeof value === 'string') {
      return substitute(
        PARTIAL_FILE.test(value) ? textOf(files, `tenant/${stripDot(value)}`) : value,
        keywords,
      );
    }
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item)]));
  };
  const signup = Object.entries(prompts?.partials ?? {}).filter(([prompt]) => prompt.startsWith('signup'));
  return fill(Object.fromEntries(signup));
}

/** Comment lines of YAML blanked, so that line numbers stay: nothing of them goes to the tenant. */
function withoutComments(yaml: string): string {
  return yaml.replace(/^[ \t]*#.*$/gm, '');
}

/** The files that tenant.yaml refers to and that go to the tenant as text. */
export function referencedFiles(tenant: TenantFile): string[] {
  const found = new Set<string>(Object.values(tenant.forms));
  const walk = (value: unknown): void => {
    if (typeof value === 'string' && /^\.\/[\w./-]+\.(html|json|js)$/.test(value)) {
      if (!value.startsWith('./actions/')) found.add(value.slice(2));
    } else if (typeof value === 'object' && value !== null) Object.values(value).forEach(walk);
  };
  walk(tenant.content);
  return [...found].sort().map((path) => `tenant/${path}`);
}

/** A file's text; empty where there is none: that is an error of its own. */
export function textOf(files: ProjectFiles, path: string): string {
  return files.read(path)?.toString('utf8') ?? '';
}
