import { PROJECT_ROOT } from '../../scripts/project-root';
import { type Figure, QUICK } from './figure';
import { timeOfProcess } from './run-process';

/** Wall time of the whole suite, as `npm cit` runs it; a quick run takes one folder of it. */
export default async function testSuite(): Promise<Figure[]> {
  const words = ['test', '--silent', ...(QUICK ? ['--', 'test/house'] : [])];
  const milliseconds = await timeOfProcess('npm', words, { cwd: PROJECT_ROOT });
  return [
    {
      name: `\`npm ${words.filter((word) => word !== '--silent').join(' ')}\``,
      value: milliseconds / 1000,
      unit: 's',
      goal: { atMost: 180 },
    },
  ];
}
