import { completeAuthentication, OAuthError, refuse } from '../authentication-api';
import { Button, TextArea } from '../pages';
import type { Connection, JsonObject } from '../store';
import type { TenantContext } from '../tenant-context';
import { type UpstreamProfile, upsertUpstreamUser, upstreamProfile } from '../users';
import { chosenConnection, connectionLabel } from './connections-of';
import { HostedPage, type LoginStep, type PageContext, PageForm, stepPath } from './hosted-page';
import { formField, loginStep } from './login-step';
import { sampleProfile } from './sample-profile';
import { textsOf } from './texts';

/** In place of Google, Azure AD and the like: one picks who comes back, and with which raw profile. */
export async function showIdentityProvider(tenant: TenantContext, c: PageContext) {
  const step = await loginStep(tenant, c);
  const connection = chosenConnection(step, 'upstream');
  const { login_hint: hint } = step.transaction.parameters;
  const profile = JSON.stringify(sampleProfile(connection, hint), null, 2);
  return c.html(<ProviderPage {...step} connection={connection} profile={profile} />);
}

export async function submitIdentityProvider(tenant: TenantContext, c: PageContext) {
  const step = await loginStep(tenant, c);
  const connection = chosenConnection(step, 'upstream');
  if ((await formField(c, 'cancel')) !== '') {
    const error = new OAuthError(403, 'access_denied', 'User did not authorize the request');
    return refuse(tenant, c, step.transaction, error, { connection });
  }
  const text = await formField(c, 'profile');
  const profile = readProfile(connection, text);
  if (profile === undefined) {
    return c.html(<ProviderPage {...step} connection={connection} profile={text} failed />, 400);
  }
  const user = upsertUpstreamUser(tenant, connection, profile);
  return completeAuthentication(tenant, c, step.transaction, { user, connection, method: 'federated' });
}

function readProfile(connection: Connection, text: string): UpstreamProfile | undefined {
  try {
    const raw: unknown = JSON.parse(text);
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return undefined;
    return upstreamProfile(connection, raw as JsonObject);
  } catch {
    return undefined;
  }
}

interface Props extends LoginStep {
  connection: Connection;
  profile: string;
  failed?: boolean;
}

function ProviderPage({ connection, profile, failed, ...step }: Props) {
  const { tenant, c, transaction } = step;
  const { locale } = transaction;
  const connectionName = connectionLabel(connection);
  const t = textsOf(tenant, 'identity-provider', 'choose', locale, { connectionName });
  return (
    <HostedPage tenant={tenant} c={c} locale={locale} title={t('pageTitle')} heading={t('title')}>
      <p>{t('description')}</p>
      <PageForm c={c} action={stepPath(step, '/u/identity-provider', { connection: connection.name })}>
        <TextArea
          label={t('profile')}
          name="profile"
          value={profile}
          rows={14}
          code
          error={failed === true ? t('invalid-profile') : undefined}
        />
        <div class="actions">
          <Button>{t('buttonText')}</Button>
          <Button kind="quiet" name="cancel" value="true">
            {t('cancel')}
          </Button>
        </div>
      </PageForm>
    </HostedPage>
  );
}
