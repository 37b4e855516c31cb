import { behaves } from '../../support/fidelity';
import { commandTypes, loginAction, runLogin, thrownBy, valueInAction } from './actions';

const API = 'docs: reference/post-login/post-login-api-object';
const HARNESS = 'auth0-actions harness: post-login v3';
const LIMITS = 'docs: actions/limitations';

describe('chaining', () => {
  behaves(
    'most methods answer with api; scopes, session, refresh token, prompt and transaction answer with nothing',
    { source: HARNESS, status: 'supported' },
    async () => {
      const chainable = [
        `api.access.deny('x')`,
        `api.idToken.setCustomClaim('a', 1)`,
        `api.accessToken.setCustomClaim('a', 1)`,
        `api.user.setAppMetadata('a', 1)`,
        `api.user.setUserMetadata('a', 1)`,
        `api.multifactor.enable('any')`,
        `api.redirect.sendUserTo('https://example.com')`,
        `api.samlResponse.setAttribute('a', 'b')`,
        `api.samlResponse.setAudience('a')`,
        `api.validation.error('a', 'b')`,
      ];
      const silent = [
        `api.accessToken.addScope('a')`,
        `api.accessToken.removeScope('a')`,
        `api.authentication.challengeWith({ type: 'otp' })`,
        `api.authentication.setPrimaryUser('auth0|2')`,
        `api.session.setExpiresAt(1)`,
        `api.session.setMetadata('a', 'b')`,
        `api.refreshToken.setMetadata('a', 'b')`,
        `api.transaction.setMetadata('a', 'b')`,
      ];

      const body = `console.log(JSON.stringify([
        [${chainable.join(',')}].map((answer) => answer === api),
        [${silent.join(',')}].map((answer) => answer === undefined),
        api.prompt.render('ap_1') === undefined]))`;
      const { reports } = await runLogin([loginAction(body)]);

      const [chained, unchained] = JSON.parse(reports[0]?.logs[0] ?? '[]');
      expect(chained).toEqual(chainable.map(() => true));
      expect(unchained).toEqual(silent.map(() => true));
    },
  );
});

describe('access.deny', () => {
  behaves(
    'takes anything for a reason and ignores further arguments',
    { source: HARNESS, status: 'supported' },
    async () => {
      const { outcome } = await runLogin([loginAction(`api.access.deny('code', 'message for nobody')`)]);

      expect(outcome).toEqual({ kind: 'denied', reason: 'code' });
    },
  );
});

describe('custom claims', () => {
  behaves(
    'only the claim "scope" is refused when it is set',
    { source: HARNESS, status: 'supported' },
    async () => {
      const refused = 'Error: The "scope" claim cannot be set.';

      expect(await thrownBy(`api.idToken.setCustomClaim('scope', 'all')`)).toBe(refused);
      expect(await thrownBy(`api.accessToken.setCustomClaim('scope', 'all')`)).toBe(refused);
      expect(await thrownBy(`api.idToken.setCustomClaim('sub', 'somebody else')`)).toBe('nothing');
    },
  );

  behaves('the last value of a claim counts', { source: API, status: 'supported' }, async () => {
    const { effects } = await runLogin([
      loginAction(`api.idToken.setCustomClaim('a', 1).idToken.setCustomClaim('a', { b: 2 })`),
      loginAction(`api.accessToken.setCustomClaim('c', 3)`),
    ]);

    expect(effects.idTokenClaims).toEqual({ a: { b: 2 } });
    expect(effects.accessTokenClaims).toEqual({ c: 3 });
  });
});

