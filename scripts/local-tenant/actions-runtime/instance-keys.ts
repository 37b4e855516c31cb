import type { TriggerRun } from './contract';
import type { ActionCall } from './sandbox/messages';
import { tenantOf } from './trigger-caches';

/** Texts that are told apart; more than this and numbering begins anew, which costs one compilation each. */
const MOST_TEXTS = 300;

/** Names loaded instances: calls of the same tenant's same Action with the same text share module state. */
export class InstanceKeys {
  private readonly numbers = new Map<string, number>();
  private next = 0;

  keyOf(trigger: TriggerRun, call: Pick<ActionCall, 'name' | 'code' | 'dependencies'>): string {
    return `${tenantOf(trigger)}/${call.name}/${this.numberOf(call.code)}/${call.dependencies.join(',')}`;
  }

  private numberOf(code: string): number {
    const known = this.numbers.get(code);
    if (known !== undefined) return known;
    if (this.numbers.size >= MOST_TEXTS) this.numbers.clear();
    this.next += 1;
    this.numbers.set(code, this.next);
    return this.next;
  }
}
