import { existsSync } from 'node:fs';
import { growPassList } from './pass-list';
import { recordingsFolder } from './recording';
import { replay } from './replay';

/**
 * `npm run conformance`: replays a folder of recordings, lists what differs, prints `N of M interactions`.
 * With `--grow` it also writes into the pass list what passes now and did not before.
 */
async function main(): Promise<void> {
  const folder = recordingsFolder();
  if (!existsSync(folder)) {
    console.log(`No recordings at ${folder}: set GATEHOUSE_RECORDINGS to a folder of nock definitions.`);
    return;
  }
  const report = await replay(folder);
  if (report.total === 0)
    console.log(`${folder} holds no recording: files *.json with arrays of nock definitions.`);
  for (const [template, { total, passed, differences }] of Object.entries(report.templates).sort()) {
    if (passed === total) continue;
    console.log(`${template}: ${passed} of ${total}`);
    for (const difference of differences) console.log(`    ${difference}`);
  }
  if (process.argv.includes('--grow')) growPassList(report);
  for (const { name, passed, total } of report.files) console.log(`${name}: ${passed} of ${total}`);
  console.log(`${report.passed} of ${report.total} interactions`);
  process.exitCode = report.passed === report.total ? 0 : 2;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
