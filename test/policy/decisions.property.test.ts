import fc from 'fast-check';
import { decideEmail } from '../../actions/policy/email';
import type { Answer, LoginFacts } from '../../actions/policy/facts';
import type { DocumentVersion, PolicyDocument, TermsPolicy } from '../../actions/policy/policy';
import { isInRollout } from '../../actions/policy/rollout';
import { withinBudget } from '../../actions/policy/stamp';
import { decideTerms, standings } from '../../actions/policy/terms';
import { cleanName } from '../../actions/policy/text';
import {
  aDocument,
  aStamp,
  aVersion,
  DAY,
  emailPolicy,
  HOUR,
  hash,
  iso,
  NOW,
  someone,
  termsPolicy,
} from './builders';

/** What holds for every policy and every person, whatever they are like. */

const time = fc.integer({ min: -60, max: 60 }).map((hours) => NOW + hours * HOUR);
const limit = fc.option(time.map(iso), { nil: null });

const versions: fc.Arbitrary<DocumentVersion[]> = fc
  .array(fc.record({ effective: time.map(iso), graceUntil: limit, material: fc.boolean() }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((list) => list.map((changes, index) => aVersion(index + 1, changes)));

const documents: fc.Arbitrary<PolicyDocument[]> = fc
  .array(fc.record({ kind: fc.constantFrom('contract', 'notice', 'consent'), versions }), {
    minLength: 1,
    maxLength: 3,
  })
  .map((list) =>
    list.map((changes, index) => aDocument({ id: `d${index}`, signupField: `ulp-d${index}`, ...changes })),
  );

const policies: fc.Arbitrary<TermsPolicy> = fc
  .record({
    documents,
    nonInteractive: fc.constantFrom('deny', 'allow'),
    legacy: fc.record({ createdBefore: limit, graceUntil: limit }),
    exemptClients: fc.constantFrom<string[]>([], ['web']),
    rollout: fc.record({ percent: fc.constantFrom(0, 50, 100), salt: fc.constant('s') }),
  })
  .map(termsPolicy);

const stamp = fc.record(
  {
    state: fc.constantFrom('accepted', 'withdrawn', 'maybe'),
    sequence: fc.constantFrom(1, 2, 3, 4, 5, 1.5),
    text_sha256: fc.constantFrom(hash(1), hash(2), hash(3), hash(4), hash(9)),
    at: time.map(iso),
    offered_at: time.map(iso),
  },
  { requiredKeys: [] },
);

const appMetadata = fc.record(
  { gatehouse_d0: stamp, gatehouse_d1: stamp, gatehouse_d2: stamp },
  { requiredKeys: [] },
);

const people: fc.Arbitrary<LoginFacts> = fc
  .record({
    userId: fc.string({ minLength: 1 }),
    createdAt: fc.oneof(time, fc.constant(Number.NaN)),
    emailVerified: fc.boolean(),
    flow: fc.constantFrom('browser', 'silent', 'no_browser'),
    delegated: fc.boolean(),
    locales: fc.array(fc.constantFrom('de', 'de-AT', 'fr', '')),
    appMetadata,
    fields: fc.dictionary(fc.constantFrom('ulp-d0', 'ulp-d1', 'ulp-d2'), fc.constantFrom('v1', 'v2', 'on')),
  })
  .map((facts) => someone(facts));

const box = fc.constantFrom<unknown>(true, false, null, undefined, 'true', 1);
const page = fc.record({
  label: fc.constant('v'),
  sequence: fc.constantFrom(1, 2, 3, 4, 9),
  locale: fc.constant('en'),
  sha256: fc.constantFrom(hash(1), hash(2), hash(3), hash(4), hash(9)),
});
const answers: fc.Arbitrary<Answer | null> = fc.option(
  fc.record({
    fields: fc.record({ d0: box, d1: box, d2: box, declined: box }, { requiredKeys: [] }),
    documents: fc.record({ d0: page, d1: page, d2: page }, { requiredKeys: [] }),
  }),
) as never;

const decide = (facts: LoginFacts, terms: TermsPolicy, answer?: Answer | null, now = NOW) =>
  decideTerms(facts, { terms, defaultLocale: 'en' }, now, answer);

/** From letting in to keeping out. */
const SEVERITY = { allow: 0, prompt: 1, interaction_required: 1, deny: 2 };

test('a denied login stamps nothing, whatever was answered', () => {
  fc.assert(
    fc.property(people, policies, fc.option(answers, { nil: undefined }), (facts, terms, answer) => {
      const decision = decide(facts, terms, answer);
      if (decision.kind !== 'allow') expect(decision).not.toHaveProperty('writes');
    }),
  );
});

test('nobody is asked a second time', () => {
  fc.assert(
    fc.property(people, policies, answers, (facts, terms, answer) => {
      expect(['allow', 'deny']).toContain(decide(facts, terms, answer).kind);
    }),
  );
});

test('who is satisfied is never asked, nor denied', () => {
  fc.assert(
    fc.property(people, policies, fc.option(answers, { nil: undefined }), (facts, terms, answer) => {
      const all = Object.fromEntries(
        terms.documents.map(({ id, versions }) => {
          const last = versions.at(-1)?.sequence ?? 0;
          return [`gatehouse_${id}`, aStamp(last, { at: iso(NOW - HOUR) })];
        }),
      );
      const decision = decide({ ...facts, appMetadata: all as never }, terms, answer);
      expect(decision).toMatchObject({ kind: 'allow', writes: [] });
    }),
  );
});

test('who accepts everything is satisfied at once', () => {
  fc.assert(
    fc.property(people, policies, (given, terms) => {
      const facts = { ...given, flow: 'browser', delegated: false, fields: {} } as LoginFacts;
      const prompt = decide(facts, terms);
      if (prompt.kind !== 'prompt') return;
      const fields = Object.fromEntries(Object.keys(prompt.documents).map((id) => [id, true]));
      const accepted = decide(facts, terms, { fields, documents: prompt.documents } as never);
      if (accepted.kind !== 'allow') throw new Error(`${accepted.kind}: ${accepted.reason}`);
      const writes = Object.fromEntries(accepted.writes.map(({ key, value }) => [key, value]));
      const written = withinBudget(facts.appMetadata, writes);
      const after = { ...facts, appMetadata: { ...facts.appMetadata, ...written } as never };
      expect(decide(after, terms)).toMatchObject({ kind: 'allow', reason: 'satisfied', writes: [] });
    }),
  );
});

test('more grace never denies more', () => {
  const longer = (until: string | null, hours: number) =>
    until === null ? iso(NOW + hours * HOUR) : iso(Date.parse(until) + hours * HOUR);
  fc.assert(
    fc.property(
      people,
      policies,
      fc.option(answers, { nil: undefined }),
      fc.nat(100),
      (facts, terms, answer, hours) => {
        const more = {
          ...terms,
          documents: terms.documents.map((document) => ({
            ...document,
            versions: document.versions.map((version) => ({
              ...version,
              graceUntil: longer(version.graceUntil, hours),
            })),
          })),
        };
        const strict = decide(facts, terms, answer);
        const lenient = decide(facts, more, answer);
        expect(SEVERITY[lenient.kind]).toBeLessThanOrEqual(SEVERITY[strict.kind]);
      },
    ),
  );
  fc.assert(
    fc.property(people, fc.nat(10 * 24 * 3600), fc.nat(10 * 24 * 3600), (facts, grace, more) => {
      const kind = (graceSeconds: number) =>
        decideEmail(facts as never, emailPolicy({ graceSeconds }), NOW).kind;
      expect(SEVERITY[kind(grace + more)]).toBeLessThanOrEqual(SEVERITY[kind(grace)]);
    }),
  );
});

test('a higher roll-out only adds users', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.nat(100), fc.nat(100), (user, salt, some, more) => {
      const percent = Math.min(100, some + more);
      if (isInRollout(user, { percent: some, salt })) expect(isInRollout(user, { percent, salt })).toBe(true);
    }),
  );
});

