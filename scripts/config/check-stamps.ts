import type { TermsPolicy } from '../../actions/policy/policy';
import { METADATA_BUDGET, recordStamp } from '../../actions/policy/stamp';
import type { Diagnostic } from './environment-config';

/** As long as what Auth0 and a stamp put there. */
const LONGEST_ACTOR = {
  clientId: 'x'.repeat(32),
  organization: { id: `org_${'x'.repeat(16)}`, name: undefined },
  country: 'XX',
  emailVerified: false,
};
const RECEIPT = { receipt: 'x'.repeat(36), build: '10.10.10+xxxxxxx' };

/**
 * Whether one user's acceptances fit into what app_metadata is to hold of them: without any history, each with the
 * longest label and language that there is.
 */
export function checkStamps({ documents, prompt }: TermsPolicy, now: Date): Diagnostic[] {
  const stamps = documents.map(({ id, versions }) => {
    const shown = {
      sequence: Math.max(...versions.map(({ sequence }) => sequence)),
      label: longest(versions.map(({ label }) => label)),
      sha256: 'x'.repeat(64),
      locale: longest(versions.flatMap(({ texts }) => Object.keys(texts))),
    };
    const act = { state: 'withdrawn', method: 'redirect', surface: prompt.surface } as const;
    const { key, value } = recordStamp(id, shown, act, LONGEST_ACTOR, undefined, now.getTime());
    return [key, { ...value, ...RECEIPT }];
  });
  const bytes = Buffer.byteLength(JSON.stringify(Object.fromEntries(stamps)));
  if (bytes <= METADATA_BUDGET) return [];
  return [
    {
      severity: 'warning',
      code: 'CONFIG_STAMPS_OVER_BUDGET',
      file: 'tenant/policy.yaml',
      path: 'terms.documents',
      message: `who accepts all ${documents.length} documents has ${bytes} bytes of acceptances, more than the ${METADATA_BUDGET} that app_metadata is to hold of them: no history is kept then. Put texts that are always accepted together into one document`,
    },
  ];
}

function longest(texts: readonly string[]): string {
  return texts.reduce((best, text) => (text.length > best.length ? text : best), '');
}
