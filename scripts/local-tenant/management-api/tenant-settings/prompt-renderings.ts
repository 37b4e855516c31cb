import type { JsonObject } from '../../store';
import { type ApiRequest, bodyObject, isObject, type Operation, ok } from '../operation';
import { classicPage } from '../paging';
import { patchDocument } from '../resources/documents';

/** Which screens are rendered by the tenant's own code (Advanced Customizations); kept, and not used by the local pages. */
export const PROMPT_RENDERING_OPERATIONS: readonly Operation[] = [
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
];

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
