import { behaves } from '../../support/fidelity';
import { runSignup, signupAction, thrownAtSignup } from './actions';

const HARNESS = 'auth0-actions harness: pre-user-registration v2';

describe('the api of pre-user-registration', () => {
  behaves(
    'has access, user, validation and cache, and nothing of post-login: no form, no redirect, no claims',
    {
      source: HARNESS,
      status: 'supported',
      note: 'One docs page names forms for this trigger; its own list of restrictions and the harness do not.',
    },
    async () => {
      const { reports } = await runSignup([signupAction('console.log(Object.keys(api).sort().join())')]);

      expect(reports[0]?.logs).toEqual(['access,cache,user,validation']);
    },
  );

  behaves(
    'metadata may be set whatever the event holds, null removes, and the methods chain',
    { source: HARNESS, status: 'supported' },
    async () => {
      const { effects, outcome } = await runSignup(
        [signupAction(`api.user.setAppMetadata('a', 1).user.setUserMetadata('b', null)`)],
        { user: { app_metadata: null, user_metadata: null } },
      );

      expect(outcome.kind).toBe('completed');
      expect(effects).toMatchObject({ appMetadata: { a: 1 }, userMetadata: { b: null } });
    },
  );

  behaves(
    'validation errors have at most 100 characters, and their refusal says whose they are',
    { source: HARNESS, status: 'supported' },
    async () => {
      expect(await thrownAtSignup(`api.validation.error('c', 'x'.repeat(101))`)).toBe(
        'Error: Failed to add validation error: errorMessage must NOT have more than 100 characters',
      );
      expect(await thrownAtSignup(`api.validation.error('c')`)).toContain(
        "Failed to add validation error:  must have required property 'errorMessage'",
      );
    },
  );

  behaves(
    'setUserId takes letters, digits and @._+- up to 255',
    { source: HARNESS, status: 'supported', note: 'In the harness only; the docs do not mention it.' },
    async () => {
      const { effects } = await runSignup([signupAction(`api.user.setUserId('crm.42')`)]);

      expect(effects.userId).toBe('crm.42');
      expect(await thrownAtSignup(`api.user.setUserId('a b')`)).toContain(
        'Invalid setUserId arguments: user_id',
      );
      expect(await thrownAtSignup('api.user.setUserId(1)')).toContain('user_id must be string');
    },
  );

  behaves(
    'onContinuePreUserRegistration is a legal handler that nothing ever calls',
    { source: HARNESS, status: 'supported' },
    async () => {
      const action = signupAction('');
      action.code += `exports.onContinuePreUserRegistration = async () => { throw new Error('never'); };`;

      expect((await runSignup([action])).outcome.kind).toBe('completed');
    },
  );

  behaves(
    "an Action's event has no user_id, no email_verified, no identities, and its request has no query",
    {
      source: 'docs: reference/pre-user-registration/pre-user-registration-event-object',
      status: 'supported',
    },
    async () => {
      const { reports } = await runSignup([
        signupAction(`console.log(JSON.stringify([
          event.user.user_id, event.user.email_verified, event.user.identities, event.request.query].map((v) => v ?? 0)))`),
      ]);

      expect(reports[0]?.logs).toEqual(['[0,0,0,0]']);
    },
  );
});
