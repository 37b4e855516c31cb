/** What `--help` shows at its end, by command: the task, and what to type. */
export const EXAMPLES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  start: {
    'begin again with an empty tenant': 'npx gatehouse start --fresh',
    'try a change at every save': 'npx gatehouse start --watch',
  },
  build: {
    'see how large the Actions become': 'npx gatehouse build local',
  },
  check: {
    'before a commit': 'npx gatehouse check',
    'one environment, for a program': 'npx gatehouse check production --json',
  },
  simulate: {
    'one case': 'npx gatehouse simulate test/scenarios/email/a-verified-address-passes.yaml',
    'what a program made': 'npx gatehouse simulate --json -',
  },
  plan: {
    'at a glance': 'npx gatehouse plan dev --no-diff',
    'what drifted since a release': 'npx gatehouse plan production --against-release release.json',
  },
  deploy: {
    'one tenant': 'npx gatehouse deploy dev',
    'several, one of them first': 'npx gatehouse deploy staging production --canary staging',
  },
  verify: {
    'every night': 'npx gatehouse verify production',
  },
  rollback: {
    'the last release': 'npx gatehouse rollback production',
  },
  evidence: {
    'everything, as a spreadsheet': 'npx gatehouse evidence production --out evidence.csv',
    'one object per line': 'npx gatehouse evidence production --format ndjson --out evidence.ndjson',
  },
};

/** The examples of a command as they end its help; `''` where there are none. */
export function exampleHelp(command: string): string {
  const examples = Object.entries(EXAMPLES[command] ?? {});
  if (examples.length === 0) return '';
  return `\nExamples:\n${examples.map(([task, words]) => `  ${words}\n      ${task}`).join('\n')}`;
}
