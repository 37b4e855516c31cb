import type { Client } from '../store';
import { isListed, isWebOrigin } from './allowed-urls';
import { invalidRequest, missingParameter, OAuthError } from './oauth-error';

export type ResponseMode = 'query' | 'fragment' | 'form_post' | 'web_message';

/** An authorization request, checked. Names are those of the request, lists are split. */
export interface AuthorizeParameters {
  client_id: string;
  redirect_uri: string;
  response_type: string[];
  response_mode: ResponseMode;
  scope: string[];
  prompt: string[];
  ui_locales: string[];
  acr_values: string[];
  state?: string;
  nonce?: string;
  audience?: string;
  code_challenge?: string;
  code_challenge_method?: 'S256' | 'plain';
  max_age?: number;
  login_hint?: string;
  screen_hint?: string;
  organization?: string;
  invitation?: string;
  connection?: string;
}

const RESPONSE_TYPES = [
  'code',
  'code id_token',
  'code id_token token',
  'code token',
  'id_token',
  'id_token token',
  'token',
];
const MODES: ResponseMode[] = ['query', 'fragment', 'form_post', 'web_message'];
const PROMPTS = ['none', 'login', 'consent', 'select_account', 'create'];

/**
 * Where an answer may go at all: until this is known, an error is shown on a page and never redirected.
 *
 * @throws OAuthError 403 where the callback is not one of the client's
 */
export function redirectUriOf(client: Client, query: Record<string, string>): string {
  const given = query.redirect_uri;
  if (given === undefined || given === '') {
    const [only] = client.callbacks ?? [];
    const isUsable = client.callbacks?.length === 1 && only !== undefined && URL.canParse(only);
    if (!isUsable) throw missingParameter('redirect_uri');
    return only;
  }
  if (/[#]/.test(given) || !isListed(client.callbacks, given)) {
    throw new OAuthError(
      403,
      'unauthorized_client',
      'Callback URL mismatch. The provided redirect_uri is not in the list of allowed callback URLs.',
    );
  }
  return given;
}

/** How errors go back to this callback, even where the rest of the request is wrong. */
export function responseModeOf(query: Record<string, string>): ResponseMode {
  const types = words(query.response_type);
  const given = MODES.find((mode) => mode === query.response_mode);
  const usesFragment = types.includes('token') || types.includes('id_token');
  if (given === 'query' && usesFragment) return 'fragment';
  return given ?? (usesFragment ? 'fragment' : 'query');
}

/**
 * A web message goes to a script, so the callback's origin must be one that the client lists for scripts; being a
 * callback is not enough. (get-started/applications/application-settings: Allowed Web Origins)
 *
 * @throws OAuthError 400, which is not sent there either
 */
export function requireWebOrigin(client: Client, redirectUri: string, mode: ResponseMode): void {
  if (mode !== 'web_message' || isWebOrigin(client, new URL(redirectUri).origin)) return;
  throw invalidRequest(`The specified redirect_uri '${redirectUri}' does not have a registered origin.`);
}

/**
 * The rest of the request.
 *
 * @throws OAuthError what is sent back to the callback
 */
export function parseAuthorizeParameters(
  client: Client,
  redirectUri: string,
  query: Record<string, string>,
): AuthorizeParameters {
  for (const name of ['request', 'request_uri']) {
    if ((query[name] ?? '') !== '') {
      throw new OAuthError(400, `${name}_not_supported`, `The parameter ${name} is not supported`);
    }
  }
  const types = words(query.response_type).sort();
  if (types.length === 0) throw missingParameter('response_type');
  if (!RESPONSE_TYPES.includes(types.join(' '))) {
    throw new OAuthError(
      400,
      'unsupported_response_type',
      `Unsupported response type: ${query.response_type}`,
    );
  }
  if (query.response_mode !== undefined && !MODES.some((mode) => mode === query.response_mode)) {
    throw invalidRequest(`Unsupported response mode: ${query.response_mode}`);
  }
  if (query.response_mode === 'query' && types.some((type) => type !== 'code')) {
    throw invalidRequest('response_mode query is not supported for this response_type');
  }
  const parameters: AuthorizeParameters = {
    client_id: client.client_id,
    redirect_uri: redirectUri,
    response_type: types,
    response_mode: responseModeOf(query),
    scope: [...new Set(words(query.scope))],
    prompt: words(query.prompt),
    ui_locales: words(query.ui_locales),
    acr_values: words(query.acr_values),
  };
  for (const name of OPTIONAL) {
    const value = query[name];
    if (value !== undefined && value !== '') parameters[name] = value;
  }
  addChecked(parameters, query);
  return parameters;
}

const OPTIONAL = [
  'state',
  'nonce',
  'audience',
  'login_hint',
  'screen_hint',
  'organization',
  'invitation',
  'connection',
] as const;

function addChecked(parameters: AuthorizeParameters, query: Record<string, string>): void {
  const { prompt, response_type: types } = parameters;
  const unknown = prompt.find((word) => !PROMPTS.includes(word));
  if (unknown !== undefined) throw invalidRequest(`Unsupported prompt: ${unknown}`);
  if (prompt.includes('none') && prompt.length > 1) throw invalidRequest('prompt none must stand alone');
  if (types.includes('id_token') && parameters.nonce === undefined && !types.includes('code')) {
    throw missingParameter('nonce');
  }
  if (query.max_age !== undefined && query.max_age !== '') {
    if (!/^\d{1,9}$/.test(query.max_age)) throw invalidRequest('max_age must be a number of seconds');
    parameters.max_age = Number(query.max_age);
  }
  addCodeChallenge(parameters, query);
}

function addCodeChallenge(parameters: AuthorizeParameters, query: Record<string, string>): void {
  const { code_challenge: challenge, code_challenge_method: method } = query;
  if (challenge === undefined || challenge === '') {
    if (method !== undefined && method !== '') throw missingParameter('code_challenge');
    return;
  }
  if (!/^[A-Za-z0-9._~-]{43,128}$/.test(challenge)) throw invalidRequest('code_challenge is malformed');
  if (method !== undefined && method !== 'S256' && method !== 'plain') {
    throw invalidRequest(`Unsupported code_challenge_method: ${method}`);
  }
  parameters.code_challenge = challenge;
  parameters.code_challenge_method = method ?? 'plain';
}

function words(value: string | undefined): string[] {
  return (value ?? '').split(/\s+/).filter((word) => word !== '');
}
