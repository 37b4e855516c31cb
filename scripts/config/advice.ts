import { METADATA_BUDGET, recordStamp } from '../../actions/policy/stamp';
import { shownVersion } from './document-keywords';
import type { Diagnostic, EnvironmentConfig } from './environment-config';

const DAY_MS = 86_400_000;
/** How long before a version is effective the sign-up page's next deploy is announced. */
const NOTICE_DAYS = 14;
/** How long the Actions still accept the label before (the page is static, the clock is not). */
const LABEL_GRACE_HOURS = 48;

/** What is allowed and still likely to hurt: for `check`, `plan` and `verify`. */
export function adviseOn(config: EnvironmentConfig, now: Date): Diagnostic[] {
  return [...staleLabels(config, now), ...missingLegacyWindow(config), ...stampsOverBudget(config, now)];
}

/** As long as what Auth0 and a stamp put there. */
const LONGEST_ACTOR = {
  clientId: 'x'.repeat(32),
  organization: { id: `org_${'x'.repeat(16)}`, name: undefined },
  country: 'XX',
  emailVerified: false,
};
const RECEIPT = { receipt: 'x'.repeat(36), build: '10.10.10+xxxxxxx' };

/** What one user's acceptances take without any history, each with the longest label and language that there is. */
function stampsOverBudget({ policy }: EnvironmentConfig, now: Date): Diagnostic[] {
  const { documents, prompt } = policy.terms;
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

function staleLabels(config: EnvironmentConfig, now: Date): Diagnostic[] {
  return config.policy.terms.documents.flatMap((document, index) => {
    if (document.signupField === null) return [];
    const shown = shownVersion(document.versions, now);
    const next = document.versions.find(
      (version) =>
        version.sequence > (shown?.sequence ?? 0) &&
        Date.parse(version.effective) > now.getTime() &&
        Date.parse(version.effective) <= now.getTime() + NOTICE_DAYS * DAY_MS,
    );
    if (next === undefined) return [];
    return [
      {
        severity: 'warning',
        code: 'CONFIG_SIGNUP_LABEL_GOES_STALE',
        file: 'tenant/policy.yaml',
        path: `terms.documents[${index}]`,
        message: `the sign-up page of ${config.name} names ${shown === undefined ? 'no version' : `"${shown.label}"`}; "${next.label}" is effective from ${next.effective}: deploy again then, within ${LABEL_GRACE_HOURS} hours`,
      } satisfies Diagnostic,
    ];
  });
}

/** Without the window, enforcing terms stops every existing session's refresh token at once. */
function missingLegacyWindow(config: EnvironmentConfig): Diagnostic[] {
  const { terms } = config.policy;
  const asksEverybody =
    terms.mode === 'enforce' && terms.nonInteractive === 'deny' && terms.documents.length > 0;
  if (!asksEverybody || terms.legacy.createdBefore !== null || config.name === 'local') return [];
  return [
    {
      severity: 'warning',
      code: 'CONFIG_NO_LEGACY_WINDOW',
      file: `tenant/environments/${config.name}.yaml`,
      path: 'terms.legacy',
      message: `${config.name} enforces terms without a legacy window: on the first deploy, users without an acceptance lose every refresh token at once. Set terms.legacy.createdBefore and graceUntil`,
    },
  ];
}
