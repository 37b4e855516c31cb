import { atMost } from '../../scripts/deploy/at-most';

test('so many run at once, the others in turn, and a failure gives its place free', async () => {
  const two = atMost(2);
  const started: string[] = [];
  const ends = new Map<string, (failure?: Error) => void>();
  const run = (name: string) =>
    two(() => {
      started.push(name);
      return new Promise<void>((resolve, reject) => {
        ends.set(name, (failure) => (failure ? reject(failure) : resolve()));
      });
    });
  const a = run('a');
  const [b, c] = [run('b'), run('c')];
  expect(started).toEqual(['a', 'b']);
  ends.get('a')?.(new Error('broken'));
  await expect(a).rejects.toThrow('broken');
  await new Promise((resolve) => setImmediate(resolve));
  expect(started).toEqual(['a', 'b', 'c']);
  ends.get('b')?.();
  ends.get('c')?.();
  await Promise.all([b, c]);
});
