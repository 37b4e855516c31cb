import type { Form } from '../../store';
import { isMet } from './condition';
import { ENDING, type FormNode, nodesOf } from './form-definition';
import type { FormScope } from './template';

/**
 * From a node to the next thing that a person sees: routers are decided, flows are passed over (the local tenant
 * runs none), until a step or the ending is reached. A form that goes in circles without a step ends.
 */
export function nextStop(form: Form, from: string, scope: FormScope): FormNode | typeof ENDING {
  const nodes = nodesOf(form);
  let id = from;
  for (let hops = 0; hops <= nodes.length; hops += 1) {
    const node = nodes.find((candidate) => candidate.id === id);
    if (node === undefined) return ENDING;
    if (node.type === 'STEP') return node;
    id = node.type === 'ROUTER' ? route(node, scope) : (node.config?.next_node ?? ENDING);
  }
  return ENDING;
}

function route(node: FormNode, scope: FormScope): string {
  const rule = node.config?.rules?.find((candidate) => isMet(candidate.condition, scope));
  return rule?.next_node ?? node.config?.fallback ?? ENDING;
}
