import { readStamp, readText, recordStamp, withinBudget } from '../../actions/policy/stamp';
import { aDocument, aStamp, hash, iso, NOW, someone } from './builders';

const document = aDocument();
const read = (stamp: unknown) => readStamp({ gatehouse_terms: stamp } as never, document);

describe('a stamp', () => {
  test('is what it needs and nothing else', () => {
    expect(read({ state: 'withdrawn', sequence: 2, text_sha256: hash(2), at: iso(NOW) })).toMatchObject({
      state: 'withdrawn',
      sequence: 2,
      sha256: hash(2),
      at: NOW,
      label: '',
      locale: '',
    });
    expect(read(aStamp(2))).toMatchObject({ label: 'v2', locale: 'en', stored: aStamp(2) });
  });

  test.each([
    [{ state: 'offered' }],
    [{ state: undefined }],
    [{ sequence: '2' }],
    [{ sequence: 1.5 }],
    [{ sequence: -1 }],
    [{ text_sha256: undefined }],
    [{ text_sha256: hash(2).slice(1) }],
    [{ text_sha256: `${hash(2)}0` }],
    [{ text_sha256: hash(2).replace('0', 'G') }],
    [{ at: undefined }],
    [{ at: 'yesterday' }],
    [{ at: NOW }],
  ])('with %p is none', (changes) => {
    expect(read(aStamp(2, changes))).toBeUndefined();
  });

  test.each([[undefined], [null], ['accepted'], [7], [[]], [{}]])('%p is none', (stamp) => {
    expect(read(stamp)).toBeUndefined();
  });
});

test('a text needs a sequence and a hash', () => {
  expect(readText(undefined, undefined)).toBeUndefined();
  expect(readText({ sequence: 1 } as never, hash(1) as never)).toEqual({
    sequence: 1,
    sha256: hash(1),
    label: '',
    locale: '',
  });
  expect(readText({ sequence: 1 } as never, undefined)).toBeUndefined();
});

describe('recording', () => {
  const shown = { label: 'v2', sequence: 2, locale: 'de', sha256: hash(1002) };
  const act = { state: 'accepted', method: 'form', surface: 'page@1' } as const;
  const actor = someone({ organization: { id: 'org_1', name: 'acme' }, country: 'DE' });
  const record = (previous: unknown) => recordStamp('terms', shown, act, actor, read(previous), NOW);

  test('writes one key, as evidence', () => {
    expect(record(undefined)).toEqual({
      key: 'gatehouse_terms',
      value: {
        ...act,
        client_id: 'web',
        organization_id: 'org_1',
        country: 'DE',
        email_verified: true,
        sequence: 2,
        label: 'v2',
        text_sha256: hash(1002),
        locale: 'de',
        at: iso(NOW),
        history: [],
        total: 1,
      },
      evidence: true,
    });
  });

  test('keeps what it replaces, newest first, in short', () => {
    const older = aStamp(0, { secret: 'x' });
    const { value } = record(aStamp(1, { history: [older], total: 2, client_id: 'web' }));
    const entry = (sequence: number) => ({
      sequence,
      state: 'accepted',
      at: iso(NOW - 30 * 86_400_000),
      locale: 'en',
      method: 'form',
      surface: 'accept-terms@00000000',
      receipt: `receipt-${sequence}`,
    });
    expect(value.history).toEqual([entry(1), entry(0)]);
    expect(value.total).toBe(3);
  });

  test('keeps five entries and the count of all', () => {
    const history = [5, 4, 3, 2, 1].map((sequence) => aStamp(sequence));
    const { value } = record(aStamp(6, { history, total: 40 }));
    expect((value.history as { sequence: number }[]).map(({ sequence }) => sequence)).toEqual([
      6, 5, 4, 3, 2,
    ]);
    expect(value.total).toBe(41);
  });

  test.each([[undefined], ['many'], [-3], [2]])('counts from the history where the total is %p', (total) => {
    expect(record(aStamp(1, { total, history: [aStamp(0)] })).value.total).toBe(3);
  });

  test('drops what is no entry', () => {
    const history = ['x', null, aStamp(0), 7];
    expect(record(aStamp(1, { history })).value.history).toHaveLength(2);
    expect(record(aStamp(1, { history: 'x' })).value.history).toHaveLength(1);
  });
});

