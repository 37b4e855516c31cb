import { lastToUndo } from '../../scripts/deploy/rollback';

const deploy = (id: string) => ({ id, kind: 'deploy' as const });
const rollback = (id: string, undone: string) => ({ id, kind: 'rollback' as const, undone });

describe('which release a rollback undoes', () => {
  test('the last one', () => {
    expect(lastToUndo([deploy('a'), deploy('b')])?.id).toBe('b');
  });

  test('a second rollback goes one release further back, not forward again', () => {
    expect(lastToUndo([deploy('a'), deploy('b'), rollback('c', 'b')])?.id).toBe('a');
  });

  test('a deploy after a rollback is the next to be undone, then what was left before it', () => {
    const records = [deploy('a'), deploy('b'), rollback('c', 'b'), deploy('d')];
    expect(lastToUndo(records)?.id).toBe('d');
    expect(lastToUndo([...records, rollback('e', 'd')])?.id).toBe('a');
  });

  test('none where everything was undone', () => {
    expect(lastToUndo([deploy('a'), rollback('b', 'a')])).toBeUndefined();
    expect(lastToUndo([])).toBeUndefined();
  });
});
