import { adviseOn, type Diagnostic } from '../config';
import type { Target } from './target';

/**
 * What is allowed and still likely to hurt in this tenant. That enforcing stops refresh tokens is news only until
 * the tenant enforces: afterwards it has happened.
 */
export function adviseOnTarget({ config, state }: Pick<Target, 'config' | 'state'>, now: Date): Diagnostic[] {
  const enforces = state.actions.some(
    ({ name, ours, deployed }) =>
      name === 'require-terms' && ours && /\bterms:\s*\{\s*mode:\s*"enforce"/.test(deployed?.code ?? ''),
  );
  return adviseOn(config, now).filter(({ code }) => code !== 'CONFIG_NO_LEGACY_WINDOW' || !enforces);
}
