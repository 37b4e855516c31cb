import type { JsonObject } from '../../store';
import { badRequest } from '../api-error';
import { type ApiRequest, bodyObject, isObject, type Operation, ok } from '../operation';

/** Prompts that take HTML of the tenant's own (customize/login-pages/universal-login/customize-signup-and-login-prompts). */
const PROMPTS_WITH_PARTIALS: readonly string[] = [
  'customized-consent',
  'login',
  'login-id',
  'login-password',
  'login-passwordless',
  'passkeys',
  'signup',
  'signup-id',
  'signup-password',
];

const ENTRY_POINTS: readonly string[] = [
  'form-content',
  'form-content-start',
  'form-content-end',
  'form-footer-start',
  'form-footer-end',
  'secondary-actions-start',
  'secondary-actions-end',
];

const MAX_PARTIAL_LENGTH = 10_000;
const MAX_VARIABLES = 30;

/** The texts and the partials of Universal Login's prompts. */
export const PROMPT_OPERATIONS: readonly Operation[] = [
  {
    method: 'GET',
    path: '/prompts/:prompt/custom-text/:language',
    scopes: ['read:prompts'],
    handle: (request) => ok(request.tenant.store.collection('custom-text').get(textId(request)) ?? {}),
    restore({ tenant, params }, answer) {
      if (!isObject(answer) || Object.keys(answer).length === 0) return;
      tenant.store.collection('custom-text').put(`${params.prompt}:${params.language}`, answer);
    },
  },
  {
    method: 'PUT',
    path: '/prompts/:prompt/custom-text/:language',
    scopes: ['update:prompts'],
    handle(request) {
      const texts = bodyObject(request);
      checkTexts(texts);
      const collection = request.tenant.store.collection('custom-text');
      if (Object.keys(texts).length === 0) collection.delete(textId(request));
      else collection.put(textId(request), texts);
      return ok(texts);
    },
  },
  {
    method: 'GET',
    path: '/prompts/:prompt/partials',
    scopes: ['read:prompts'],
    handle(request) {
      const prompt = promptWithPartials(request);
      return ok(request.tenant.store.collection('prompt-partials').get(prompt)?.partials ?? {});
    },
    restore({ tenant, params }, answer) {
      if (!isObject(answer) || Object.keys(answer).length === 0) return;
      const prompt = params.prompt ?? '';
      tenant.store.collection('prompt-partials').put(prompt, { prompt, partials: answer });
    },
  },
  {
    method: 'PUT',
    path: '/prompts/:prompt/partials',
    scopes: ['update:prompts'],
    handle(request) {
      const prompt = promptWithPartials(request);
      const partials = bodyObject(request);
      checkPartials(partials);
      const collection = request.tenant.store.collection('prompt-partials');
      if (Object.keys(partials).length === 0) collection.delete(prompt);
      else collection.put(prompt, { prompt, partials });
      return ok(partials);
    },
  },
];

function textId(request: ApiRequest): string {
  return `${request.params.prompt}:${request.params.language}`;
}

function promptWithPartials(request: ApiRequest): string {
  const prompt = request.params.prompt ?? '';
  if (PROMPTS_WITH_PARTIALS.includes(prompt)) return prompt;
  throw badRequest(
    `Path validation error: 'Invalid value "${prompt}"' on property prompt (must be one of ${PROMPTS_WITH_PARTIALS.join(', ')}).`,
    'invalid_uri',
  );
}

function checkPartials(partials: JsonObject): void {
  for (const [screen, entries] of Object.entries(partials)) {
    for (const [entryPoint, html] of Object.entries(isObject(entries) ? entries : {})) {
      if (!ENTRY_POINTS.includes(entryPoint)) {
        throw badRequest(
          `Payload validation error: 'Additional properties not allowed: ${entryPoint}' on property ${screen}.`,
        );
      }
      if (typeof html !== 'string' || html.length > MAX_PARTIAL_LENGTH) {
        throw badRequest(
          `Payload validation error: ${screen}.${entryPoint} must be a string of at most ${MAX_PARTIAL_LENGTH} characters.`,
        );
      }
    }
  }
}

function checkTexts(texts: JsonObject): void {
  for (const [screen, entries] of Object.entries(texts)) {
    if (!isObject(entries))
      throw badRequest(`Payload validation error: 'Expected type object' on property ${screen}.`);
    const variables = Object.keys(entries).filter((key) => key.startsWith('var-'));
    if (variables.length > MAX_VARIABLES) {
      throw badRequest(
        `A screen has at most ${MAX_VARIABLES} variables per language; ${screen} has ${variables.length}.`,
      );
    }
  }
}
