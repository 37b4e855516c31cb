import { type Context, Hono } from 'hono';
import { sendVerificationEmail } from '../email';
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
  Json,
  LinkButton,
  Pair,
  Pairs,
  Table,
  TextArea,
  Time,
} from '../pages';
import { baseUrl } from '../request-url';
import type { LoginRecord, User } from '../store';
import { deleteUser, endSessions, findUser, patchUser, UserDataError } from '../users';
import type { DashboardEnv } from './dashboard-env';
import { explainStamps } from './explain-stamp';
import { LoginTable } from './login-pages';
import { notFound, Shell } from './shell';
import { StampCards } from './stamp-cards';

const SHOWN = 100;
const METADATA = ['app_metadata', 'user_metadata'] as const;

type PageContext = Context<DashboardEnv>;

/** Users: search, profile, stamps in words, metadata, and what support does with them. */
export function userPages(): Hono<DashboardEnv> {
  const app = new Hono<DashboardEnv>();
  app.get('/', (c) => {
    const { tenant, base } = c.var;
    const search = (c.req.query('search') ?? '').trim();
    const users = searchUsers(tenant.store.collection<User>('users').list(), search).slice(0, SHOWN);
    return c.html(
      <Shell base={base} title="Users" section="Users">
        <Card>
          <form method="get" class="filters">
            <Field
              label="Name, email address, phone number or id"
              name="search"
              type="search"
              value={search}
            />
            <Button kind="secondary">Search</Button>
          </form>
          {users.length === 0 ? (
            <EmptyState title={search === '' ? 'There are no users yet.' : 'Nobody matches.'} />
          ) : (
            <Table caption="Users" head={['Name', 'Email', 'Connection', 'Last login', 'State']}>
              {users.map((user) => (
                <tr>
                  <td>
                    <a href={`${base}/users/${encodeURIComponent(user.user_id)}`}>{nameOf(user)}</a>
                  </td>
                  <td>
                    {user.email ?? user.phone_number ?? 'none'} <VerifiedBadge user={user} />
                  </td>
                  <td>{user.identities[0]?.connection ?? ''}</td>
                  <td>
                    <Time value={user.last_login} />
                  </td>
                  <td>{user.blocked === true ? <Badge tone="danger">blocked</Badge> : null}</td>
                </tr>
              ))}
            </Table>
          )}
        </Card>
      </Shell>,
    );
  });

  app.get('/:id', (c) => {
    const user = findUser(c.var.tenant, c.req.param('id'));
    return user ? c.html(<UserPage c={c} user={user} />) : notFound(c, 'Users', 'This user');
  });

  app.post('/:id/:act', async (c) => {
    const { tenant, base } = c.var;
    const user = findUser(tenant, c.req.param('id'));
    if (!user) return notFound(c, 'Users', 'This user');
    const page = `${base}/users/${encodeURIComponent(user.user_id)}`;
    switch (c.req.param('act')) {
      case 'block':
        await patchUser(tenant, user.user_id, { blocked: true });
        endSessions(tenant, user.user_id);
        break;
      case 'unblock':
        await patchUser(tenant, user.user_id, { blocked: false });
        break;
      case 'verify':
        await patchUser(tenant, user.user_id, { email_verified: true });
        break;
      case 'send-verification':
        sendVerificationEmail(tenant, user, { baseUrl: baseUrl(c) });
        return c.redirect(`${base}/outbox`, 303);
      case 'delete':
        deleteUser(tenant, user.user_id);
        return c.redirect(`${base}/users`, 303);
      case 'metadata':
        return saveMetadata(c, user, page);
      default:
        return notFound(c, 'Users', 'This page');
    }
    return c.redirect(page, 303);
  });
  return app;
}

/** What was entered is never lost: a mistake shows the page again with the text as it was. */
async function saveMetadata(c: PageContext, user: User, page: string): Promise<Response> {
  const form = await c.req.parseBody();
  const entered = Object.fromEntries(METADATA.map((kind) => [kind, String(form[kind] ?? '')]));
  const errors: Record<string, string> = {};
  const patch: Record<string, Record<string, unknown>> = {};
  for (const kind of METADATA) {
    const parsed = parseObject(entered[kind] ?? '');
    if (typeof parsed === 'string') errors[kind] = parsed;
    else patch[kind] = withRemovals(user[kind], parsed);
  }
  if (Object.keys(errors).length === 0) {
    try {
      await patchUser(c.var.tenant, user.user_id, patch);
      return c.redirect(page, 303);
    } catch (error) {
      if (!(error instanceof UserDataError)) throw error;
      errors.app_metadata = error.message;
    }
  }
  return c.html(<UserPage c={c} user={user} entered={entered} errors={errors} />, 400);
}

/** A key that was taken out of the text is removed: PATCH merges, so it has to be named with `null`. */
function withRemovals(before: Record<string, unknown> | undefined, after: Record<string, unknown>) {
  const removed = Object.keys(before ?? {}).filter((key) => !Object.hasOwn(after, key));
  return { ...after, ...Object.fromEntries(removed.map((key) => [key, null])) };
}

