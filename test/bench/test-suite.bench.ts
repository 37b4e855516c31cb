import { PROJECT_ROOT } from '../../scripts/project-root';
import type { Figure } from './figure';
import { timeOfProcess } from './run-process';

export default async function testSuite(): Promise<Figure[]> {
  const milliseconds = await timeOfProcess('npm', ['test', '--silent'], { cwd: PROJECT_ROOT });
  return [{ name: '`npm test`', value: milliseconds / 1000, unit: 's', goal: { atMost: 240 } }];
}
