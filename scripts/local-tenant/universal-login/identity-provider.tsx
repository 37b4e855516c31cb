import { completeAuthentication, OAuthError, refuseLogin } from '../authentication-api';
import { Button, TextArea } from '../pages';
import type { Connection, JsonObject, User } from '../store';
import type { TenantContext } from '../tenant-context';
import { type UpstreamProfile, upsertUpstreamUser, upstreamProfile } from '../users';
import { chosenConnection, connectionLabel } from './connections-of';
import { HostedPage, type LoginStep, type PageContext, PageForm, stepPath } from './hosted-page';
import { formField, loginStep } from './login-step';
import { knownProfile, newProfile, sampleProfile } from './sample-profile';
import { textsOf } from './texts';

/** In place of Google, Azure AD and the like: one picks who comes back, and with which raw profile. */
export async function showIdentityProvider(tenant: TenantContext, c: PageContext) {
  const step = await loginStep(tenant, c);
  const connection = chosenConnection(step, 'upstream');
  const profile = JSON.stringify(profileOf(step, connection), null, 2);
  return c.html(<ProviderPage {...step} connection={connection} profile={profile} />);
}

/** Of whoever was picked, else of the person that the app hints at. */
function profileOf({ tenant, c, transaction }: LoginStep, connection: Connection): JsonObject {
  const picked = c.req.query('as') ?? '';
  const known = peopleOf(tenant, connection).find((user) => user.user_id === picked);
  if (known !== undefined) return knownProfile(connection, known);
  return picked === NEW
    ? newProfile(connection)
    : sampleProfile(connection, transaction.parameters.login_hint);
}

const NEW = 'new';
const PEOPLE_SHOWN = 8;

/** Who has come from this connection, the latest first. */
function peopleOf(tenant: TenantContext, connection: Connection): User[] {
  return tenant.store
    .collection<User>('users')
    .newest(PEOPLE_READ)
    .filter(({ identities }) => identities.some((identity) => identity.connection === connection.name))
    .slice(0, PEOPLE_SHOWN);
}

const PEOPLE_READ = 1_000;

export async function submitIdentityProvider(tenant: TenantContext, c: PageContext) {
  const step = await loginStep(tenant, c);
  const connection = chosenConnection(step, 'upstream');
  if ((await formField(c, 'cancel')) !== '') {
    const error = new OAuthError(403, 'access_denied', 'User did not authorize the request');
    return refuseLogin(tenant, c, step.transaction, error, { connection });
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
  const path = (query: Record<string, string> = {}) =>
    stepPath(step, '/u/identity-provider', { connection: connection.name, ...query });
  return (
    <HostedPage tenant={tenant} c={c} locale={locale} title={t('pageTitle')} heading={t('title')}>
      <p>{t('description')}</p>
      <p>{t('pick')}</p>
      <ul>
        {peopleOf(tenant, connection).map((user) => (
          <li>
            <a href={path({ as: user.user_id })}>{user.name ?? user.user_id}</a>{' '}
            <span class="muted small">{user.email}</span>
          </li>
        ))}
        <li>
          <a href={path({ as: NEW })}>{t('new')}</a>
        </li>
      </ul>
      <PageForm c={c} action={path()}>
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
