import {
  Alert,
  Badge,
  Button,
  Card,
  Checkbox,
  CsrfField,
  ErrorSummary,
  Field,
  LinkButton,
  Page,
  SelectField,
  Time,
  type Tone,
} from '../../local-tenant/pages';
import { frame, type SampleAppPlace } from '../frame';
import type { TextKey, Texts } from '../texts';
import { Agreements } from './agreements-card';
import type { Agreement } from './consents';
import type { PendingChange } from './email-change';
import { inWords } from './in-words';
import { isDatabaseUser, type ProfileUser } from './user';

/** What is said about what was done a moment ago. */
export interface Notice {
  tone: Tone;
  text: TextKey;
}

interface ProfilePageProps {
  place: SampleAppPlace;
  texts: Texts;
  csrfToken: string;
  user: ProfileUser;
  agreements: Agreement[];
  preferences: string[];
  pending: PendingChange | undefined;
  canSendMail: boolean;
  notice?: Notice | undefined;
  /** What was entered and not taken, by field. */
  entered?: Readonly<Record<string, string>>;
  errors?: Readonly<Record<string, string>>;
}

const LANGUAGES = [
  { value: 'en', label: 'English' },
  { value: 'de', label: 'Deutsch' },
  { value: 'fr', label: 'Français' },
  { value: 'es', label: 'Español' },
];

/** Everything a person can do about their own account. */
export function ProfilePage(props: ProfilePageProps) {
  const { place, texts, user, notice, errors = {} } = props;
  const { t } = texts;
  return (
    <Page {...frame(place, t('profile.title'), 'profile', texts)}>
      <div class="page-head">
        <h1 class="grow">{t('profile.title')}</h1>
        <form method="post" action={`${place.base}/log-out`}>
          <CsrfField token={props.csrfToken} />
          <Button kind="secondary">{t('log-out')}</Button>
        </form>
      </div>
      {notice === undefined ? null : <Alert tone={notice.tone}>{t(notice.text)}</Alert>}
      <ErrorSummary title={t('profile.nothing-saved')} errors={errors} />
      <div class="columns">
        <div>
          <NameAndPreferences {...props} />
          {isDatabaseUser(user) ? <Password {...props} /> : null}
        </div>
        <div>
          <Email {...props} />
          <YourData {...props} />
          <DeleteAccount {...props} />
        </div>
      </div>
      <Agreements {...props} />
    </Page>
  );
}

function NameAndPreferences(props: ProfilePageProps) {
  const { place, csrfToken, user, preferences, texts, entered = {}, errors = {} } = props;
  const { t } = texts;
  const metadata = user.user_metadata ?? {};
  const nameField = (name: 'name' | 'given_name' | 'family_name', label: TextKey, autocomplete: string) => (
    <Field
      label={t(label)}
      name={name}
      value={entered[name] ?? user[name]}
      maxlength={150}
      required={name === 'name'}
      autocomplete={autocomplete}
      error={errors[name]}
    />
  );
  return (
    <Card title={t('name.title')}>
      <form method="post" action={`${place.base}/profile`}>
        <CsrfField token={csrfToken} />
        {isDatabaseUser(user) ? (
          <>
            {nameField('name', 'name.full', 'name')}
            {nameField('given_name', 'name.given', 'given-name')}
            {nameField('family_name', 'name.family', 'family-name')}
          </>
        ) : (
          <p class="muted">{t('name.elsewhere', { name: user.name ?? '' })}</p>
        )}
        {preferences
          // What an app keeps there that is more than a text is not for this form.
          .filter((key) => metadata[key] === undefined || typeof metadata[key] === 'string')
          .map((key) =>
            key === 'language' ? (
              <SelectField
                label={t('preference.language')}
                name={key}
                options={[{ value: '', label: t('preference.none') }, ...LANGUAGES]}
                value={entered[key] ?? textOf(metadata[key])}
              />
            ) : (
              <Field
                label={key === 'accessibility' ? t('preference.accessibility') : inWords(key)}
                name={key}
                value={entered[key] ?? textOf(metadata[key])}
                maxlength={100}
                hint={t(key === 'accessibility' ? 'preference.accessibility-hint' : 'preference.hint')}
              />
            ),
          )}
        <Button>{t('name.save')}</Button>
      </form>
    </Card>
  );
}

function Email(props: ProfilePageProps) {
  const { place, csrfToken, user, pending, canSendMail, texts, entered = {}, errors = {} } = props;
  const { t, rich, locale } = texts;
  return (
    <Card title={t('email.title')}>
      <p>
        {user.email ?? t('email.none')}{' '}
        {user.email_verified === true ? (
          <Badge tone="success">{t('email.verified')}</Badge>
        ) : (
          <Badge tone="warning">{t('email.unverified')}</Badge>
        )}
      </p>
      {user.email_verified === true || user.email === undefined ? null : (
        <form method="post" action={`${place.base}/profile/verification-email`}>
          <CsrfField token={csrfToken} />
          <Button kind="secondary">{t('email.resend')}</Button>
        </form>
      )}
      {!isDatabaseUser(user) ? (
        <p class="muted">{t('email.elsewhere')}</p>
      ) : !canSendMail ? (
        <p class="muted">{t('email.no-mail')}</p>
      ) : (
        <>
          {pending === undefined ? null : (
            <Alert tone="info">
              {rich('email.pending', {
                address: <strong>{pending.to}</strong>,
                time: <Time value={pending.expires_at} locale={locale} />,
              })}
            </Alert>
          )}
          <form method="post" action={`${place.base}/profile/email`}>
            <CsrfField token={csrfToken} />
            <Field
              label={t('email.new')}
              name="email"
              type="email"
              value={entered.email}
              autocomplete="email"
              required
              maxlength={254}
              error={errors.email}
              hint={t('email.hint')}
            />
            <Button kind="secondary">{t('email.change')}</Button>
          </form>
        </>
      )}
    </Card>
  );
}

function Password({ place, csrfToken, texts: { t } }: ProfilePageProps) {
  return (
    <Card title={t('password.title')}>
      <p>{t('password.text')}</p>
      <form method="post" action={`${place.base}/profile/password`}>
        <CsrfField token={csrfToken} />
        <Button kind="secondary">{t('password.button')}</Button>
      </form>
    </Card>
  );
}

function YourData({ place, texts: { t } }: ProfilePageProps) {
  return (
    <Card title={t('data.title')}>
      <p>{t('data.text')}</p>
      <p>
        <LinkButton href={`${place.base}/profile/data.json`}>{t('data.button')}</LinkButton>
      </p>
    </Card>
  );
}

function DeleteAccount({ place, csrfToken, errors = {}, texts: { t } }: ProfilePageProps) {
  return (
    <Card title={t('delete.title')}>
      <p class="muted">{t('delete.text')}</p>
      <form method="post" action={`${place.base}/profile/delete`}>
        <CsrfField token={csrfToken} />
        <Checkbox name="understood" required error={errors.understood}>
          {t('delete.understood')}
        </Checkbox>
        <Button kind="danger">{t('delete.button')}</Button>
      </form>
    </Card>
  );
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);