describe('scopes', () => {
  behaves(
    'a scope is trimmed; empty, over 280 characters, with whitespace or no string is refused',
    { source: HARNESS, status: 'supported' },
    async () => {
      const { effects } = await runLogin([loginAction(`api.accessToken.addScope('  read:all ')`)]);

      expect(effects.addedScopes).toEqual(['read:all']);
      expect(await thrownBy(`api.accessToken.addScope(1)`)).toBe(
        'TypeError: The value for the scope must be a string.',
      );
      expect(await thrownBy(`api.accessToken.addScope('  ')`)).toBe(
        'Error: The value for the scope is required.',
      );
      expect(await thrownBy(`api.accessToken.addScope('x'.repeat(281))`)).toContain(
        'maximum of 280 characters',
      );
      expect(await thrownBy(`api.accessToken.removeScope('a b')`)).toContain('must not have whitespace');
    },
  );

  behaves(
    'every scope with whitespace is refused with the same words',
    {
      source: HARNESS,
      status: 'differs',
      note: 'A stateful expression makes the platform alternate between two texts; both throw.',
    },
    async () => {
      const twice = `for (let i = 0; i < 2; i += 1) {
        try { api.accessToken.addScope('a b'); } catch (error) { console.log(error.message); }
      }`;

      const { reports } = await runLogin([loginAction(twice)]);

      expect(new Set(reports[0]?.logs)).toEqual(
        new Set(['The value for the scope must not have whitespace.']),
      );
    },
  );

  behaves('more than 1,000 added scopes are refused', { source: HARNESS, status: 'supported' }, async () => {
    const add = (count: number) => `for (let i = 0; i < ${count}; i += 1) api.accessToken.addScope('s' + i)`;

    expect(await thrownBy(add(1000))).toBe('nothing');
    expect(await thrownBy(add(1001))).toBe(
      'Error: The number of scopes exceeds the allowed maximum of 1000.',
    );
  });

  behaves(
    'more than 2,000 changed scopes are refused',
    { source: HARNESS, status: 'supported' },
    async () => {
      const remove = (count: number) =>
        `for (let i = 0; i < ${count}; i += 1) api.accessToken.removeScope('s' + i)`;

      expect(await thrownBy(remove(2000))).toBe('nothing');
      expect(await thrownBy(remove(2001))).toContain('exceeds the size limit');
    },
  );

  behaves(
    'a scope is added or removed, whichever was asked for last',
    { source: API, status: 'supported' },
    async () => {
      const { effects } = await runLogin([
        loginAction(`api.accessToken.addScope('a'); api.accessToken.addScope('b')`),
        loginAction(`api.accessToken.removeScope('a')`),
      ]);

      expect(effects).toMatchObject({ addedScopes: ['b'], removedScopes: ['a'] });
    },
  );
});

describe('user metadata', () => {
  behaves(
    'is refused where the stored metadata is no object, as a custom database may return',
    { source: HARNESS, status: 'supported' },
    async () => {
      expect(await thrownBy(`api.user.setAppMetadata('a', 1)`, { user: { app_metadata: 'text' } })).toBe(
        'Error: Unexpected app_metadata format. Must be a valid JSON object',
      );
      expect(await thrownBy(`api.user.setUserMetadata('a', 1)`, { user: { user_metadata: [1] } })).toBe(
        'Error: Unexpected user_metadata format. Must be a valid JSON object.',
      );
      expect(await thrownBy(`api.user.setAppMetadata('a', 1)`, { user: { app_metadata: null } })).toContain(
        'Unexpected',
      );
    },
  );
});