function parseObject(text: string): Record<string, unknown> | string {
  try {
    const value: unknown = JSON.parse(text.trim() === '' ? '{}' : text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
    return 'This has to be a JSON object: { … }.';
  } catch (error) {
    return `This is not JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
}

interface UserPageProps {
  c: PageContext;
  user: User;
  entered?: Record<string, string>;
  errors?: Record<string, string>;
}

function UserPage({ c, user, entered = {}, errors = {} }: UserPageProps) {
  const { tenant, base, config, csrfToken } = c.var;
  const page = `${base}/users/${encodeURIComponent(user.user_id)}`;
  const logins = tenant.store
    .collection<LoginRecord>('logins')
    .findBy('user_id', user.user_id.toLowerCase())
    .toReversed();
  const { app_metadata: appMetadata = {}, user_metadata: userMetadata = {}, ...profile } = user;
  return (
    <Shell base={base} title={nameOf(user)} section="Users">
      <Card>
        <div class="row">
          <Avatar name={nameOf(user)} />
          <VerifiedBadge user={user} />
          {user.blocked === true ? <Badge tone="danger">blocked</Badge> : null}
        </div>
        <Pairs>
          <Pair name="User id">
            <span class="mono">{user.user_id}</span>
          </Pair>
          <Pair name="Email">{user.email ?? 'none'}</Pair>
          <Pair name="Connections">{user.identities.map((identity) => identity.connection).join(', ')}</Pair>
          <Pair name="Created">
            <Time value={user.created_at} />
          </Pair>
          <Pair name="Last login">
            <Time value={user.last_login} />
          </Pair>
          <Pair name="Logins">{user.logins_count ?? 0}</Pair>
        </Pairs>
        <div class="actions">
          <LinkButton href={`${page}/try`} kind="primary">
            Try a login as this user
          </LinkButton>
          <Act page={page} act={user.blocked === true ? 'unblock' : 'block'} token={csrfToken}>
            {user.blocked === true ? 'Unblock' : 'Block'}
          </Act>
          {user.email === undefined || user.email_verified === true ? null : (
            <>
              <Act page={page} act="verify" token={csrfToken}>
                Mark the address as verified
              </Act>
              <Act page={page} act="send-verification" token={csrfToken}>
                Send the verification email
              </Act>
            </>
          )}
        </div>
      </Card>
      <StampCards stamps={explainStamps(appMetadata, config?.policy, tenant.now())} base={base} />
      <Card title="Metadata">
        {Object.keys(errors).length === 0 ? null : (
          <Alert tone="danger" title="Nothing was saved.">
            Correct what is marked below.
          </Alert>
        )}
        <form method="post" action={`${page}/metadata`}>
          <CsrfField token={csrfToken} />
          <TextArea
            label="app_metadata"
            name="app_metadata"
            code
            rows={10}
            hint="What the company records of the user: stamps, links to other systems. Users cannot write it."
            value={entered.app_metadata ?? JSON.stringify(appMetadata, null, 2)}
            error={errors.app_metadata}
          />
          <TextArea
            label="user_metadata"
            name="user_metadata"
            code
            rows={6}
            hint="The user's own preferences. It never decides anything."
            value={entered.user_metadata ?? JSON.stringify(userMetadata, null, 2)}
            error={errors.user_metadata}
          />
          <Button>Save metadata</Button>
        </form>
      </Card>
      <Card title="Login history">
        {logins.length === 0 ? (
          <EmptyState title="No login yet." />
        ) : (
          <LoginTable logins={logins} base={base} />
        )}
      </Card>
      <Card title="Profile as stored">
        <Details summary="Show">
          <Json label="Profile" value={profile} />
        </Details>
      </Card>
      <Card title="Delete this user">
        <p>Removes the profile, both metadata and all sessions. This cannot be undone.</p>
        <Act page={page} act="delete" token={csrfToken} kind="danger">
          Delete {nameOf(user)}
        </Act>
      </Card>
    </Shell>
  );
}

function Act(props: {
  page: string;
  act: string;
  token: string;
  kind?: 'secondary' | 'danger';
  children?: unknown;
}) {
  return (
    <form method="post" action={`${props.page}/${props.act}`} class="inline">
      <CsrfField token={props.token} />
      <Button kind={props.kind ?? 'secondary'}>{props.children as string}</Button>
    </form>
  );
}

function VerifiedBadge({ user }: { user: User }) {
  if (user.email === undefined) return null;
  return user.email_verified === true ? (
    <Badge tone="success">verified</Badge>
  ) : (
    <Badge tone="warning">not verified</Badge>
  );
}

function nameOf(user: User): string {
  return user.name ?? user.email ?? user.user_id;
}

function searchUsers(users: User[], search: string): User[] {
  const wanted = search.toLowerCase();
  if (wanted === '') return users;
  return users.filter((user) =>
    [user.name, user.email, user.phone_number, user.username, user.user_id].some(
      (value) => value?.toLowerCase().includes(wanted) === true,
    ),
  );
}
