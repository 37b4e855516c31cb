import type { Condition } from './form-definition';
import { type FormScope, resolveOperand } from './template';

/** The comparisons of a router's rules. Auth0's names; an unknown one is never true, so the fallback is taken. */
const OPERATORS: Readonly<Record<string, (left: unknown, right: unknown) => boolean>> = {
  HAS_VALUE: (left) => hasValue(left),
  HAS_NO_VALUE: (left) => !hasValue(left),
  NOT_HAS_VALUE: (left) => !hasValue(left),
  IS_TRUE: (left) => left === true || left === 'true',
  IS_FALSE: (left) => left === false || left === 'false',
  EQ: (left, right) => same(left, right),
  EQUALS: (left, right) => same(left, right),
  NEQ: (left, right) => !same(left, right),
  NOT_EQUALS: (left, right) => !same(left, right),
  GT: (left, right) => Number(left) > Number(right),
  GTE: (left, right) => Number(left) >= Number(right),
  LT: (left, right) => Number(left) < Number(right),
  LTE: (left, right) => Number(left) <= Number(right),
  CONTAINS: (left, right) => contains(left, right),
  NOT_CONTAINS: (left, right) => !contains(left, right),
  STARTS_WITH: (left, right) => String(left ?? '').startsWith(String(right ?? '')),
  ENDS_WITH: (left, right) => String(left ?? '').endsWith(String(right ?? '')),
};

/** Whether a router's rule applies; one without a condition does not. */
export function isMet(condition: Condition | undefined, scope: FormScope): boolean {
  if (condition === undefined) return false;
  const operands = condition.operands ?? [];
  switch (condition.operator) {
    case 'AND':
      return operands.length > 0 && operands.every((operand) => isMet(operand as Condition, scope));
    case 'OR':
      return operands.some((operand) => isMet(operand as Condition, scope));
    case 'NOT':
      return !isMet(operands[0] as Condition | undefined, scope);
    default:
      return compare(condition, scope);
  }
}

function compare({ operator, operands = [] }: Condition, scope: FormScope): boolean {
  const test = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
  return test?.(resolveOperand(operands[0], scope), resolveOperand(operands[1], scope)) ?? false;
}

function hasValue(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function same(left: unknown, right: unknown): boolean {
  return left === right || String(left ?? '') === String(right ?? '');
}

function contains(left: unknown, right: unknown): boolean {
  return Array.isArray(left) ? left.includes(right) : String(left ?? '').includes(String(right ?? ''));
}
