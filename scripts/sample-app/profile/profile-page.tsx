import {
  Alert,
  Badge,
  Button,
  Card,
  Checkbox,
  CsrfField,
  Details,
  EmptyState,
  ExternalLink,
  Field,
  LinkButton,
  Page,
  SelectField,
  Time,
  type Tone,
} from '../../local-tenant/pages';
import { frame, type SampleAppPlace } from '../frame';
import type { Agreement } from './consents';
import type { PendingChange } from './email-change';
import { isDatabaseUser, type ProfileUser } from './user';

export interface Notice {
  tone: Tone;
  text: string;
}

interface ProfilePageProps {
  place: SampleAppPlace;
  csrfToken: string;
  user: ProfileUser;
  agreements: Agreement[];
  preferences: string[];
  pending: PendingChange | undefined;
  canSendMail: boolean;
  notice?: Notice | undefined;
  errors?: Record<string, string>;
}

const LANGUAGES = [
  { value: '', label: 'No preference' },
  { value: 'en', label: 'English' },
  { value: 'de', label: 'Deutsch' },
  { value: 'fr', label: 'Français' },
  { value: 'es', label: 'Español' },
];

/** Everything a person can do about their own account. */
export function ProfilePage(props: ProfilePageProps) {
  const { place, user, notice } = props;
  return (
    <Page {...frame(place, 'Your profile', 'profile')}>
      <div class="page-head">
        <h1 class="grow">Your profile</h1>
        <form method="post" action={`${place.base}/log-out`}>
          <CsrfField token={props.csrfToken} />
          <Button kind="secondary">Log out</Button>
        </form>
      </div>
      {notice === undefined ? null : <Alert tone={notice.tone}>{notice.text}</Alert>}
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

function NameAndPreferences({ place, csrfToken, user, preferences, errors = {} }: ProfilePageProps) {
  const metadata = user.user_metadata ?? {};
  return (
    <Card title="Name and preferences">
      <form method="post" action={`${place.base}/profile`}>
        <CsrfField token={csrfToken} />
        {isDatabaseUser(user) ? (
          <>
            <Field
              label="Full name"
              name="name"
              value={user.name}
              maxlength={150}
              required
              autocomplete="name"
              error={errors.name}
            />
            <Field
              label="Given name"
              name="given_name"
              value={user.given_name}
              maxlength={150}
              autocomplete="given-name"
            />
            <Field
              label="Family name"
              name="family_name"
              value={user.family_name}
              maxlength={150}
              autocomplete="family-name"
            />
          </>
        ) : (
          <p class="muted">
            Your name, {user.name}, comes from the account that you log in with. Change it there.
          </p>
        )}
        {preferences.map((key) =>
          key === 'language' ? (
            <SelectField label="Language" name={key} options={LANGUAGES} value={textOf(metadata[key])} />
          ) : (
            <Field
              label={inWords(key)}
              name={key}
              value={textOf(metadata[key])}
              maxlength={100}
              hint="Leave empty for no preference."
            />
          ),
        )}
        <Button>Save</Button>
      </form>
    </Card>
  );
}

function Email({ place, csrfToken, user, pending, canSendMail, errors = {} }: ProfilePageProps) {
  return (
    <Card title="Email address">
      <p>
        {user.email ?? 'none'}{' '}
        {user.email_verified === true ? (
          <Badge tone="success">verified</Badge>
        ) : (
          <Badge tone="warning">not verified</Badge>
        )}
      </p>
      {user.email_verified === true || user.email === undefined ? null : (
        <form method="post" action={`${place.base}/profile/verification-email`}>
          <CsrfField token={csrfToken} />
          <Button kind="secondary">Send the verification email again</Button>
        </form>
      )}
      {!isDatabaseUser(user) ? (
        <p class="muted">The address comes from the account that you log in with. Change it there.</p>
      ) : !canSendMail ? (
        <p class="muted">This app cannot send mail, so the address cannot be changed here.</p>
      ) : (
        <>
          {pending === undefined ? null : (
            <Alert tone="info">
              A link was sent to {pending.to}. The address changes when it is opened, before{' '}
              <Time value={pending.expires_at} />.
            </Alert>
          )}
          <form method="post" action={`${place.base}/profile/email`}>
            <CsrfField token={csrfToken} />
            <Field
              label="New address"
              name="email"
              type="email"
              autocomplete="email"
              required
              maxlength={254}
              error={errors.email}
              hint="It replaces the present one once the link that is sent there was opened. The present address is told."
            />
            <Button kind="secondary">Change the address</Button>
          </form>
        </>
      )}
    </Card>
  );
}

function Password({ place, csrfToken }: ProfilePageProps) {
  return (
    <Card title="Password">
      <p>A link to choose a new password is sent to your email address.</p>
      <form method="post" action={`${place.base}/profile/password`}>
        <CsrfField token={csrfToken} />
        <Button kind="secondary">Send the link</Button>
      </form>
    </Card>
  );
}

const STATUS_IN_WORDS: Record<Agreement['status'], { tone: Tone; text: string }> = {
  accepted: { tone: 'success', text: 'accepted' },
  due: { tone: 'warning', text: 'to be accepted again' },
  withdrawn: { tone: 'neutral', text: 'withdrawn' },
  none: { tone: 'neutral', text: 'not accepted' },
};

function Agreements({ place, csrfToken, agreements }: ProfilePageProps) {
  return (
    <Card title="What you agreed to">
      {agreements.length === 0 ? <EmptyState title="There is nothing to agree to." /> : null}
      {agreements.map((agreement) => (
        <div class="agreement">
          <p>
            <strong>{inWords(agreement.document.id)}</strong>{' '}
            <Badge tone={STATUS_IN_WORDS[agreement.status].tone}>
              {STATUS_IN_WORDS[agreement.status].text}
            </Badge>
          </p>
          <WhatWasSaid {...agreement} />
          {agreement.document.kind === 'contract' && agreement.stamp !== undefined ? (
            <p class="muted">A contract cannot be withdrawn: it ends when you delete the account.</p>
          ) : null}
          {agreement.document.kind !== 'consent' ? null : (
            <form
              method="post"
              action={`${place.base}/profile/consents/${encodeURIComponent(agreement.document.id)}`}
            >
              <CsrfField token={csrfToken} />
              {agreement.stamp?.state === 'accepted' ? (
                <Button kind="secondary" name="state" value="withdrawn">
                  Withdraw
                </Button>
              ) : (
                <Button kind="secondary" name="state" value="accepted">
                  Agree
                </Button>
              )}
            </form>
          )}
        </div>
      ))}
    </Card>
  );
}

function WhatWasSaid({ stamp, url, history }: Agreement) {
  return (
    <>
      <p class="muted">
        {stamp === undefined ? null : (
          <>
            Version {stamp.label}, {stamp.state} on <Time value={stamp.at} />, shown in “{stamp.locale}”.{' '}
          </>
        )}
        {url === undefined ? null : <ExternalLink href={url}>Read the text</ExternalLink>}
      </p>
      {history.length === 0 ? null : (
        <Details summary="Before that">
          <ul>
            {history.map(({ state, at }) => (
              <li>
                {state} on <Time value={at} />
              </li>
            ))}
          </ul>
        </Details>
      )}
    </>
  );
}

function YourData({ place }: ProfilePageProps) {
  return (
    <Card title="Your data">
      <p>
        <LinkButton href={`${place.base}/profile/data.json`}>Download everything as JSON</LinkButton>
      </p>
    </Card>
  );
}

function DeleteAccount({ place, csrfToken }: ProfilePageProps) {
  return (
    <Card title="Delete the account">
      <p class="muted">The profile and everything in it is removed at once. It cannot be brought back.</p>
      <form method="post" action={`${place.base}/profile/delete`}>
        <CsrfField token={csrfToken} />
        <Checkbox name="understood" required>
          I know that this cannot be undone.
        </Checkbox>
        <Button kind="danger">Delete my account</Button>
      </form>
    </Card>
  );
}

/** The page behind the link of an email change: a button, so that a mail scanner that opens links changes nothing. */
export function ConfirmEmailPage(props: {
  place: SampleAppPlace;
  csrfToken: string;
  token: string;
  to: string | undefined;
}) {
  const { place, to } = props;
  return (
    <Page {...frame(place, 'Confirm the new address', 'profile')}>
      <Card>
        <h1>Confirm the new address</h1>
        {to === undefined ? (
          <>
            <Alert tone="warning">
              This link does not work any more: it was used, it has run out, or it belongs to another account.
            </Alert>
            <LinkButton href={`${place.base}/profile`}>To your profile</LinkButton>
          </>
        ) : (
          <form method="post" action={`${place.base}/profile/email/confirm`}>
            <CsrfField token={props.csrfToken} />
            <input type="hidden" name="token" value={props.token} />
            <p>
              From now on the address of your account is <strong>{to}</strong>.
            </p>
            <div class="actions">
              <Button>Use this address</Button>
              <LinkButton href={`${place.base}/profile`}>Keep the old one</LinkButton>
            </div>
          </form>
        )}
      </Card>
    </Page>
  );
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);

/** `time_zone` → `Time zone`. */
function inWords(key: string): string {
  const words = key.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