describe('authentication', () => {
  behaves(
    'setPrimaryUser takes one id of 1 to 128 characters per transaction',
    { source: HARNESS, status: 'supported' },
    async () => {
      const again = 'The primary user can only be altered once per transaction';
      const set = `api.authentication.setPrimaryUser('auth0|2')`;

      expect(await thrownBy(`${set}; ${set}`)).toBe(`Error: ${again}`);
      expect(await thrownBy(`api.authentication.setPrimaryUser('')`)).toContain('must be a non-empty string');
      expect(await thrownBy(`api.authentication.setPrimaryUser(7)`)).toContain('must be a non-empty string');
      expect(await thrownBy(`api.authentication.setPrimaryUser('x'.repeat(129))`)).toContain(
        'maximum length',
      );
      const { effects, outcome } = await runLogin([loginAction(set), loginAction(set)]);
      expect(effects.primaryUserId).toBe('auth0|2');
      expect(outcome).toMatchObject({ kind: 'failed', error: { message: again } });
    },
  );

  behaves(
    'user metadata set by the Action that sets the primary user is lost',
    { source: LIMITS, status: 'supported' },
    async () => {
      const { effects } = await runLogin([
        loginAction(`api.user.setUserMetadata('before', 1)`),
        loginAction(`api.user.setUserMetadata('lost', 1); api.authentication.setPrimaryUser('auth0|2')`),
      ]);

      expect(effects.userMetadata).toEqual({ before: 1 });
    },
  );

  behaves(
    'recordMethod works in onContinuePostLogin only',
    {
      source: API,
      status: 'unknown',
      note: 'The docs say where it may be called, not what happens elsewhere. Assumed: it throws.',
    },
    async () => {
      const record = `api.authentication.recordMethod('https://example.com/method')`;
      const action = loginAction(`api.redirect.sendUserTo('https://example.com')`, {
        onContinue: `console.log(${record} === api)`,
      });

      const first = await runLogin([action]);
      if (!('suspension' in first.outcome)) throw new Error('not suspended');
      const resumed = await runLogin([action], {}, { resume: first.outcome.suspension });

      expect(await thrownBy(record)).toContain('onContinuePostLogin');
      expect(resumed.reports[0]?.logs).toEqual(['true']);
      expect(resumed.effects.authenticationMethods).toEqual(['https://example.com/method']);
    },
  );

  behaves(
    'multifactor.enable waits for the end of the login',
    { source: API, status: 'supported' },
    async () => {
      const { outcome, effects, reports } = await runLogin([
        loginAction(`api.multifactor.enable('any', { allowRememberBrowser: false })`),
        loginAction(''),
      ]);

      expect(outcome.kind).toBe('completed');
      expect(reports).toHaveLength(2);
      expect(effects.multifactor).toEqual({ provider: 'any', options: { allowRememberBrowser: false } });
    },
  );
});

describe('prompt.render', () => {
  const RENDER = 'docs: forms/render; auth0-actions harness';

  behaves(
    'takes an id of at most 48 characters, and fields and vars of at most 24 entries each',
    { source: RENDER, status: 'supported' },
    async () => {
      const entries = `Object.fromEntries(Array.from({ length: 25 }, (_, i) => ['f' + i, 1]))`;

      expect(await thrownBy(`api.prompt.render('x'.repeat(49))`)).toBe(
        'Error: promptId must NOT have more than 48 characters',
      );
      expect(await thrownBy('api.prompt.render(7)')).toBe('Error: promptId must be string');
      expect(await thrownBy(`api.prompt.render('a', { fields: ${entries} })`)).toContain(
        'more than 24 properties',
      );
      expect(await thrownBy(`api.prompt.render('a', { vars: ${entries} })`)).toContain(
        'more than 24 properties',
      );
      expect(await thrownBy(`api.prompt.render('a', { other: {} })`)).toContain(
        'must NOT have additional properties',
      );
    },
  );

  behaves(
    'field names are identifiers of at most 50 characters',
    { source: RENDER, status: 'supported' },
    async () => {
      for (const name of ['a-b', '1a', 'x'.repeat(51), '']) {
        expect(await thrownBy(`api.prompt.render('a', { fields: { ${JSON.stringify(name)}: 1 } })`)).toBe(
          'Error: fields must NOT have additional properties',
        );
      }
      expect(await thrownBy(`api.prompt.render('a', { fields: { _${'x'.repeat(49)}: 1 } })`)).toBe('nothing');
    },
  );

  behaves(
    'fields and vars together have at most 24,576 bytes of JSON',
    {
      source: RENDER,
      status: 'supported',
      note: 'The docs say 24 KB for fields; the harness counts fields and vars together.',
    },
    async () => {
      const text = (bytes: number) => `api.prompt.render('a', { vars: { v: 'ä'.repeat(${bytes / 2}) } })`;

      expect(await thrownBy(text(24_500))).toBe('nothing');
      expect(await thrownBy(text(24_580))).toContain('exceeds the limit of 24576 bytes');
    },
  );

  behaves(
    'a form and a redirect in one Action, or two forms, abort the login at the end of the Action',
    { source: HARNESS, status: 'supported' },
    async () => {
      const form = `api.prompt.render('ap_1')`;
      const redirect = `api.redirect.sendUserTo('https://example.com/')`;
      const exclusive = 'Redirect and render commands cannot be used in the same action.';

      for (const [body, message] of [
        [`${form}; ${redirect}`, exclusive],
        [`${redirect}; ${form}`, exclusive],
        [`${form}; ${form}`, 'Only 1 render command per action is allowed.'],
      ]) {
        const { outcome, reports } = await runLogin([loginAction(`${body}; console.log('ran on')`)]);
        expect(outcome).toMatchObject({ kind: 'failed', error: { message } });
        expect(reports[0]?.logs).toEqual(['ran on']);
      }
    },
  );
});

