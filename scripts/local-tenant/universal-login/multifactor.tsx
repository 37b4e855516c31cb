import { invalidRequest, OAuthError, refuse, resumeLogin, type Transaction } from '../authentication-api';
import { Button, CsrfField, Field } from '../pages';
import { localPath } from '../request-url';
import type { TenantContext } from '../tenant-context';
import { updateUser } from '../users';
import { HostedPage, type PageContext } from './hosted-page';
import { formField, pageTransaction } from './page-transaction';
import { textsOf } from './texts';

/** The code of every second factor in the local tenant: nobody's phone is involved. */
const MULTIFACTOR_CODE = '000000';

export async function showMultifactor(tenant: TenantContext, c: PageContext) {
  return c.html(<MultifactorPage tenant={tenant} c={c} transaction={await waitingTransaction(tenant, c)} />);
}

export async function submitMultifactor(tenant: TenantContext, c: PageContext) {
  const transaction = await waitingTransaction(tenant, c);
  if ((await formField(c, 'cancel')) !== '') {
    return refuse(
      tenant,
      c,
      transaction,
      new OAuthError(403, 'access_denied', 'Multifactor authentication was not completed'),
    );
  }
  if ((await formField(c, 'code')).trim() !== MULTIFACTOR_CODE) {
    return c.html(<MultifactorPage tenant={tenant} c={c} transaction={transaction} failed />, 400);
  }
  rememberEnrolment(tenant, transaction);
  return resumeLogin(tenant, c, transaction, {
    query: { state: transaction.state },
    body: {},
    method: 'mfa',
  });
}

async function waitingTransaction(tenant: TenantContext, c: PageContext): Promise<Transaction> {
  const transaction = await pageTransaction(tenant, c);
  if (transaction.step?.kind !== 'challenge' && transaction.earned === undefined) {
    throw invalidRequest('This login does not wait for a second factor');
  }
  return transaction;
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

interface Props {
  tenant: TenantContext;
  c: PageContext;
  transaction: Transaction;
  failed?: boolean;
}

function MultifactorPage({ tenant, c, transaction, failed }: Props) {
  const { state, locale, step } = transaction;
  const t = textsOf(tenant, 'mfa', 'mfa-challenge', locale);
  const enrolls = step?.kind === 'challenge' && step.mode === 'enroll';
  const factors = step?.kind === 'challenge' ? step.factors.map((factor) => String(factor.type ?? '')) : [];
  return (
    <HostedPage tenant={tenant} c={c} locale={locale} title={t('pageTitle')} heading={t('title')}>
      <p>{t(enrolls ? 'enrollDescription' : 'description', { code: MULTIFACTOR_CODE })}</p>
      {factors.length === 0 ? null : <p>{t('factors', { factors: factors.join(', ') })}</p>}
      <form method="post" action={localPath(c, `/u/mfa?state=${state}`)}>
        <CsrfField token={c.get('csrfToken')} />
        <Field
          label={t('placeholder')}
          name="code"
          inputmode="numeric"
          autocomplete="one-time-code"
          error={failed === true ? t('invalid-code') : undefined}
          required
          autofocus
        />
        <Button>{t('buttonText')}</Button>
      </form>
    </HostedPage>
  );
}
