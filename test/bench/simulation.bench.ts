import { PROJECT_ROOT } from '../../scripts/project-root';
import { closeSimulations, simulate } from '../../scripts/simulation';
import { type Figure, rate } from './figure';

const SCENARIO = { now: '2026-07-15T12:00:00Z', resume: [{ form: { fields: { terms: true } } }] };

export default async function simulation(): Promise<Figure[]> {
  const options = { root: PROJECT_ROOT };
  const shared = await rate(300, () => simulate(SCENARIO, options));
  let hours = 0;
  const distinct = await rate(40, () => {
    hours += 1;
    return simulate({ ...SCENARIO, policy: { email: { grace: `${hours}h` } } }, options);
  });
  await closeSimulations();
  return [
    {
      name: 'scenarios of two legs that share a policy',
      value: shared,
      unit: 'per second',
      goal: { atLeast: 50 },
    },
    { name: 'scenarios each with a policy of its own', value: distinct, unit: 'per second' },
  ];
}
