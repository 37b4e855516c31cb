import { attack, loadTargets, NOW } from './attack';

/** The beginning of what `npm run fuzz` does at length. */
const EVENTS = 300;

beforeAll(() => {
  jest.spyOn(Date, 'now').mockReturnValue(NOW);
  jest.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('fetch failed'));
});

afterAll(() => jest.restoreAllMocks());

test('no bundle throws, leaks or acts beside a denial, whatever the event; in report mode it only logs', async () => {
  const targets = await loadTargets();
  expect(targets).toHaveLength(15);
  const problems: (string | undefined)[] = [];
  for (const target of targets) {
    for (let seed = 0; seed < EVENTS; seed++) problems.push(await attack(target, seed));
  }
  expect(problems.filter((problem) => problem !== undefined)).toEqual([]);
});
