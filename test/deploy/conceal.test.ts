import { conceal, concealByDigest, concealPair } from '../../scripts/deploy/conceal';

const SMS = {
  twilio_sid: 'AC1',
  twilio_token: 'in-clear',
  gateway_authentication: { audience: 'api', secret: 'in-clear', secret_base64_encoded: false },
  credentials: { auth_token: 'in-clear', accounts: [{ id: 'in-clear' }] },
  addons: { azure_sb: { sasKey: 'in-clear' }, firebase: { secretAccessKey: 'in-clear', password: 12 } },
};

test('what is named like a secret is hidden, however deep', () => {
  expect(JSON.stringify(conceal(SMS))).not.toMatch(/in-clear|12/);
  expect(conceal(SMS)).toMatchObject({
    twilio_sid: 'AC1',
    gateway_authentication: { audience: 'api', secret: '(hidden)', secret_base64_encoded: false },
  });
});

test('what only sounds like one is shown', () => {
  const settings = {
    token_endpoint_auth_method: 'none',
    refresh_token: { rotation_type: 'rotating', leeway: 0 },
    passwordPolicy: 'good',
    password: null,
    accessKeyId: 'AKIA',
    forgotPasswordText: 'Forgot it?',
  };
  expect(conceal(settings)).toEqual(settings);
});

test('a diff still shows which secrets differ', () => {
  const [before, after] = concealPair(
    { api_key: 'a', tokens: [{ token: 'same' }, { token: 'old' }] },
    { api_key: 'a', tokens: [{ token: 'same' }, { token: 'new' }] },
  );
  expect(before).toEqual({ api_key: '(hidden)', tokens: [{ token: '(hidden)' }, { token: '(hidden)' }] });
  expect(after).toEqual({
    api_key: '(hidden)',
    tokens: [{ token: '(hidden)' }, { token: '(hidden, another value)' }],
  });
});

test('a record keeps a digest that tells one value from another, and one resource from another', () => {
  const digest = (name: string, secret: string) => concealByDigest(name, { secret }).secret;
  expect(digest('connection/sms', 'a')).toBe(digest('connection/sms', 'a'));
  expect(new Set([digest('connection/sms', 'a'), digest('connection/sms', 'b'), digest('x', 'a')]).size).toBe(
    3,
  );
});
