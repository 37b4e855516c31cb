import type { Form, JsonObject } from '../../store';

/** The parts of a form's JSON that are walked through (docs: customize/forms/configure-update-policy-form). */
export interface FormComponent extends JsonObject {
  id: string;
  category: 'BLOCK' | 'FIELD' | 'WIDGET';
  type: string;
  label?: string;
  hint?: string;
  required?: boolean;
  config?: JsonObject;
}

export interface FormNode extends JsonObject {
  id: string;
  type: 'STEP' | 'FLOW' | 'ROUTER';
  config?: {
    components?: FormComponent[];
    next_node?: string;
    rules?: { id: string; condition?: Condition; next_node?: string }[];
    fallback?: string;
  };
}

export interface Condition {
  operator: string;
  operands?: unknown[];
}

export const ENDING = '$ending';

export function nodesOf(form: Form): FormNode[] {
  return (form.nodes ?? []) as unknown as FormNode[];
}

export function startNode(form: Form): string {
  const start = form.start as { next_node?: string } | undefined;
  return start?.next_node ?? nodesOf(form)[0]?.id ?? ENDING;
}

/** Fields that nobody sees, with the values that the form gives them. */
export function hiddenFields(form: Form): { key: string; value?: string }[] {
  const start = form.start as { hidden_fields?: { key: string; value?: string }[] } | undefined;
  return start?.hidden_fields ?? [];
}
