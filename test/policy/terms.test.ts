import type { Allow, Prompt } from '../../actions/policy/decision';
import type { Answer, LoginFacts } from '../../actions/policy/facts';
import type { PolicyDocument, TermsPolicy } from '../../actions/policy/policy';
import { decideTerms, isDue, isExempt, standings } from '../../actions/policy/terms';
import { aDocument, aStamp, aVersion, DAY, hash, iso, MINUTE, NOW, someone, termsPolicy } from './builders';

const held = (stamp: unknown, more: object = {}) =>
  someone({ appMetadata: { gatehouse_terms: stamp, ...more } });
const decide = (facts: LoginFacts, changes: Partial<TermsPolicy> = {}, answer?: Answer | null) =>
  decideTerms(facts, { terms: termsPolicy(changes), defaultLocale: 'en' }, NOW, answer);
const graceful = aDocument({ versions: [aVersion(1), aVersion(2, { graceUntil: iso(NOW + DAY) })] });
const inGrace = { documents: [graceful] };
const shown = (sequence: number, changes: object = {}) => ({
  label: `v${sequence}`,
  sequence,
  locale: 'en',
  url: 'https://example.com',
  sha256: hash(sequence),
  ...changes,
});
const answer = (fields: object, documents: object = { terms: shown(2) }) =>
  ({ fields, documents }) as unknown as Answer;
const stateOf = (facts: LoginFacts, document: PolicyDocument, changes: Partial<TermsPolicy> = {}) =>
  standings(facts, termsPolicy({ ...changes, documents: [document] }), NOW)[0]?.state;

