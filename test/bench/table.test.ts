import { withPerformance } from './readme';
import { type Part, textTable } from './table';

const PARTS: Part[] = [
  {
    part: 'build',
    figures: [
      {
        name: 'ours',
        value: 386.4,
        unit: 'ms',
        spread: [316, 662.2],
        goal: { atMost: 300 },
        peer: { name: 'tsup 9.0.0', missing: 'npm could not install tsup' },
      },
      {
        name: 'logins',
        value: 4905,
        unit: 'runs/s',
        goal: { atLeast: 3000 },
        peer: { name: 'a|b', value: 2 },
      },
    ],
  },
  { part: 'deploy', figures: [], failed: 'no tenant' },
];

describe('the benchmark’s table', () => {
  it('says what was missed, which peer is missing and why, and which part did not run', () => {
    expect(textTable(PARTS).split('\n')).toEqual([
      'measured  gatehouse           beside it                               goal',
      'build',
      '  ours    386 ms (316–662)    tsup 9.0.0: npm could not install tsup  ≤ 300 MISSED',
      '  logins  4,905 runs/s        a|b: 2 runs/s                           ≥ 3,000 met',
      'deploy    not run: no tenant',
    ]);
  });

  it('goes into the README with date, machine and command, and with what was not measured', () => {
    const before =
      'a\n<!-- made by npm run bench: do not edit -->\nold\n<!-- end of what npm run bench made -->\nb';
    const after = withPerformance(before, {
      date: '2026-07-01',
      machine: '2 × Example',
      command: 'npm run bench',
      parts: PARTS,
      leftOut: ['many-logins'],
    });
    expect(after.split('\n').slice(0, 5)).toEqual([
      'a',
      '<!-- made by npm run bench: do not edit -->',
      '',
      '`npm run bench` on 2026-07-01, 2 × Example. Medians, with the lowest and the highest round in brackets. Not measured: many-logins, see `npm run bench -- --help`.',
      '',
    ]);
    expect(after).toContain('| logins | 4,905 runs/s | a\\|b: 2 runs/s | ≥ 3,000 met |');
    expect(after.split('\n').slice(-2)).toEqual(['<!-- end of what npm run bench made -->', 'b']);
  });
});
