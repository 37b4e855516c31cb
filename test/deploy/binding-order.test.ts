import fc from 'fast-check';
import { mergeBindingOrder } from '../../scripts/deploy/binding-order';

const isOwn = (name: string) => name.startsWith('own');

test.each([
  { what: 'nothing bound yet', current: [], wanted: ['own-a', 'own-b'], merged: ['own-a', 'own-b'] },
  { what: 'only others', current: ['x', 'y'], wanted: ['own-a'], merged: ['x', 'y', 'own-a'] },
  {
    what: 'as wanted',
    current: ['x', 'own-a', 'y', 'own-b'],
    wanted: ['own-a', 'own-b'],
    merged: ['x', 'own-a', 'y', 'own-b'],
  },
  {
    what: 'another order',
    current: ['x', 'own-b', 'y', 'own-a'],
    wanted: ['own-a', 'own-b'],
    merged: ['x', 'own-a', 'y', 'own-b'],
  },
  { what: 'one more', current: ['own-a', 'x'], wanted: ['own-a', 'own-b'], merged: ['own-a', 'own-b', 'x'] },
  { what: 'one less', current: ['own-a', 'x', 'own-b'], wanted: ['own-b'], merged: ['own-b', 'x'] },
])('$what', ({ current, wanted, merged }) => {
  expect(mergeBindingOrder(current, wanted, isOwn)).toEqual(merged);
});

test('others keep their order and gatehouse’s own get theirs, whatever was there', () => {
  const own = fc.uniqueArray(fc.nat(9).map((number) => `own-${number}`));
  const current = fc.uniqueArray(
    fc.oneof(
      fc.nat(9).map((number) => `own-${number}`),
      fc.nat(9).map((number) => `other-${number}`),
    ),
  );
  fc.assert(
    fc.property(current, own, (before, wanted) => {
      const merged = mergeBindingOrder(before, wanted, isOwn);
      expect(merged.filter(isOwn)).toEqual(wanted);
      expect(merged.filter((name) => !isOwn(name))).toEqual(before.filter((name) => !isOwn(name)));
      expect(mergeBindingOrder(merged, wanted, isOwn)).toEqual(merged);
    }),
  );
});
