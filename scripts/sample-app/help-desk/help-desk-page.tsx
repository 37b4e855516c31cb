import {
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

export interface Notice {
  tone: Tone;
  text: string;
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
  csrfToken: string;
  organization: string;
  members: Member[];
  invitations: Invitation[];
  ownId: string;
  page: number;
  hasMore: boolean;
  notice?: Notice | undefined;
}

/** The people of one organization, and what its administrator may do for them. */
export function HelpDeskPage(props: HelpDeskPageProps) {
  const { place, csrfToken, organization, members, invitations, page, notice } = props;
  return (
    <Page {...frame(place, `Help desk of ${organization}`, 'help-desk')}>
      <div class="page-head">
        <h1 class="grow">Help desk of {organization}</h1>
        <form method="post" action={`${place.base}/log-out`}>
          <CsrfField token={csrfToken} />
          <Button kind="secondary">Log out</Button>
        </form>
      </div>
      <p class="lead">
        You see and manage the people of your organization, and nobody else. Passwords are chosen by their
        owners: you send a link, you never set one.
      </p>
      {notice === undefined ? null : <Alert tone={notice.tone}>{notice.text}</Alert>}
      <h2>People</h2>
      {members.length === 0 ? (
        <EmptyState title="Nobody belongs to this organization yet." />
      ) : (
        <Table stack caption={`People of ${organization}`} head={['Person', 'Status', 'What you can do']}>
          {members.map((person) => (
            <MemberRow {...props} person={person} />
          ))}
        </Table>
      )}
      {page > 0 || props.hasMore ? (
        <p class="row">
          {page > 0 ? <LinkButton href={`${place.base}/help-desk?page=${page - 1}`}>Back</LinkButton> : null}
          {props.hasMore ? (
            <LinkButton href={`${place.base}/help-desk?page=${page + 1}`}>More</LinkButton>
          ) : null}
        </p>
      ) : null}
      <div class="columns">
        <Card title="Invite somebody">
          <form method="post" action={`${place.base}/help-desk/invite`}>
            <CsrfField token={csrfToken} />
            <Field
              label="Email address"
              name="email"
              type="email"
              required
              maxlength={254}
              autocomplete="off"
            />
            <Button>Send the invitation</Button>
          </form>
        </Card>
        <Card title="Invited">
          {invitations.length === 0 ? (
            <p class="muted">No invitation is open.</p>
          ) : (
            <ul>
              {invitations.map(({ invitee, expires_at }) => (
                <li>
                  {invitee?.email ?? 'unknown'}, until <Time value={expires_at} />
                </li>
              ))}
            </ul>
          )}
        </Card>
      </div>
    </Page>
  );
}

function MemberRow({ person, place, csrfToken, ownId }: HelpDeskPageProps & { person: Member }) {
  const name = person.name ?? person.email ?? person.user_id;
  const path = `${place.base}/help-desk/members/${encodeURIComponent(person.user_id)}`;
  return (
    <tr>
      <td>
        <div class="row">
          <Avatar name={name} />
          <div>
            <strong>{name}</strong>
            <div class="muted small">{person.email}</div>
            <div class="muted small">
              Last login: <Time value={person.last_login} />
            </div>
          </div>
        </div>
      </td>
      <td>
        {person.blocked === true ? (
          <Badge tone="danger">blocked</Badge>
        ) : (
          <Badge tone="success">active</Badge>
        )}
        {person.email_verified === true ? null : (
          <>
            {' '}
            <Badge tone="warning">email not verified</Badge>
          </>
        )}
      </td>
      <td>
        <div class="row">
          {isDatabaseUser(person) && person.blocked !== true ? (
            <form method="post" action={`${path}/password-link`}>
              <CsrfField token={csrfToken} />
              <Button kind="secondary">
                Password link<span class="visually-hidden"> for {name}</span>
              </Button>
            </form>
          ) : null}
          {person.user_id === ownId ? (
            <span class="muted">This is you</span>
          ) : (
            <form method="post" action={`${path}/${person.blocked === true ? 'unblock' : 'block'}`}>
              <CsrfField token={csrfToken} />
              <Button kind={person.blocked === true ? 'secondary' : 'danger'}>
                {person.blocked === true ? 'Unblock' : 'Block'}
                <span class="visually-hidden"> {name}</span>
              </Button>
            </form>
          )}
        </div>
      </td>
    </tr>
  );
}

/** For everybody who is not an administrator of the organization that they are logged in to, if any. */
export function NotForYouPage(props: {
  place: SampleAppPlace;
  /** The organization that is offered. */
  usual: string;
  /** The role that is missing in the organization that the person is logged in to. */
  role?: string;
}) {
  const { place, usual, role } = props;
  const logIn = `${place.base}/log-in`;
  return (
    <Page {...frame(place, 'Help desk', 'help-desk')}>
      <Card>
        <h1>Help desk</h1>
        <p>
          {role === undefined
            ? 'The help desk is for administrators of an organization. Log in to yours to go on.'
            : `You are logged in to an organization, but only people with the role “${role}” in it use its help desk.`}
        </p>
        <div class="actions">
          <LinkButton
            kind="primary"
            href={`${logIn}?to=help-desk&organization=${encodeURIComponent(usual)}${role === undefined ? '' : '&again'}`}
          >
            {role === undefined ? 'Log in to the organization' : 'Log in as somebody else'}
          </LinkButton>
        </div>
        <Details summary="Another organization">
          <form method="get" action={logIn}>
            <input type="hidden" name="to" value="help-desk" />
            <Field
              label="Id of the organization"
              name="organization"
              required
              maxlength={50}
              autocomplete="off"
            />
            <Button kind="secondary">Log in to it</Button>
          </form>
        </Details>
      </Card>
    </Page>
  );
}
