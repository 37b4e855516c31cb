/** What differs from run to run, or with every change of an Action's code, and its stand-in. Longest first. */
const VOLATILE: readonly [RegExp, string][] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<uuid>'],
  [/\b\d{4}-\d{2}-\d{2}T\d{2}[:-]\d{2}[:-]\d{2}[.-]\d{3}Z(-[0-9a-f]{7}(-[0-9a-f]{4})?)?/g, '<time>'],
  [/\b(auth0\||ap_|act_|ver_)[0-9A-Za-z]{10,}/g, '$1<id>'],
  [/\b(?=[0-9a-f]*\d)[0-9a-f]{7,64}\b/g, '<hash>'],
  [/localhost:\d+/g, 'localhost:<port>'],
  [/\b\d+(\.\d+)?( ?)(kB|bytes|ms|s)\b/g, '<n>$2$3'],
  [/"ms":\d+(\.\d+)?/g, '"ms":<n>'],
  [/ {2,}/g, ' '],
];

/** The Deploy CLI writes several things at once: which comes first is chance. */
const WRITTEN_AT_ONCE = /(^Deploy CLI: .*\n)+/gm;

/** An output with what is volatile taken out: two that are equal then tell a reader the same. */
export function withoutVolatileParts(output: string): string {
  const inOrder = output.replace(
    WRITTEN_AT_ONCE,
    (lines) => `${lines.trimEnd().split('\n').sort().join('\n')}\n`,
  );
  return VOLATILE.reduce((text, [pattern, standIn]) => text.replace(pattern, standIn), inOrder).trim();
}
