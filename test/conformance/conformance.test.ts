import { existsSync } from 'node:fs';
import { readPassList, regressions } from './pass-list';
import { recordingsFolder } from './recording';
import { replay } from './replay';

const folder = recordingsFolder();
const recorded = existsSync(folder);
if (!recorded) process.stdout.write(`Conformance is not tested: there are no recordings at ${folder}.\n`);

(recorded ? describe : describe.skip)('recorded traffic of a real tenant', () => {
  it('gets the same status and shape from the local tenant as often as before', async () => {
    const report = await replay(folder);
    expect(regressions(report, readPassList())).toEqual([]);
    process.stdout.write(`${report.passed} of ${report.total} interactions\n`);
  });
});
