import type { JsonObject } from '../../store';
import { badRequest, notFound } from '../api-error';
import { type ApiRequest, bodyObject, created, isObject, NO_CONTENT, type Operation, ok } from '../operation';
import { classicPage } from '../paging';
import { patchDocument } from '../resources/documents';

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

/** The texts, the partials and the rendering of Universal Login's prompts. */
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
  {
    method: 'GET',
    path: '/prompts/rendering',
    scopes: ['read:prompts'],
    handle(request) {
      const { query } = request;
      const configs = renderings(request)
        .list()
        .filter((config) =>
          ['prompt', 'screen', 'rendering_mode'].every(
            (key) => query[key] === undefined || config[key] === query[key],
          ),
        );
      return ok(classicPage(configs, query, 'configs', 'always'));
    },
    restore({ tenant }, answer) {
      if (!isObject(answer) || !Array.isArray(answer.configs)) return;
      for (const config of answer.configs.filter(isObject)) {
        tenant.store.collection('prompt-renderings').put(`${config.prompt}:${config.screen}`, config);
      }
    },
  },
  {
    method: 'PATCH',
    path: '/prompts/rendering',
    scopes: ['update:prompts'],
    handle(request) {
      const { configs } = bodyObject(request);
      const changed = Array.isArray(configs) ? configs.filter(isObject) : [];
      return ok({
        configs: changed.map((config) =>
          changeRendering(request, String(config.prompt), String(config.screen), config),
        ),
      });
    },
  },
  {
    method: 'GET',
    path: '/prompts/:prompt/screen/:screen/rendering',
    scopes: ['read:prompts'],
    handle: (request) => ok(rendering(request, request.params.prompt ?? '', request.params.screen ?? '')),
  },
  {
    method: 'PATCH',
    path: '/prompts/:prompt/screen/:screen/rendering',
    scopes: ['update:prompts'],
    handle: (request) =>
      ok(
        changeRendering(
          request,
          request.params.prompt ?? '',
          request.params.screen ?? '',
          bodyObject(request),
        ),
      ),
  },
  {
    method: 'GET',
    path: '/branding/templates/universal-login',
    scopes: ['read:branding'],
    handle(request) {
      const template = pageTemplate(request).get(PAGE_TEMPLATE);
      if (template === undefined) throw notFound('Not Found', 'template_not_found');
      return ok(template);
    },
    restore({ tenant }, answer) {
      if (isObject(answer)) tenant.store.collection('singletons').put(PAGE_TEMPLATE, answer);
    },
  },
  {
    method: 'PUT',
    path: '/branding/templates/universal-login',
    scopes: ['update:branding'],
    handle(request) {
      const body = typeof request.body === 'string' ? request.body : bodyObject(request).template;
      const needed = ['auth0:head', 'auth0:widget'].filter((tag) => !String(body).includes(tag));
      if (needed.length > 0) throw badRequest(`The template must contain ${needed.join(' and ')}.`);
      const known = pageTemplate(request).get(PAGE_TEMPLATE) !== undefined;
      pageTemplate(request).put(PAGE_TEMPLATE, { body });
      return known ? NO_CONTENT : created({});
    },
  },
  {
    method: 'DELETE',
    path: '/branding/templates/universal-login',
    scopes: ['delete:branding'],
    handle(request) {
      pageTemplate(request).delete(PAGE_TEMPLATE);
      return NO_CONTENT;
    },
  },
];

const PAGE_TEMPLATE = 'universal-login-template';

function pageTemplate(request: ApiRequest) {
  return request.tenant.store.collection('singletons');
}

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

function renderings(request: ApiRequest) {
  return request.tenant.store.collection('prompt-renderings');
}

function rendering(request: ApiRequest, prompt: string, screen: string): JsonObject {
  const known = renderings(request).get(`${prompt}:${screen}`);
  return (
    known ?? {
      tenant: request.tenant.store.name,
      prompt,
      screen,
      rendering_mode: 'standard',
      context_configuration: [],
      default_head_tags_disabled: false,
      head_tags: [],
    }
  );
}

function changeRendering(request: ApiRequest, prompt: string, screen: string, patch: JsonObject): JsonObject {
  const changed = { ...patchDocument(rendering(request, prompt, screen), patch), prompt, screen };
  renderings(request).put(`${prompt}:${screen}`, changed);
  return changed;
}