describe('where a person stands', () => {
  test.each([
    ['never accepted', undefined, 'required'],
    ['current', aStamp(2), 'satisfied'],
    ['old', aStamp(1), 'required'],
    ['of a newer release', aStamp(9), 'satisfied'],
    ['void', aStamp(2, { text_sha256: hash(9) }), 'required'],
    ['withdrawn', aStamp(2, { state: 'withdrawn' }), 'required'],
    ['from the future', aStamp(2, { at: iso(NOW + 5 * MINUTE + 1) }), 'required'],
    ['of a clock slightly ahead', aStamp(2, { at: iso(NOW + 5 * MINUTE) }), 'satisfied'],
    ['of another language', aStamp(2, { text_sha256: hash(1002) }), 'satisfied'],
  ])('%s', (_name, stamp, state) => {
    expect(stateOf(held(stamp), aDocument())).toBe(state);
  });

  test('a whole standing', () => {
    const document = aDocument({ versions: [aVersion(1), aVersion(2), aVersion(3, { material: false })] });
    expect(standings(held(aStamp(1)), termsPolicy({ documents: [document] }), NOW)).toMatchObject([
      { id: 'terms', sequence: 3, required: 2, accepted: 1, state: 'required', stamp: { sequence: 1 } },
    ]);
  });

  test('documents without an effective version, or for others, concern nobody', () => {
    const later = aDocument({ versions: [aVersion(1, { effective: iso(NOW + 1) })] });
    const others = aDocument({ appliesTo: { ...aDocument().appliesTo, clients: ['cli'] } });
    expect(standings(someone(), termsPolicy({ documents: [later, others] }), NOW)).toEqual([]);
  });

  test('nothing material is nothing required', () => {
    expect(stateOf(someone(), aDocument({ versions: [aVersion(1, { material: false })] }))).toBe('satisfied');
  });

  test.each([
    ['before the end', iso(NOW + 1), 'grace'],
    ['at the end', iso(NOW), 'required'],
    ['without one', null, 'required'],
  ])('grace %s', (_name, graceUntil, state) => {
    const document = aDocument({ versions: [aVersion(1), aVersion(2, { graceUntil })] });
    expect(stateOf(held(aStamp(1)), document)).toBe(state);
    expect(stateOf(someone(), document)).toBe('required');
    expect(stateOf(held(aStamp(1, { text_sha256: hash(9) })), document)).toBe('required');
  });

  test('grace of every material version above the stamp', () => {
    const versions = (second: string | null, material = true) => [
      aVersion(1),
      aVersion(2, { graceUntil: second, material }),
      aVersion(3, { graceUntil: iso(NOW + DAY) }),
    ];
    expect(stateOf(held(aStamp(1)), aDocument({ versions: versions(iso(NOW + DAY)) }))).toBe('grace');
    expect(stateOf(held(aStamp(1)), aDocument({ versions: versions(iso(NOW)) }))).toBe('required');
    expect(stateOf(held(aStamp(1)), aDocument({ versions: versions(null, false) }))).toBe('grace');
    expect(stateOf(held(aStamp(2)), aDocument({ versions: versions(null) }))).toBe('grace');
  });

  test('a void stamp has no grace, even where every version has', () => {
    const graceUntil = iso(NOW + DAY);
    const document = aDocument({ versions: [aVersion(1, { graceUntil }), aVersion(2, { graceUntil })] });
    expect(stateOf(held(aStamp(1)), document)).toBe('grace');
    expect(stateOf(held(aStamp(1, { text_sha256: hash(9) })), document)).toBe('required');
  });

  const legacy = { createdBefore: iso(NOW - DAY), graceUntil: iso(NOW + DAY) };

  test.each([
    ['from before', NOW - DAY - 1, legacy, 'grace'],
    ['from the moment itself', NOW - DAY, legacy, 'required'],
    ['of unknown age', Number.NaN, legacy, 'required'],
    ['when the window is over', NOW - 9 * DAY, { ...legacy, graceUntil: iso(NOW) }, 'required'],
    ['to the last moment', NOW - 9 * DAY, { ...legacy, graceUntil: iso(NOW + 1) }, 'grace'],
    ['without a start', NOW - 9 * DAY, { ...legacy, createdBefore: null }, 'required'],
    ['without an end', NOW - 9 * DAY, { ...legacy, graceUntil: null }, 'required'],
  ])('legacy users %s', (_name, createdAt, window, state) => {
    expect(stateOf(someone({ createdAt }), aDocument(), { legacy: window })).toBe(state);
  });

  test('a void stamp is no legacy', () => {
    const facts = held(aStamp(2, { text_sha256: hash(9) }));
    expect(stateOf(facts, aDocument(), { legacy })).toBe('required');
    expect(stateOf(held({ offered_at: iso(NOW) }), aDocument(), { legacy })).toBe('grace');
  });

  test('a consent is always optional, and only the others can be due', () => {
    expect(stateOf(someone(), aDocument({ kind: 'consent' }))).toBe('optional');
    expect(stateOf(held(aStamp(2)), aDocument({ kind: 'consent' }))).toBe('optional');
    expect(stateOf(someone(), aDocument({ kind: 'notice' }))).toBe('required');
    const states = ['satisfied', 'grace', 'required', 'optional'] as const;
    expect(states.filter((state) => isDue({ state } as never))).toEqual(['grace', 'required']);
  });
});

/** As the bundles carry it. */
test('what is left out of a document is its default', () => {
  const { id, kind, versions } = graceful;
  const [first, second] = versions.map(({ sequence, label, effective, texts }) => ({
    ...{ sequence, label, effective, texts },
  }));
  const terms = { ...termsPolicy(), legacy: {}, documents: [{ id, kind, versions: [first, second] }] };
  const states = (stamp: unknown) =>
    standings(held(stamp), terms as never, NOW).map(({ state, required }) => [state, required]);
  expect(states(undefined)).toEqual([['required', 2]]);
  expect(states(aStamp(1))).toEqual([['required', 2]]);
  expect(states(aStamp(2))).toEqual([['satisfied', 2]]);
});

