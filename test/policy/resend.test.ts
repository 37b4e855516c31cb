import { decideResend } from '../../actions/policy/resend';
import { DAY, emailPolicy, iso, MINUTE, NOW, someone } from './builders';

const policy = emailPolicy({ resend: { everyMinutes: 10, perDay: 3 } });
const stored = (gatehouse_resend: unknown) => someone({ appMetadata: { gatehouse_resend } });

test('the first mail starts the count', () => {
  expect(decideResend(someone(), policy, NOW)).toEqual({
    key: 'gatehouse_resend',
    value: { at: iso(NOW), since: iso(NOW), count: 1 },
    evidence: false,
  });
});

test.each([
  ['the policy does not ask for it', someone(), emailPolicy()],
  ['there is no address', someone({ email: undefined }), policy],
  ['nobody is at a browser', someone({ flow: 'silent' }), policy],
  ['there is no browser', someone({ flow: 'no_browser' }), policy],
  ['somebody else acts', someone({ delegated: true }), policy],
  ['verifying would not help', someone({ primaryConnection: { name: 'acme', strategy: 'waad' } }), policy],
])('no mail where %s', (_name, facts, given) => {
  expect(decideResend(facts, given, NOW)).toBeNull();
});

test('mails keep their distance, to the moment', () => {
  const at = (time: number) => stored({ at: iso(time), since: iso(time), count: 1 });
  expect(decideResend(at(NOW - 10 * MINUTE + 1), policy, NOW)).toBeNull();
  expect(decideResend(at(NOW - 10 * MINUTE), policy, NOW)?.value).toEqual({
    at: iso(NOW),
    since: iso(NOW - 10 * MINUTE),
    count: 2,
  });
});

test('so many a day and no more', () => {
  const sent = (count: unknown) => stored({ at: iso(NOW - DAY / 2), since: iso(NOW - DAY + 1), count });
  expect(decideResend(sent(2), policy, NOW)?.value).toMatchObject({ count: 3, since: iso(NOW - DAY + 1) });
  expect(decideResend(sent(3), policy, NOW)).toBeNull();
  expect(decideResend(sent(4), policy, NOW)).toBeNull();
  expect(decideResend(sent('many'), policy, NOW)?.value).toMatchObject({ count: 1 });
});

test('a day later the count starts anew', () => {
  const facts = stored({ at: iso(NOW - DAY), since: iso(NOW - DAY), count: 3 });
  expect(decideResend(facts, policy, NOW)?.value).toMatchObject({ count: 1, since: iso(NOW) });
});

test('a broken stamp counts as none', () => {
  expect(decideResend(stored('broken'), policy, NOW)?.value).toMatchObject({ count: 1, since: iso(NOW) });
});