test('somebody who acts for the user never stamps', () => {
  fc.assert(
    fc.property(people, policies, fc.option(answers, { nil: undefined }), (facts, terms, answer) => {
      const decision = decide({ ...facts, delegated: true }, terms, answer);
      expect(['allow', 'deny']).toContain(decision.kind);
      if (decision.kind === 'allow') expect(decision.writes).toEqual([]);
    }),
  );
});

test('a consent never changes whether a login is let in', () => {
  fc.assert(
    fc.property(people, policies, (facts, terms) => {
      const binding = { ...terms, documents: terms.documents.filter(({ kind }) => kind !== 'consent') };
      expect(decide(facts, terms).kind).toBe(decide(facts, binding).kind);
    }),
  );
});

test('an acceptance is never downgraded', () => {
  fc.assert(
    fc.property(people, policies, answers, (facts, terms, answer) => {
      const before = new Map(
        standings(facts, terms, NOW).map(({ id, accepted }) => [`gatehouse_${id}`, accepted]),
      );
      const decision = decide(facts, terms, answer);
      if (decision.kind !== 'allow') return;
      for (const { key, value } of decision.writes) {
        if (value.state === 'accepted') expect(value.sequence).toBeGreaterThanOrEqual(before.get(key) ?? 0);
      }
    }),
  );
});

test('all stamps stay within their budget for as long as there is history to drop', () => {
  const history = fc.array(stamp, { maxLength: 5 });
  const withHistory = fc.record({
    state: fc.constant('accepted'),
    note: fc.string({ maxLength: 300 }),
    history,
  });
  fc.assert(
    fc.property(fc.array(withHistory, { maxLength: 6 }), withHistory, (stored, value) => {
      const before = Object.fromEntries(stored.map((item, index) => [`gatehouse_d${index}`, item]));
      const written = withinBudget(before as never, { gatehouse_new: value });
      const after = { ...before, ...written };
      const left = Object.values(after).flatMap((item) => (item as { history: unknown[] }).history);
      if (left.length > 0) expect(Buffer.byteLength(JSON.stringify(after))).toBeLessThan(3072);
      for (const key of Object.keys(written)) expect(key in after).toBe(true);
    }),
  );
});

test('a clean name is clean, and cleaning it again changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      const name = cleanName(text);
      if (name === null) return;
      expect([...name].length).toBeLessThanOrEqual(150);
      expect(name).toBe(name.normalize('NFC'));
      expect(name).not.toMatch(/[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
      expect(cleanName(name)).toBe(name);
    }),
  );
});

test('grace only ever runs out', () => {
  fc.assert(
    fc.property(people, policies, fc.nat(5), (given, terms, days) => {
      const facts = { ...given, flow: 'no_browser', delegated: false } as LoginFacts;
      const withoutLegacy = { ...terms, legacy: { createdBefore: null, graceUntil: null } };
      const settled = terms.documents.map((document) => ({
        ...document,
        versions: document.versions.map((version) => ({ ...version, effective: iso(NOW - 99 * DAY) })),
      }));
      const policy = { ...withoutLegacy, documents: settled };
      const past = { ...facts, appMetadata: {} };
      expect(SEVERITY[decide(past, policy, undefined, NOW + days * DAY).kind]).toBeGreaterThanOrEqual(
        SEVERITY[decide(past, policy).kind],
      );
    }),
  );
});