describe('validation.error', () => {
  behaves(
    'takes a code and a message of at most 100 characters each, counted in code points',
    { source: HARNESS, status: 'supported' },
    async () => {
      expect(await thrownBy(`api.validation.error('x'.repeat(101), 'm')`)).toBe(
        'Error: errorCode must NOT have more than 100 characters',
      );
      expect(await thrownBy(`api.validation.error('c', 'x'.repeat(101))`)).toBe(
        'Error: errorMessage must NOT have more than 100 characters',
      );
      expect(await thrownBy(`api.validation.error('c', '😀'.repeat(100))`)).toBe('nothing');
    },
  );

  behaves(
    'names every problem: missing ones together, others joined by a semicolon',
    { source: 'auth0-actions harness: codec errors', status: 'supported' },
    async () => {
      expect(await thrownBy('api.validation.error()')).toContain(
        "must have required property 'errorCode', must have required property 'errorMessage'",
      );
      expect(await thrownBy('api.validation.error(1, 2)')).toBe(
        'Error: errorCode must be string; errorMessage must be string',
      );
    },
  );
});

describe('session and refresh token', () => {
  behaves(
    'expiry is a finite number of milliseconds, and the earliest one wins',
    { source: HARNESS, status: 'supported' },
    async () => {
      const { effects } = await runLogin([
        loginAction('api.session.setExpiresAt(3000); api.session.setIdleExpiresAt(900)'),
        loginAction('api.session.setExpiresAt(2000); api.session.setExpiresAt(5000)'),
        loginAction('api.refreshToken.setExpiresAt(7); api.refreshToken.setIdleExpiresAt(8)'),
      ]);

      expect(effects.session).toMatchObject({ expiresAt: 2000, idleExpiresAt: 900 });
      expect(effects.refreshToken).toEqual({ expiresAt: 7, idleExpiresAt: 8 });
      expect(await thrownBy('api.session.setExpiresAt(0)')).toContain('must be provided');
      expect(await thrownBy(`api.session.setExpiresAt('2030')`)).toBe('Error: absolute must be number');
      expect(await thrownBy('api.refreshToken.setIdleExpiresAt(Infinity)')).toBe(
        'Error: inactivity must be number',
      );
    },
  );

  behaves(
    'the last cookie mode counts, and it is one of two words',
    { source: API, status: 'supported' },
    async () => {
      const { effects } = await runLogin([
        loginAction(`api.session.setCookieMode('persistent'); api.session.setCookieMode('non-persistent')`),
      ]);

      expect(effects.session.cookieMode).toBe('non-persistent');
      expect(await thrownBy('api.session.setCookieMode()')).toBe('Error: Cookie mode must be provided');
      expect(await thrownBy(`api.session.setCookieMode('forever')`)).toContain(
        'Invalid cookie mode: forever',
      );
    },
  );

  behaves(
    'metadata: strings only, at most 25 entries, keys of letters, digits, _ and -, values of at most 255 characters',
    { source: HARNESS, status: 'supported' },
    async () => {
      const prefix = 'Error: Failed to set session metadata: ';
      const many = `for (let i = 0; i < 26; i += 1) api.session.setMetadata('k' + i, 'v')`;

      expect(await thrownBy(`api.session.setMetadata(1, 'v')`)).toContain(
        `${prefix}Invalid metadata: Metadata key`,
      );
      expect(await thrownBy(`api.session.setMetadata('k', 1)`)).toContain(
        `${prefix}Invalid metadata: Metadata value`,
      );
      expect(await thrownBy(many)).toContain('must not contain more than 25 entries');
      expect(await thrownBy(`api.session.setMetadata('a b', 'v')`)).toContain(
        'letters, numbers, underscores',
      );
      expect(await thrownBy(`api.session.setMetadata('k'.repeat(256), 'v')`)).toContain(
        'keys must be at most 255',
      );
      expect(await thrownBy(`api.session.setMetadata('k', 'v'.repeat(256))`)).toContain(
        'values must be at most 255',
      );
      expect(await thrownBy(`api.session.setMetadata('k', 'a\\0b')`)).toContain('null bytes');
      expect(await thrownBy(`api.refreshToken.setMetadata('k', 1)`)).toContain(
        'Error: Failed to set refresh token metadata: ',
      );
    },
  );

  behaves(
    'metadata shows at once in the event, null deletes, evict empties',
    { source: HARNESS, status: 'supported' },
    async () => {
      const changes = { session: { metadata: { kept: '1', gone: '2' } } };
      const body = `
        api.session.setMetadata('added', '3'); api.session.setMetadata('gone', null);
        console.log(JSON.stringify(event.session.metadata));
        api.session.deleteMetadata('kept'); console.log(JSON.stringify(event.session.metadata));
        api.session.evictMetadata(); console.log(JSON.stringify(event.session.metadata));`;

      const { reports, effects } = await runLogin([loginAction(body)], changes);

      expect(reports[0]?.logs).toEqual(['{"kept":"1","added":"3"}', '{"added":"3"}', '{}']);
      expect(effects.sessionMetadata).toEqual({});
    },
  );

  behaves(
    "the session's metadata needs a session; the refresh token's may come before the token",
    { source: HARNESS, status: 'supported' },
    async () => {
      const without = { session: null, refresh_token: null };
      const { effects } = await runLogin([loginAction(`api.refreshToken.setMetadata('k', 'v')`)], without);

      expect(await thrownBy(`api.session.setMetadata('k', 'v')`, without)).toContain('does not exist');
      expect(effects.refreshTokenMetadata).toEqual({ k: 'v' });
    },
  );

  behaves(
    'an empty event.session counts as none',
    {
      source: 'auth0-actions harness: post-login v3 (comment in setCookieMode)',
      status: 'unknown',
      note: 'In flows without a session it may be there and empty. Assumed: setting metadata throws, as there is nothing to keep it.',
    },
    async () => {
      const empty = { session: { id: null, user_id: null, created_at: null } };
      expect(await thrownBy(`api.session.setMetadata('k', 'v')`, empty)).toContain('does not exist');
      expect(await thrownBy(`api.session.setCookieMode('persistent')`, empty)).toBe('nothing');
    },
  );

  behaves(
    'later Actions see and keep what earlier ones set, also before the refresh token exists',
    { source: HARNESS, status: 'supported' },
    async () => {
      const { reports, effects } = await runLogin(
        [
          loginAction(`api.session.setMetadata('a', '1'); api.refreshToken.setMetadata('c', '3')`),
          loginAction(`
            console.log(JSON.stringify(event.session.metadata));
            api.session.setMetadata('b', '2'); api.refreshToken.setMetadata('d', '4')`),
        ],
        { session: { metadata: {} } },
      );

      expect(reports[1]?.logs).toEqual(['{"a":"1"}']);
      expect(effects).toMatchObject({
        sessionMetadata: { a: '1', b: '2' },
        refreshTokenMetadata: { c: '3', d: '4' },
      });
    },
  );

  behaves('an online refresh token refuses changes', { source: HARNESS, status: 'supported' }, async () => {
    const online = { refresh_token: { access: 'online' } };

    expect(await thrownBy('api.refreshToken.setExpiresAt(1)', online)).toBe(
      'Error: Cannot call setExpiresAt on an online refresh token.',
    );
    expect(await thrownBy(`api.refreshToken.setMetadata('k', 'v')`, online)).toContain(
      'online refresh token',
    );
  });

  behaves(
    'the reason of a revocation has at most 1,024 characters',
    { source: API, status: 'supported' },
    async () => {
      expect(await thrownBy(`api.refreshToken.revoke('x'.repeat(1025))`)).toContain(
        'more than 1024 characters',
      );
      expect(await thrownBy('api.session.revoke(1)')).toBe('Error: message must be string');
      expect(await thrownBy(`api.session.revoke('x', { other: 1 })`)).toContain('additional properties');
    },
  );
});

