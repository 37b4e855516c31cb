/** The first line of every Action of gatehouse: `deploy` knows its own by it. */
export function banner(name: string, version: string, buildId: string): string {
  return `/*! gatehouse ${name} ${version}+${buildId} | MIT */`;
}

const BANNER = /^\/\*! gatehouse ([\w-]+) (\S+)\+([0-9a-f]{7}) \| MIT \*\//;

/** What the banner of a deployed text says; `undefined` where it is not one of gatehouse's Actions. */
export function readBanner(code: string): { name: string; version: string; hash: string } | undefined {
  const match = BANNER.exec(code);
  if (match === null) return undefined;
  const [, name = '', version = '', hash = ''] = match;
  return { name, version, hash };
}
