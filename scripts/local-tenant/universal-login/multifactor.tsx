import {
  invalidRequest,
  OAuthError,
  refuseLogin,
  resumeLogin,
  type Transaction,
} from '../authentication-api';
import { Button } from '../pages';
import type { TenantContext } from '../tenant-context';
import { updateUser } from '../users';
import { CodeForm, HostedPage, type LoginStep, type PageContext, PageForm, stepPath } from './hosted-page';
import { formField, loginStep } from './login-step';
import { textsOf } from './texts';

/** The code of every second factor in the local tenant: nobody's phone is involved. */
const MULTIFACTOR_CODE = '000000';

export async function showMultifactor(tenant: TenantContext, c: PageContext) {
  return c.html(<MultifactorPage {...(await waitingStep(tenant, c))} />);
}

export async function submitMultifactor(tenant: TenantContext, c: PageContext) {
  const step = await waitingStep(tenant, c);
  const { transaction } = step;
  if ((await formField(c, 'cancel')) !== '') {
    const error = new OAuthError(403, 'access_denied', 'Multifactor authentication was not completed');
    return refuseLogin(tenant, c, transaction, error);
  }
  if ((await formField(c, 'code')).trim() !== MULTIFACTOR_CODE) {
    return c.html(<MultifactorPage {...step} failed />, 400);
  }
  rememberEnrolment(tenant, transaction);
  return resumeLogin(tenant, c, transaction, {
    query: { state: transaction.state },
    body: {},
    method: 'mfa',
  });
}

async function waitingStep(tenant: TenantContext, c: PageContext): Promise<LoginStep> {
  const step = await loginStep(tenant, c);
  if (step.transaction.step?.kind !== 'challenge' && step.transaction.earned === undefined) {
    throw invalidRequest('This login does not wait for a second factor');
  }
  return step;
}

/** A factor that was set up is there at the next login, in `event.user.enrolledFactors`. */
function rememberEnrolment(tenant: TenantContext, { step, authentication }: Transaction): void {
  if (step?.kind !== 'challenge' || step.mode !== 'enroll' || authentication === undefined) return;
  const type = String(step.factors[0]?.type ?? 'otp');
  updateUser(tenant, authentication.user_id, (user) => {
    const enrolled = (user.enrolledFactors ?? []) as { type: string }[];
    return enrolled.some((factor) => factor.type === type)
      ? {}
      : { enrolledFactors: [...enrolled, { type }], multifactor: ['guardian'] };
  });
}

function MultifactorPage({ failed = false, ...page }: LoginStep & { failed?: boolean }) {
  const { tenant, c, transaction } = page;
  const { locale, step } = transaction;
  const t = textsOf(tenant, 'mfa', 'mfa-challenge', locale);
  const enrolls = step?.kind === 'challenge' && step.mode === 'enroll';
  const factors = step?.kind === 'challenge' ? step.factors.map((factor) => String(factor.type ?? '')) : [];
  const action = stepPath(page, '/u/mfa');
  return (
    <HostedPage tenant={tenant} c={c} locale={locale} title={t('pageTitle')} heading={t('title')}>
      <p>{t(enrolls ? 'enrollDescription' : 'description', { code: MULTIFACTOR_CODE })}</p>
      {factors.length === 0 ? null : <p>{t('factors', { factors: factors.join(', ') })}</p>}
      <CodeForm c={c} action={action} t={t} failed={failed} />
      <PageForm c={c} action={action}>
        <Button kind="quiet" name="cancel" value="true">
          {t('cancel')}
        </Button>
      </PageForm>
    </HostedPage>
  );
}
