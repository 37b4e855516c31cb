import { randomBytes } from 'node:crypto';
import { issuer } from '../../request-url';
import type { Connection, User } from '../../store';
import type { LogType } from '../../tenant-log';
import { findUser } from '../../users';
import { countLogin } from '../count-login';
import { earnedGrant } from '../earned-grant';
import { effectiveAudience, type Grant, resourceServer } from '../grant';
import { issueTokens, type TokenResponse } from '../issue-tokens';
import { pickLocale } from '../locale';
import { eventRequest, type LoginFacts } from '../login-event';
import { logRequest } from '../login-log';
import { userIsBlocked } from '../oauth-error';
import { requestedOrganization, requireMembership } from '../organization';
import { runPostLogin } from '../post-login';
import { createRefreshToken } from '../refresh-tokens';
import { textOf } from '../request-body';
import { audienceAndScope } from './redeem-grant';
import { requireCompleted } from './refusal';
import type { TokenRequest } from './token-request';

export interface DirectLogin {
  user: User;
  connection: Connection;
  method: string;
  flow: string;
  protocol: string;
  success: LogType;
}

/** A login at the token endpoint, without a browser: password, passwordless code. No session comes of it. */
export async function directLogin(request: TokenRequest, login: DirectLogin): Promise<TokenResponse> {
  const { tenant, c, client, body } = request;
  const { connection } = login;
  if (login.user.blocked === true) throw userIsBlocked();
  const user = countLogin(tenant, c, login.user);
  const facts = factsOf(request, { ...login, user });
  if (facts.organization !== undefined) requireMembership(tenant, facts.organization, user, connection);
  const loginId = randomBytes(16).toString('hex');
  const result = await runPostLogin(tenant, {
    facts,
    request: eventRequest(c, {}, body),
    loginId,
    flow: login.flow,
  });
  requireCompleted(result);
  const grant: Grant = {
    ...earnedGrant(tenant, facts, result, { login_id: loginId }),
    ...(login.method === 'pwd' ? { gty: 'password' } : {}),
  };
  const stored = findUser(tenant, grant.user_id) ?? user;
  const tokens = await issueTokens({ tenant, issuer: issuer(c), client, user: stored, grant });
  if (grant.scope.includes('offline_access'))
    tokens.refresh_token = createRefreshToken(tenant, client, grant);
  logRequest(
    tenant,
    c,
    login.success,
    { client, user: stored, connection },
    {
      ...audienceAndScope(grant),
      details: { actions: { executions: result.executions } },
    },
  );
  return tokens;
}

function factsOf({ tenant, c, client, body }: TokenRequest, login: DirectLogin): LoginFacts {
  const audience = effectiveAudience(tenant, textOf(body, 'audience'));
  if (audience !== undefined) resourceServer(tenant, audience);
  const organization = requestedOrganization(tenant, client, textOf(body, 'organization'));
  return {
    client,
    connection: login.connection,
    user: login.user,
    protocol: login.protocol,
    methods: [{ name: login.method, timestamp: tenant.now().toISOString() }],
    scope: (textOf(body, 'scope') ?? '').split(/\s+/).filter((scope) => scope !== ''),
    transaction: { locale: pickLocale(tenant, [], c.req.header('accept-language')) },
    ...(audience === undefined ? {} : { audience }),
    ...(organization === undefined ? {} : { organization }),
  };
}
