import { behaves } from '../support/fidelity';
import { valueInAction } from './actions-runtime/actions';

/** Where Auth0's own pages contradict each other or leave a gap, and nothing but our choice can be shown. */
describe('where the sources contradict each other or are silent', () => {
  behaves(
    'no Action overwrites a normalized profile value: only metadata and the claims of tokens can be set',
    {
      source:
        'docs: reference/post-login/post-login-api-object, against the B2B and B2C profile-management pages',
      status: 'supported',
      note: 'The scenario pages speak of overriding the profile; the api has no method for it.',
    },
    async () => {
      expect(await valueInAction('Object.keys(api.user).sort()')).toEqual([
        'setAppMetadata',
        'setUserMetadata',
      ]);
    },
  );

  behaves('acceptance of terms is stored in app_metadata', {
    source:
      'docs: the profile-management pages and the forms guide, against the GDPR consent pages (user_metadata)',
    status: 'unknown',
    note: 'Decided: app_metadata, because callers of the public sign-up endpoint can write user_metadata.',
  });

  behaves('the size of a profile and of its metadata is not limited', {
    source: 'docs: metadata-fields-data (10 KB), gdpr-conditions-for-consent (16 MB), limitations',
    status: 'differs',
    note: 'The sources contradict each other; gatehouse keeps all its own keys together under 3 KB.',
  });

  behaves('name, nickname, given_name, family_name and picture of a database user can be patched', {
    source:
      'docs: manage-users/user-profiles/root-attributes, against gdpr-right-to-access-correct-and-erase-data',
    status: 'supported',
    note: 'The GDPR page says they cannot be edited; the API and its SDK accept them.',
  });

  behaves('event.transaction is absent when somebody signs up through POST /dbconnections/signup', {
    source: 'not established',
    status: 'unknown',
    note: 'It is typed as optional. Assumed: only the sign-up page has one, so gatehouse asks for terms there alone.',
  });

  behaves('log fs of a sign-up that an Action refused has the reason as its description', {
    source: 'not established',
    status: 'unknown',
    note: 'A live sample says "PreUserRegistrationError on pre-user-registration"; details are not documented.',
  });

  behaves('the types of @auth0/actions are written anew, with its module paths and names', {
    source: 'docs: actions/actions-npm',
    status: 'differs',
    note: 'The package cannot be installed everywhere; to use it, install it and delete the mapping in tsconfig.json.',
  });

  behaves('Rules and Hooks do not run', {
    source: 'docs: deprecations-and-migrations',
    status: 'supported',
    note: 'They ended on 18 November 2026.',
  });

  behaves('only post-login and pre-user-registration run', {
    source: 'docs: actions/explore-triggers',
    status: 'differs',
    note: 'Actions of other triggers are stored and bound, and never called.',
  });

  behaves('no limit on extensibility requests in flight', {
    source: 'docs: troubleshoot/customer-support/operational-policies/rate-limit-policy (250 per tenant)',
    status: 'differs',
    note: 'Logins wait for a free process instead; error_class rate_limited never occurs.',
  });
});
