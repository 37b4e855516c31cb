import { withSignsOfLife } from '../../scripts/deploy/signs-of-life';

describe('a deploy that waits for a tenant', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('says every half minute that it goes on, and only where it says nothing else', async () => {
    const said: string[] = [];
    let finish: () => void = () => undefined;
    const work = withSignsOfLife(
      (line) => said.push(line),
      async (say) => {
        say('begin');
        await new Promise<void>((resolve) => {
          finish = resolve;
          setTimeout(() => say('middle'), 20_000);
        });
        return 'done';
      },
    );
    jest.advanceTimersByTime(49_000);
    expect(said).toEqual(['begin', 'middle']);
    jest.advanceTimersByTime(2_000);
    expect(said).toEqual(['begin', 'middle', expect.stringMatching(/^still at work, 30 s after/)]);
    finish();
    expect(await work).toBe('done');
    jest.advanceTimersByTime(100_000);
    expect(said).toHaveLength(3);
  });
});
