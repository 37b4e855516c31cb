import type { Child } from 'hono/jsx';
import {
  Address,
  Alert,
  Avatar,
  Badge,
  Button,
  Card,
  CsrfField,
  Details,
  EmptyState,
  Field,
  LinkButton,
  Page,
  Table,
  Time,
  type Tone,
} from '../../local-tenant/pages';
import { frame, type SampleAppPlace } from '../frame';
import { isDatabaseUser, type ProfileUser } from '../profile/user';
import type { TextKey, Texts } from '../texts';

export interface Notice {
  tone: Tone;
  text: TextKey;
}

export interface Member extends ProfileUser {
  last_login?: string;
}

export interface Invitation {
  id: string;
  invitee?: { email?: string };
  expires_at?: string;
}

interface HelpDeskPageProps {
  place: SampleAppPlace;
  texts: Texts;
  csrfToken: string;
  organization: string;
  members: Member[];
  invitations: Invitation[];
  ownId: string;
  page: number;
  hasMore: boolean;
  notice?: Notice | undefined;
  /** An address that was not invited. */
  refused?: string;
}

/** The people of one organization, and what its administrator may do for them. */
export function HelpDeskPage(props: HelpDeskPageProps) {
  const { place, texts, csrfToken, organization, members, page, notice } = props;
  const { t } = texts;
  return (
    <Page {...frame(place, t('desk.title', { organization }), 'help-desk', texts)}>
      <div class="page-head">
        <h1 class="grow">{t('desk.title', { organization })}</h1>
        <form method="post" action={`${place.base}/log-out`}>
          <CsrfField token={csrfToken} />
          <Button kind="secondary">{t('log-out')}</Button>
        </form>
      </div>
      <p class="lead">{t('desk.lead')}</p>
      {notice === undefined ? null : <Alert tone={notice.tone}>{t(notice.text)}</Alert>}
      <h2>{t('desk.people')}</h2>
      {members.length === 0 ? (
        <EmptyState title={t('desk.nobody')} />
      ) : (
        <Table
          prose
          caption={t('desk.people-of', { organization })}
          head={[t('desk.person'), t('desk.status'), t('desk.acts')]}
          rows={members.map((person) => cellsOf(props, person))}
        />
      )}
      {page > 0 || props.hasMore ? (
        <p class="row">
          {page > 0 ? (
            <LinkButton href={`${place.base}/help-desk?page=${page - 1}`}>{t('back')}</LinkButton>
          ) : null}
          {props.hasMore ? (
            <LinkButton href={`${place.base}/help-desk?page=${page + 1}`}>{t('more')}</LinkButton>
          ) : null}
        </p>
      ) : null}
      <Invitations {...props} />
    </Page>
  );
}

function Invitations({ place, texts, csrfToken, invitations, refused }: HelpDeskPageProps) {
  const { t, rich, locale } = texts;
  return (
    <div class="columns">
      <Card title={t('desk.invite')}>
        <form method="post" action={`${place.base}/help-desk/invite`}>
          <CsrfField token={csrfToken} />
          <Field
            label={t('desk.address')}
            name="email"
            type="email"
            value={refused}
            error={refused === undefined ? undefined : t('desk.done.address-refused')}
            required
            maxlength={254}
            autocomplete="off"
          />
          <Button>{t('desk.send')}</Button>
        </form>
      </Card>
      <Card title={t('desk.invited')}>
        {invitations.length === 0 ? (
          <p class="muted">{t('desk.no-invitation')}</p>
        ) : (
          <ul>
            {invitations.map(({ invitee, expires_at }) => (
              <li>
                <Address>{invitee?.email ?? '–'}</Address>{' '}
                <span class="muted small">
                  {rich('desk.until', { time: <Time value={expires_at} locale={locale} /> })}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Card>
    </div>
  );
}

/** Who a person is, how they stand, and what can be done for them. */
function cellsOf({ place, texts, csrfToken, ownId }: HelpDeskPageProps, person: Member): Child[] {
  const { t, rich, locale } = texts;
  const name = person.name ?? person.email ?? person.user_id;
  const path = `${place.base}/help-desk/members/${encodeURIComponent(person.user_id)}`;
  const isBlocked = person.blocked === true;
  const act = isBlocked ? 'unblock' : 'block';
  return [
    <div class="row">
      <Avatar name={name} />
      <div>
        <strong>{name}</strong>
        <div class="muted small">
          <Address>{person.email ?? ''}</Address>
        </div>
        <div class="muted small">
          {rich('desk.last-login', { time: <Time value={person.last_login} locale={locale} /> })}
        </div>
      </div>
    </div>,
    <>
      <Badge tone={isBlocked ? 'danger' : 'success'}>{t(isBlocked ? 'desk.blocked' : 'desk.active')}</Badge>
      {person.email_verified === true ? null : (
        <>
          {' '}
          <Badge tone="warning">{t('desk.unverified')}</Badge>
        </>
      )}
    </>,
    <div class="row">
      {isDatabaseUser(person) && !isBlocked ? (
        <MemberButton
          action={`${path}/password-link`}
          csrfToken={csrfToken}
          label={t('desk.password-link-for', { name })}
        >
          {t('desk.password-link')}
        </MemberButton>
      ) : null}
      {person.user_id === ownId ? (
        <span class="muted">{t('desk.you')}</span>
      ) : (
        <MemberButton
          action={`${path}/${act}`}
          csrfToken={csrfToken}
          label={t(`desk.${act}-name`, { name })}
          kind={isBlocked ? 'secondary' : 'danger'}
        >
          {t(`desk.${act}`)}
        </MemberButton>
      )}
    </div>,
  ];
}

function MemberButton(props: {
  action: string;
  csrfToken: string;
  /** Says of whom, which those who see it read from the row. */
  label: string;
  kind?: 'secondary' | 'danger';
  children?: Child;
}) {
  return (
    <form method="post" action={props.action}>
      <CsrfField token={props.csrfToken} />
      <Button kind={props.kind ?? 'secondary'} label={props.label}>
        {props.children}
      </Button>
    </form>
  );
}

/** For everybody who is not an administrator of the organization that they are logged in to, if any. */
export function NotForYouPage(props: {
  place: SampleAppPlace;
  texts: Texts;
  /** The organization that is offered. */
  usual: string;
  /** The role that is missing in the organization that the person is logged in to. */
  role?: string;
}) {
  const { place, texts, usual, role } = props;
  const { t } = texts;
  const logIn = `${place.base}/log-in`;
  return (
    <Page {...frame(place, t('desk.closed.title'), 'help-desk', texts)}>
      <Card>
        <h1>{t('desk.closed.title')}</h1>
        <p>{role === undefined ? t('desk.closed.text') : t('desk.closed.role', { role })}</p>
        <div class="actions">
          <LinkButton
            kind="primary"
            href={`${logIn}?to=help-desk&organization=${encodeURIComponent(usual)}${role === undefined ? '' : '&again'}`}
          >
            {t(role === undefined ? 'desk.closed.log-in' : 'desk.closed.as-other')}
          </LinkButton>
        </div>
        <Details summary={t('desk.closed.another')}>
          <form method="get" action={logIn}>
            <input type="hidden" name="to" value="help-desk" />
            <Field
              label={t('desk.closed.id')}
              name="organization"
              required
              maxlength={50}
              autocomplete="off"
            />
            <Button kind="secondary">{t('desk.closed.go')}</Button>
          </form>
        </Details>
      </Card>
    </Page>
  );
}