describe('when a login begins', () => {
  test('exempt clients and users outside the roll-out pass', () => {
    expect(decide(someone(), { exemptClients: ['web'] })).toMatchObject({ kind: 'allow', reason: 'exempt' });
    expect(decide(someone(), { rollout: { percent: 0, salt: '' } })).toMatchObject({ reason: 'exempt' });
    expect(isExempt(someone(), termsPolicy({ exemptClients: ['cli'] }))).toBe(false);
  });

  test('who is satisfied passes, and nothing is written', () => {
    expect(decide(held(aStamp(2)))).toEqual({
      kind: 'allow',
      reason: 'satisfied',
      document: undefined,
      writes: [],
    });
    expect(decide(someone(), { documents: [aDocument({ kind: 'consent' })] }).reason).toBe('satisfied');
  });

  test.each([
    ['browser', {}, 'prompt', 'prompt'],
    ['silent', { flow: 'silent' }, 'allow', 'interaction_required'],
    ['no browser', { flow: 'no_browser' }, 'allow', 'deny'],
    ['delegated', { delegated: true }, 'allow', 'deny'],
    ['delegated, silent', { delegated: true, flow: 'silent' }, 'allow', 'deny'],
  ])('%s', (_name, changes, grace, required) => {
    const facts = { ...held(aStamp(1)), ...changes } as LoginFacts;
    expect(decide(facts, inGrace).kind).toBe(grace);
    if (grace === 'allow')
      expect(decide(facts, inGrace)).toMatchObject({
        reason: 'pending',
        writes: [],
        document: { id: 'terms' },
      });
    const strict = decide(facts);
    expect(strict).toMatchObject({
      kind: required,
      reason: 'terms_required',
      document: { id: 'terms', sequence: 2 },
    });
  });

  test('no browser may be allowed', () => {
    expect(decide(someone({ flow: 'no_browser' }), { nonInteractive: 'allow' })).toMatchObject({
      kind: 'allow',
      reason: 'pending',
    });
    expect(decide(someone({ delegated: true }), { nonInteractive: 'allow' }).kind).toBe('deny');
  });

  test('silent flows are sent to the text in their language', () => {
    expect(decide(someone({ flow: 'silent', locales: ['de'] }))).toMatchObject({
      url: 'https://example.com/2/de',
    });
  });

  test('the prompt shows what is due and every consent, ticked where it stands', () => {
    const documents = [
      aDocument({ id: 'done' }),
      aDocument(),
      aDocument({ id: 'news', kind: 'consent' }),
      aDocument({ id: 'ads', kind: 'consent' }),
    ];
    const facts = someone({
      locales: ['de'],
      appMetadata: { gatehouse_done: aStamp(2), gatehouse_news: aStamp(2), gatehouse_ads: aStamp(1) },
    });
    const prompt = decide(facts, { documents }) as Prompt;
    expect(prompt).toMatchObject({ kind: 'prompt', document: { id: 'terms' }, fields: { news: true } });
    expect(Object.keys(prompt.fields)).toEqual(['news']);
    expect(Object.keys(prompt.documents)).toEqual(['terms', 'news', 'ads']);
    expect(prompt.documents.terms).toEqual({
      label: 'v2',
      sequence: 2,
      locale: 'de',
      url: 'https://example.com/2/de',
      sha256: hash(1002),
    });
  });

  test.each([
    [NOW - DAY + 1, 'allow'],
    [NOW - DAY, 'prompt'],
    [NOW, 'allow'],
    [NOW + 5 * MINUTE, 'allow'],
    [NOW + 5 * MINUTE + 1, 'prompt'],
  ])('a question that was skipped rests for a day (%p)', (time, kind) => {
    expect(decide(held(aStamp(1, { offered_at: iso(time) })), inGrace).kind).toBe(kind);
    expect(decide(held(aStamp(1, { offered_at: iso(time) }))).kind).toBe('prompt');
  });

  test('one question that does not rest asks for all', () => {
    const documents = [graceful, aDocument({ id: 'other' })];
    const facts = held(aStamp(1, { offered_at: iso(NOW) }));
    const prompt = decide(facts, { documents }) as Prompt;
    expect(Object.keys(prompt.documents)).toEqual(['terms', 'other']);
    expect(prompt.document.id).toBe('other');
  });

  test('a consent never starts a question', () => {
    const documents = [graceful, aDocument({ id: 'news', kind: 'consent' })];
    expect(decide(held(aStamp(1, { offered_at: iso(NOW) })), { documents }).kind).toBe('allow');
  });

  test('a required document is named before one that may wait', () => {
    const documents = [graceful, aDocument({ id: 'other' })];
    expect(decide({ ...held(aStamp(1)), flow: 'no_browser' }, { documents })).toMatchObject({
      kind: 'deny',
      document: { id: 'other' },
    });
  });
});