describe('transaction metadata', () => {
  const TRANSACTION = 'docs: actions/transaction-metadata; actions/limitations';

  behaves(
    'shows at once in the event, in later Actions and after a redirect',
    { source: TRANSACTION, status: 'supported' },
    async () => {
      const show = 'console.log(JSON.stringify(event.transaction.metadata))';
      const actions = [
        loginAction(`api.transaction.setMetadata('a', 1); ${show}`),
        loginAction(`${show}; api.redirect.sendUserTo('https://example.com')`, { onContinue: show }),
      ];

      const first = await runLogin(actions);
      if (!('suspension' in first.outcome)) throw new Error('not suspended');
      const resumed = await runLogin(actions, {}, { resume: first.outcome.suspension });

      expect([...first.reports, ...resumed.reports].map((report) => report.logs[0])).toEqual([
        '{"a":1}',
        '{"a":1}',
        '{"a":1}',
      ]);
    },
  );

  behaves('null deletes an entry', { source: TRANSACTION, status: 'supported' }, async () => {
    const { reports } = await runLogin(
      [
        loginAction(`api.transaction.setMetadata('a', null)`),
        loginAction('console.log(JSON.stringify(event.transaction.metadata))'),
      ],
      { transaction: { metadata: { a: 1, b: 2 } } },
    );

    expect(reports[1]?.logs).toEqual(['{"b":2}']);
  });

  behaves(
    'keys of at most 64 characters, values of at most 8 KB that are text, safe numbers or booleans, 16 KB in all',
    {
      source: TRANSACTION,
      status: 'supported',
      note: 'The limits are documented; the words of the refusals are ours.',
    },
    async () => {
      expect(await thrownBy(`api.transaction.setMetadata('k'.repeat(65), 1)`)).toContain('64 characters');
      expect(await thrownBy(`api.transaction.setMetadata('k', {})`)).toContain('must be a string, a number');
      expect(await thrownBy(`api.transaction.setMetadata('k', 2 ** 53)`)).toContain('safe number');
      expect(await thrownBy(`api.transaction.setMetadata('k', 'x'.repeat(8193))`)).toContain('8192 bytes');
      expect(
        await thrownBy(`for (const k of ['a', 'b', 'c']) api.transaction.setMetadata(k, 'x'.repeat(8000))`),
      ).toContain('16384 bytes');
      expect(await thrownBy(`api.transaction.setMetadata('k', 1.5)`)).toBe('nothing');
    },
  );

  behaves('target scopes are not implemented', { source: HARNESS, status: 'supported' }, async () => {
    expect(await thrownBy(`api.transaction.addTargetScope('a')`)).toBe('Error: Method not implemented.');
  });
});