describe('the budget', () => {
  const entry = { at: iso(NOW), sequence: 1, state: 'accepted', receipt: 'x'.repeat(100) };
  const stamp = (entries: number, more: object = {}) => ({
    ...more,
    history: Array.from({ length: entries }, (_, index) => ({ ...entry, sequence: index })),
    total: 9,
  });
  const write = (key: string, value: Record<string, unknown>) => ({ [key]: value });
  const size = (value: unknown) => Buffer.byteLength(JSON.stringify(value));
  const sizeWith = (stored: Record<string, unknown>, written: Record<string, unknown>) => {
    const gatehouse = Object.entries({ ...stored, ...written }).filter(([key]) =>
      key.startsWith('gatehouse_'),
    );
    return size(Object.fromEntries(gatehouse));
  };

  test('what fits is written as it is', () => {
    const value = stamp(5);
    expect(withinBudget({}, write('gatehouse_a', value))).toEqual({ gatehouse_a: value });
    expect(withinBudget({ crm: 'x'.repeat(9999) } as never, write('gatehouse_a', value))).toEqual({
      gatehouse_a: value,
    });
  });

  test('no write, no change', () => {
    expect(withinBudget({}, {})).toEqual({});
  });

  test('the oldest history of what is written goes first', () => {
    const stored = { gatehouse_b: stamp(5), gatehouse_c: stamp(5), gatehouse_d: stamp(3) };
    const written = withinBudget(stored as never, write('gatehouse_a', stamp(5, { keep: 'me' })));
    expect(Object.keys(written)).toEqual(['gatehouse_a']);
    const value = written.gatehouse_a as { history: { sequence: number }[]; total: number };
    expect(value).toMatchObject({ keep: 'me', total: 9 });
    expect(value.history.map(({ sequence }) => sequence)).toEqual(
      [0, 1, 2, 3].slice(0, value.history.length),
    );
    expect(value.history.length).toBeGreaterThan(0);
    expect(sizeWith(stored, written)).toBeLessThan(3072);
    const oneMore = { ...value, history: [...value.history, entry] };
    expect(sizeWith(stored, { gatehouse_a: oneMore })).toBeGreaterThanOrEqual(3072);
  });

  test('then that of what is only stored', () => {
    const stored = { gatehouse_b: stamp(5), gatehouse_c: stamp(5), gatehouse_d: stamp(5) };
    const written = withinBudget(stored as never, write('gatehouse_a', stamp(0, { text: 'x'.repeat(900) })));
    expect(Object.keys(written).slice(0, 2)).toEqual(['gatehouse_a', 'gatehouse_b']);
    expect(sizeWith(stored, written)).toBeLessThan(3072);
    expect(stored.gatehouse_b.history).toHaveLength(5);
  });

  test('a key that is written replaces the one that is stored', () => {
    const stored = { gatehouse_a: stamp(5, { text: 'x'.repeat(3000) }) };
    const value = stamp(1);
    expect(withinBudget(stored as never, write('gatehouse_a', value))).toEqual({ gatehouse_a: value });
  });

  test('exactly 3 KB is too much', () => {
    const value = stamp(1, { text: '' });
    const room = 3072 - size({ gatehouse_a: value });
    const fill = (length: number) =>
      withinBudget({}, write('gatehouse_a', { ...value, text: 'x'.repeat(length) }));
    expect(fill(room - 1).gatehouse_a).toMatchObject({ history: [{ sequence: 0 }] });
    expect(fill(room).gatehouse_a).toMatchObject({ history: [] });
  });

  test('an acceptance itself is never given up', () => {
    const value = stamp(0, { text: 'x'.repeat(4000) });
    expect(withinBudget({}, write('gatehouse_a', value))).toEqual({ gatehouse_a: value });
  });
});
