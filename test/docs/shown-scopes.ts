/** What the README's table says that each command needs of the Management API. */
export interface ShownScopes {
  plan: string[];
  /** Beside those of `plan`. */
  deploy: string[];
  evidence: string[];
}

/** @throws Error where the document has no such table */
export function shownScopes(markdown: string): ShownScopes {
  const row = (begin: string): string[] => {
    const line = markdown.split('\n').find((each) => each.startsWith(`| ${begin}`));
    if (line === undefined) throw new Error(`no scopes are shown for ${begin}`);
    return [...line.matchAll(/`((?:read|create|update|delete):\w+)`/g)].map(([, scope = '']) => scope);
  };
  return { plan: row('`plan`'), deploy: row('`deploy`'), evidence: row('`evidence`') };
}