describe('groups and roles', () => {
  behaves(
    'answer in pages, and say by name or id what the user belongs to',
    {
      source: API,
      status: 'supported',
      note: 'Pages have 50 entries unless asked otherwise; the shape of memberships is taken from the harness.',
    },
    async () => {
      const lookups = {
        groups: [
          { id: 'grp_1', name: 'staff' },
          { id: 'grp_2', name: 'admins' },
        ],
        roles: [
          { id: 'rol_1', name: 'editor' },
          { id: 'rol_2', name: 'owner' },
        ],
      };
      const body = `console.log(JSON.stringify([
        await api.groups.getUserGroups({ take: 1 }),
        await api.groups.getUserGroups({ from: '1' }),
        await api.groups.hasGroupMembership(['grp_1', 'others']),
        await api.roles.getUserEffectiveRoles(),
        await api.roles.getUserEffectiveRolesByIds(['rol_2']),
        await api.roles.getUserEffectiveRolesByNames(['editor'])]))`;

      const { reports } = await runLogin([loginAction(body)], {}, { lookups });

      expect(JSON.parse(reports[0]?.logs[0] ?? '')).toEqual([
        { groups: [lookups.groups[0]], next: '1' },
        { groups: [lookups.groups[1]] },
        { memberships: { grp_1: true, others: false } },
        { roles: lookups.roles },
        { roles: [lookups.roles[1]] },
        { roles: [lookups.roles[0]] },
      ]);
    },
  );

  behaves(
    'refuse what is no cursor, no count or no list',
    { source: HARNESS, status: 'supported' },
    async () => {
      expect(await thrownBy('await api.groups.getUserGroups({ from: 1 })')).toContain(
        '"from" parameter must be a string',
      );
      expect(await thrownBy('await api.roles.getUserEffectiveRoles({ take: 0 })')).toContain(
        'positive integer',
      );
      expect(await thrownBy('await api.groups.hasGroupMembership([])')).toContain('non-empty array');
      expect(await thrownBy(`await api.roles.getUserEffectiveRolesByIds('rol_1')`)).toContain(
        'non-empty array',
      );
      expect(
        await thrownBy(`await api.roles.getUserEffectiveRolesByNames(Array.from({ length: 51 }, () => 'a'))`),
      ).toContain('more than 50');
      expect(
        await thrownBy(`await api.roles.getUserEffectiveRolesByIds(Array.from({ length: 101 }, () => 'a'))`),
      ).toContain('more than 100');
    },
  );
});