describe('a passwordless sign-up', () => {
  const boxes = (fields: object, more: object = {}) => someone({ fields, ...more });

  test('that ticked everything is stamped', () => {
    const decision = decide(boxes({ 'ulp-terms': 'v2' })) as Allow;
    expect(decision).toMatchObject({ kind: 'allow', reason: 'accepted' });
    expect(decision.writes).toMatchObject([
      { key: 'gatehouse_terms', value: { method: 'signup', surface: 'signup@11111111', sequence: 2 } },
    ]);
  });

  test('may tick consents, too', () => {
    const documents = [aDocument(), aDocument({ id: 'news', kind: 'consent', signupField: 'ulp-news' })];
    const decision = decide(boxes({ 'ulp-terms': 'v2', 'ulp-news': 'v2' }), { documents }) as Allow;
    expect(decision.writes.map(({ key }) => key)).toEqual(['gatehouse_terms', 'gatehouse_news']);
    expect((decide(boxes({ 'ulp-terms': 'v2' }), { documents }) as Allow).writes).toHaveLength(1);
  });

  test('does not tick again what stands', () => {
    const documents = [aDocument(), aDocument({ id: 'news', kind: 'consent', signupField: 'ulp-news' })];
    const news = (sequence: number) => {
      const facts = boxes(
        { 'ulp-terms': 'v2', 'ulp-news': 'v2' },
        { appMetadata: { gatehouse_news: aStamp(sequence) } },
      );
      return (decide(facts, { documents }) as Allow).writes.map(({ key }) => key);
    };
    expect(news(1)).toEqual(['gatehouse_terms', 'gatehouse_news']);
    expect(news(2)).toEqual(['gatehouse_terms']);
    expect(news(9)).toEqual(['gatehouse_terms']);
  });

  test('is not asked because of a consent to an older text alone', () => {
    const versions = [aVersion(1), aVersion(2, { effective: iso(NOW - DAY) })];
    const documents = [
      aDocument(),
      aDocument({ id: 'news', kind: 'consent', signupField: 'ulp-news', versions }),
    ];
    const decision = decide(boxes({ 'ulp-terms': 'v2', 'ulp-news': 'v1' }), { documents }) as Allow;
    expect(decision).toMatchObject({ kind: 'allow', reason: 'accepted' });
    expect(decision.writes.map(({ key }) => key)).toEqual(['gatehouse_terms']);
  });

  test('that leaves something open is asked for everything', () => {
    const documents = [aDocument(), aDocument({ id: 'other', signupField: 'ulp-other' })];
    expect(decide(boxes({ 'ulp-terms': 'v2' }), { documents }).kind).toBe('prompt');
    expect(decide(boxes({ 'ulp-terms': 'v1' })).kind).toBe('prompt');
    expect(decide(boxes({}, { appMetadata: { gatehouse_terms: aStamp(1) } }), inGrace).kind).toBe('prompt');
  });
});

