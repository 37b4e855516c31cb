import type { JsonObject } from '../../store';
import { prefixedId } from '../identifiers';
import { isObject, type Operation } from '../operation';
import type { Resource } from '../resources/resource';
import { documentsOf, resourceOperations } from '../resources/resource-operations';

const randomId = prefixedId('ap_', 22);

/**
 * Forms. The local tenant derives a form's id from its name, so that the Actions that render it can be built
 * before it exists; a second form of the same name gets a random id, as on Auth0.
 */
const FORMS: Resource = {
  path: '/forms',
  key: 'forms',
  paging: 'classic',
  newId: randomId,
  scope: 'forms',
  timestamps: true,
  onlyInDetail: ['messages', 'languages', 'translations', 'nodes', 'start', 'ending', 'style'],
  defaults(body, request) {
    // Loaded at the first form: the server itself does without the policy's files and their schema.
    const { localFormId } = require('../../../config') as typeof import('../../../config');
    const id = localFormId(String(body.name));
    return documentsOf(FORMS, request.tenant).get(id) === undefined ? { id } : {};
  },
  present: (form) => ({ ...form, flow_count: flowCount(form) }),
};

export const FORM_OPERATIONS: readonly Operation[] = resourceOperations(FORMS).map((operation) =>
  operation.path === '/forms' && operation.method === 'GET'
    ? operation
    : { ...operation, handle: async (request) => withoutFlowCount(await operation.handle(request)) },
);

function flowCount(form: JsonObject): number {
  const nodes = Array.isArray(form.nodes) ? form.nodes.filter(isObject) : [];
  return nodes.filter((node) => node.type === 'FLOW').length;
}

/** Only the list says how many flows a form uses. */
function withoutFlowCount<T extends { body?: unknown }>(answer: T): T {
  if (typeof answer.body !== 'object' || answer.body === null) return answer;
  const { flow_count: _count, ...body } = answer.body as JsonObject;
  return { ...answer, body };
}