describe('samlResponse', () => {
  behaves(
    'attributes: names of at most 1,024 characters; text of at most 2,048, numbers, booleans, lists of these; nothing removes',
    { source: HARNESS, status: 'supported' },
    async () => {
      const { effects } = await runLogin([
        loginAction(
          `api.samlResponse.setAttribute('a', ['x', 1, true]).samlResponse.setAttribute('b', undefined)`,
        ),
      ]);

      expect(effects.samlAttributes).toEqual({ a: ['x', 1, true], b: null });
      expect(await thrownBy(`api.samlResponse.setAttribute('a'.repeat(1025), 'v')`)).toContain(
        '1024 characters',
      );
      expect(await thrownBy(`api.samlResponse.setAttribute('a', 'v'.repeat(2049))`)).toContain(
        '2048 characters',
      );
      expect(await thrownBy(`api.samlResponse.setAttribute('a', {})`)).toContain('must be');
    },
  );

  behaves(
    'all attributes together have at most 102,400 bytes',
    { source: HARNESS, status: 'supported', note: 'The docs say 10 kB.' },
    async () => {
      const body = `for (let i = 0; i < 60; i += 1) api.samlResponse.setAttribute('a' + i, 'v'.repeat(2000))`;

      expect(await thrownBy(body)).toContain('exceeds the limit of 102400 bytes');
    },
  );

  behaves(
    'a setting that is not accepted throws, and with the Action all its other commands are lost',
    { source: HARNESS, status: 'supported' },
    async () => {
      const result = await runLogin([
        loginAction(`api.user.setAppMetadata('lost', 1); api.samlResponse.setSignatureAlgorithm('md5')`),
      ]);

      expect(result.outcome).toMatchObject({
        kind: 'failed',
        error: { message: 'signatureAlgorithm must be equal to one of the allowed values' },
      });
      expect(result.effects.appMetadata).toEqual({});
      expect(await thrownBy('api.samlResponse.setSignResponse(1)')).toBe(
        'Error: signResponse must be boolean',
      );
    },
  );

  behaves(
    'no SAML response is ever made',
    {
      source: API,
      status: 'differs',
      note: 'The methods check and record; the local tenant speaks OpenID Connect.',
    },
    async () => {
      const result = await runLogin([loginAction(`api.samlResponse.setNameIdentifierFormat()`)]);

      expect(commandTypes(result)).toEqual(['samlResponse.setNameIdentifierFormat']);
    },
  );
});

describe('rules', () => {
  behaves(
    'no Rule was ever executed',
    {
      source: 'docs: deprecations-and-migrations',
      status: 'supported',
      note: 'Rules ended on 18 November 2026.',
    },
    async () => {
      expect(await valueInAction(`api.rules.wasExecuted('rul_1')`)).toBe(false);
    },
  );
});
