import type { ActionName } from './built-action';

/** Auth0's limits (page customize/actions/limitations); sizes in bytes. */
export const AUTH0_LIMITS = {
  codeBytes: 100_000,
  secretsPerAction: 30,
  secretNameLength: 128,
  dependenciesPerAction: 10,
  actionsPerTrigger: 20,
  partialLength: 10_000,
} as const;

/** What a bundle of gatehouse may weigh: more is slower to start. Over it the build warns. */
export const bundleBudget = (name: ActionName): number => (name === 'screen-signup' ? 60_000 : 20_000);