describe('when a login goes on', () => {
  test('nobody answered', () => {
    expect(decide(someone(), {}, null)).toMatchObject({ kind: 'deny', reason: 'terms_required' });
    expect(decide(held(aStamp(1)), inGrace, null)).toMatchObject({ kind: 'deny', reason: 'terms_required' });
    expect(decide(held(aStamp(2)), {}, null).kind).toBe('allow');
  });

  test('nothing is due any more', () => {
    expect(decide(held(aStamp(2)), {}, answer({ declined: true }))).toMatchObject({
      reason: 'satisfied',
      writes: [],
    });
    expect(decide(someone(), { exemptClients: ['web'] }, null).reason).toBe('exempt');
  });

  test('somebody else acts', () => {
    const facts = someone({ delegated: true });
    expect(decide(facts, {}, answer({ terms: true }))).toMatchObject({ kind: 'deny' });
    expect(decide({ ...held(aStamp(1)), delegated: true }, inGrace, answer({ terms: true }))).toMatchObject({
      kind: 'allow',
      writes: [],
    });
  });

  test.each([
    [true, 'allow', 'accepted', 'accepted'],
    [false, 'deny', 'terms_required', 'pending'],
    [null, 'deny', 'terms_required', 'pending'],
    [undefined, 'deny', 'terms_required', 'pending'],
    ['true', 'deny', 'terms_required', 'terms_required'],
    [1, 'deny', 'terms_required', 'terms_required'],
    [0, 'deny', 'terms_required', 'terms_required'],
    ['', 'deny', 'terms_required', 'terms_required'],
    [[], 'deny', 'terms_required', 'terms_required'],
    [{}, 'deny', 'terms_required', 'terms_required'],
  ])('the box is %p', (value, kind, reason, reasonInGrace) => {
    expect(decide(someone(), {}, answer({ terms: value }))).toMatchObject({ kind, reason });
    expect(decide(held(aStamp(1)), inGrace, answer({ terms: value })).reason).toBe(reasonInGrace);
  });

  test.each([
    [true, 'terms_declined'],
    [false, 'accepted'],
    [null, 'accepted'],
    ['yes', 'terms_required'],
    [1, 'terms_required'],
  ])('declined is %p', (declined, reason) => {
    expect(decide(someone(), {}, answer({ terms: true, declined })).reason).toBe(reason);
    expect(decide(held(aStamp(1)), inGrace, answer({ terms: true, declined }))).toMatchObject({
      reason,
      document: { id: 'terms' },
    });
  });

  test.each([
    ['older', { terms: shown(1) }],
    ['unknown', { terms: shown(2, { sha256: hash(9) }) }],
    ['none', {}],
    ['no text', { terms: 'v2' }],
    ['without a hash', { terms: shown(2, { sha256: undefined }) }],
    ['a fraction', { terms: shown(2, { sequence: 2.5 }) }],
  ])('what was shown is %s', (_name, documents) => {
    expect(decide(someone(), {}, answer({ terms: true }, documents))).toMatchObject({
      kind: 'deny',
      reason: 'terms_changed',
      document: { id: 'terms' },
    });
    expect(decide(someone(), {}, answer({}, documents)).reason).toBe('terms_changed');
    expect(decide(held(aStamp(1)), inGrace, answer({ terms: true }, documents)).reason).toBe('terms_changed');
  });

  test('what became due while the page was open waits where it may', () => {
    const decision = decide(held(aStamp(1)), inGrace, answer({}, {}));
    expect(decision).toMatchObject({ kind: 'allow', reason: 'pending', writes: [] });
  });

  test('a text of a newer release may be accepted', () => {
    expect(decide(someone(), {}, answer({ terms: true }, { terms: shown(9) }))).toMatchObject({
      kind: 'allow',
      writes: [{ value: { sequence: 9 } }],
    });
  });

  test.each([
    [{ kind: 'form', form: 'f', formId: 'ap_1', surface: 'f@1' } as const, 'form', 'f@1'],
    [
      { kind: 'redirect', url: 'https://e.com', secret: 'S', ttlSeconds: 1, surface: 'redirect' } as const,
      'redirect',
      'redirect',
    ],
  ])('the stamp names the page (%#)', (prompt, method, surface) => {
    expect(decide(someone(), { prompt }, answer({ terms: true }))).toMatchObject({
      document: { id: 'terms' },
      writes: [
        { key: 'gatehouse_terms', evidence: true, value: { method, surface, label: 'v2', locale: 'en' } },
      ],
    });
  });

  test('a skip is remembered beside the earlier acceptance', () => {
    const decision = decide(held(aStamp(1)), inGrace, answer({})) as Allow;
    expect(decision.document).toMatchObject({ id: 'terms' });
    expect(decision.writes).toEqual([
      { key: 'gatehouse_terms', value: { ...aStamp(1), offered_at: iso(NOW) }, evidence: false },
    ]);
    const legacy = { createdBefore: iso(NOW), graceUntil: iso(NOW + DAY) };
    expect((decide(someone(), { legacy }, answer({})) as Allow).writes).toEqual([
      { key: 'gatehouse_terms', value: { offered_at: iso(NOW) }, evidence: false },
    ]);
  });

  const several = [
    graceful,
    aDocument({ id: 'notice', kind: 'notice' }),
    aDocument({ id: 'news', kind: 'consent' }),
  ];
  const pages = { terms: shown(2), notice: shown(2), news: shown(2) };

  test('each document by its own state', () => {
    const decision = decide(
      held(aStamp(1)),
      { documents: several },
      answer({ notice: true, news: true }, pages),
    ) as Allow;
    expect(decision).toMatchObject({ kind: 'allow', reason: 'pending', document: { id: 'terms' } });
    expect(decision.writes.map(({ key, evidence }) => [key, evidence])).toEqual([
      ['gatehouse_terms', false],
      ['gatehouse_notice', true],
      ['gatehouse_news', true],
    ]);
  });

  test('one that denies denies all', () => {
    const decision = decide(
      held(aStamp(1)),
      { documents: several },
      answer({ terms: true, news: true }, pages),
    );
    expect(decision).toMatchObject({ kind: 'deny', reason: 'terms_required', document: { id: 'notice' } });
    expect('writes' in decision).toBe(false);
  });

  describe('a consent', () => {
    const documents = [aDocument(), aDocument({ id: 'news', kind: 'consent' })];
    const tick = (news: unknown, stored: unknown, page: object = { news: shown(2) }) =>
      decide(
        someone({ appMetadata: { gatehouse_news: stored } }),
        { documents },
        answer({ terms: true, news }, { terms: shown(2), ...page }),
      ) as Allow;
    const newsOf = ({ writes }: Allow) => writes.find(({ key }) => key === 'gatehouse_news')?.value;

    test.each([
      ['given', true, undefined, { state: 'accepted', sequence: 2, total: 1 }],
      ['not given', false, undefined, undefined],
      ['kept', true, aStamp(2), undefined],
      ['kept, of a newer release', true, aStamp(9), undefined],
      ['renewed', true, aStamp(1), { state: 'accepted', sequence: 2, total: 2 }],
      [
        'withdrawn',
        false,
        aStamp(2),
        { state: 'withdrawn', sequence: 2, label: 'v2', locale: 'en', total: 2 },
      ],
      [
        'withdrawn, for an older text',
        false,
        aStamp(1),
        { state: 'withdrawn', sequence: 1, text_sha256: hash(1) },
      ],
      ['withdrawn already', false, aStamp(2, { state: 'withdrawn' }), undefined],
      ['given again', true, aStamp(2, { state: 'withdrawn' }), { state: 'accepted', total: 2 }],
    ])('is %s', (_name, news, stored, expected) => {
      const decision = tick(news, stored);
      expect(decision.kind).toBe('allow');
      if (expected === undefined) expect(newsOf(decision)).toBeUndefined();
      else expect(newsOf(decision)).toMatchObject(expected);
    });

    describe('that stands but for a correction', () => {
      const versions = [aVersion(1), aVersion(2, { material: false })];
      const corrected = [aDocument(), aDocument({ id: 'news', kind: 'consent', versions })];
      const facts = someone({ appMetadata: { gatehouse_news: aStamp(1) } });
      const given = (news: unknown) =>
        decide(
          facts,
          { documents: corrected },
          answer({ terms: true, news }, { terms: shown(2), news: shown(2) }),
        );

      test('comes ticked, and stays as it was given', () => {
        expect((decide(facts, { documents: corrected }) as Prompt).fields).toEqual({ news: true });
        expect(newsOf(given(true) as Allow)).toBeUndefined();
      });

      test('is withdrawn by unticking', () => {
        expect(newsOf(given(false) as Allow)).toMatchObject({ state: 'withdrawn', sequence: 1 });
      });
    });

    test('without anything material is still given once', () => {
      const versions = [aVersion(1), aVersion(2)].map((version) => ({ ...version, material: false }));
      const immaterial = [aDocument(), aDocument({ id: 'news', kind: 'consent', versions })];
      expect((decide(someone(), { documents: immaterial }) as Prompt).fields).toEqual({});
      const page = { terms: shown(2), news: shown(2) };
      const decision = decide(
        someone(),
        { documents: immaterial },
        answer({ terms: true, news: true }, page),
      );
      expect(newsOf(decision as Allow)).toMatchObject({ state: 'accepted', sequence: 2 });
    });

    test('that was not shown stays as it is', () => {
      const decision = tick(false, aStamp(2), {});
      expect(decision).toMatchObject({ kind: 'allow', reason: 'accepted' });
      expect(newsOf(decision)).toBeUndefined();
      expect(tick(true, undefined, {})).toMatchObject({ kind: 'deny', reason: 'terms_changed' });
    });

    test('with a strange value denies', () => {
      expect(tick('yes', undefined)).toMatchObject({ kind: 'deny', reason: 'terms_required' });
    });
  });
});
