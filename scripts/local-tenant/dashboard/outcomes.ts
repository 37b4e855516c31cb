import type { Tone } from '../pages';

const TONES: Readonly<Record<string, Tone>> = {
  completed: 'success',
  allow: 'success',
  denied: 'danger',
  deny: 'danger',
  invalid: 'danger',
  failed: 'danger',
  error: 'danger',
  form: 'info',
  prompt: 'info',
  redirect: 'info',
  challenge: 'info',
  interaction_required: 'warning',
  enrich: 'success',
};

const WORDS: Readonly<Record<string, string>> = {
  completed: 'allowed',
  allow: 'allowed',
  deny: 'denied',
  invalid: 'refused',
  error: 'failed',
  form: 'waiting for a form',
  prompt: 'asks on a form',
  redirect: 'sent to a page',
  challenge: 'waiting for a factor',
  interaction_required: 'interaction required',
  enrich: 'claims set',
  off: 'switched off',
};

/** The colour of an outcome of a login, a leg or a simulation. */
export function toneOf(outcome: string): Tone {
  return TONES[outcome] ?? 'neutral';
}

/** An outcome in words. */
export function wordsOf(outcome: string): string {
  return WORDS[outcome] ?? outcome;
}
