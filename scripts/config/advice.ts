import { shownVersion } from './document-keywords';
import type { Diagnostic, EnvironmentConfig } from './environment-config';

const DAY_MS = 86_400_000;
/** How long before a version is effective the sign-up page's next deploy is announced. */
const NOTICE_DAYS = 14;
/** How long the Actions still accept the label before (the page is static, the clock is not). */
const LABEL_GRACE_HOURS = 48;

/** What is allowed and still likely to hurt: for `check`, `plan` and `verify`. */
export function adviseOn(config: EnvironmentConfig, now: Date): Diagnostic[] {
  return [...staleLabels(config, now), ...missingLegacyWindow(config)];
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
