import { createHash } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { sendVerificationEmail } from '../email';
import {
  Address,
  Avatar,
  Badge,
  Button,
  Card,
  CsrfField,
  Details,
  EmptyState,
  ErrorSummary,
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
import { Count, type Notice, notFound, Shell } from './shell';
import { StampCards } from './stamp-cards';

const SHOWN = 100;
const METADATA = ['app_metadata', 'user_metadata'] as const;

/** What is said on the next page; a closed set, so that nobody writes messages into a link. */
const NOTICES = new Map(
  Object.entries<Notice>({
    block: { tone: 'success', text: 'Blocked. All sessions were ended.' },
    unblock: { tone: 'success', text: 'The block was lifted.' },
    verify: { tone: 'success', text: 'The address is marked as verified.' },
    'send-verification': { tone: 'success', text: 'The verification email is in the outbox.' },
    delete: { tone: 'success', text: 'The user was deleted.' },
    metadata: { tone: 'success', text: 'The metadata was saved.' },
  }),
);

type PageContext = Context<DashboardEnv>;

/** Users: search, profile, stamps in words, metadata, and what support does with them. */
export function userPages(): Hono<DashboardEnv> {
  const app = new Hono<DashboardEnv>();
  app.get('/', (c) => {
    const { tenant, base } = c.var;
    const search = (c.req.query('search') ?? '').trim();
    const found = searchUsers(tenant.store.collection<User>('users').list(), search);
    const users = found.slice(0, SHOWN);
    return c.html(
      <Shell base={base} title="Users" section="Users" notice={NOTICES.get(c.req.query('done') ?? '')}>
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
          <Count found={found.length} shown={users.length} one="user" many="users" />
          {users.length === 0 ? (
            <EmptyState title={search === '' ? 'There are no users yet.' : 'Nobody matches.'}>
              {search === '' ? (
                <p>Sign up in the sample app, and the new user stands here.</p>
              ) : (
                <p>
                  <a href={`${base}/users`}>Show all</a>
                </p>
              )}
            </EmptyState>
          ) : (
            <Table
              caption="Users"
              head={['Name', 'Email', 'Connection', 'Last login', 'State']}
              rows={users.map((user) => [
                <a href={`${base}/users/${encodeURIComponent(user.user_id)}`}>
                  <Address>{nameOf(user)}</Address>
                </a>,
                <>
                  <Address>{user.email ?? user.phone_number ?? 'none'}</Address> <VerifiedBadge user={user} />
                </>,
                user.identities[0]?.connection ?? '',
                <Time value={user.last_login} />,
                user.blocked === true ? <Badge tone="danger">blocked</Badge> : <Badge>active</Badge>,
              ])}
            />
          )}
        </Card>
      </Shell>,
    );
  });

  app.get('/:id', (c) => {
    const user = findUser(c.var.tenant, c.req.param('id'));
    return user ? c.html(<UserPage c={c} user={user} />) : notFound(c, 'Users', 'This user');
  });

  app.get('/:id/delete', (c) => {
    const user = findUser(c.var.tenant, c.req.param('id'));
    return user ? c.html(<DeletePage c={c} user={user} />) : notFound(c, 'Users', 'This user');
  });

  // Where metadata was refused, the page stands at the address of its form: opening that again shows the page.
  app.get('/:id/metadata', (c) => c.redirect(`${c.var.base}/users/${encodeURIComponent(c.req.param('id'))}`));

  app.post('/:id/:act', async (c) => {
    const { tenant, base } = c.var;
    const user = findUser(tenant, c.req.param('id'));
    if (!user) return notFound(c, 'Users', 'This user');
    const page = `${base}/users/${encodeURIComponent(user.user_id)}`;
    const act = c.req.param('act');
    switch (act) {
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
        break;
      case 'delete':
        deleteUser(tenant, user.user_id);
        return c.redirect(`${base}/users?done=delete`, 303);
      case 'metadata':
        return saveMetadata(c, user, page);
      default:
        return notFound(c, 'Users', 'This page');
    }
    return c.redirect(`${page}?done=${act}`, 303);
  });
  return app;
}

/**
 * What was entered is never lost: a mistake shows the page again with the text as it was. So does a form that is older
 * than what is stored, as it would undo a login's stamp.
 */
async function saveMetadata(c: PageContext, user: User, page: string): Promise<Response> {
  const form = await c.req.parseBody();
  const entered = Object.fromEntries(METADATA.map((kind) => [kind, String(form[kind] ?? '')]));
  const errors: Record<string, string> = {};
  const patch: Record<string, Record<string, unknown>> = {};
  for (const kind of METADATA) {
    const parsed = parseObject(entered[kind] ?? '');
    if (typeof parsed === 'string') errors[kind] = parsed;
    else if (form[`${kind}_before`] !== fingerprint(user[kind])) errors[kind] = CHANGED_MEANWHILE;
    else patch[kind] = withRemovals(user[kind], parsed);
  }
  if (Object.keys(errors).length === 0) {
    try {
      await patchUser(c.var.tenant, user.user_id, patch);
      return c.redirect(`${page}?done=metadata`, 303);
    } catch (error) {
      if (!(error instanceof UserDataError)) throw error;
      const kind = METADATA.find((name) => error.message.includes(name)) ?? 'app_metadata';
      errors[kind] = error.message;
    }
  }
  return c.html(<UserPage c={c} user={user} entered={entered} errors={errors} />, 400);
}

const CHANGED_MEANWHILE =
  'It changed since you opened this page: compare with “Profile as stored” below. Saving again replaces it.';

function fingerprint(metadata: Record<string, unknown> | undefined): string {
  return createHash('sha256')
    .update(JSON.stringify(metadata ?? {}))
    .digest('hex');
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
  const { app_metadata: appMetadata = {}, user_metadata: userMetadata = {} } = user;
  return (
    <Shell
      base={base}
      title={nameOf(user)}
      section="Users"
      sign={<Avatar name={nameOf(user)} />}
      notice={NOTICES.get(c.req.query('done') ?? '')}
    >
      <Card>
        <Pairs paired>
          <Pair name="User id">
            <span class="mono">{user.user_id}</span>
          </Pair>
          <Pair name="Email">
            {user.email ?? 'none'} <VerifiedBadge user={user} />
          </Pair>
          <Pair name="State">
            {user.blocked === true ? (
              <Badge tone="danger">blocked</Badge>
            ) : (
              <Badge tone="success">active</Badge>
            )}
          </Pair>
          <Pair name="Connections">{user.identities.map((identity) => identity.connection).join(', ')}</Pair>
          <Pair name="Created">
            <Time value={user.created_at} />
          </Pair>
          <Pair name="Last login">
            <Time value={user.last_login} />
          </Pair>
          <Pair name="Logins">
            {user.logins_count ?? 0} (
            <a href={`${base}/logs?text=${encodeURIComponent(user.user_id)}`}>tenant log</a>)
          </Pair>
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
        <ErrorSummary
          title="Nothing was saved."
          errors={Object.fromEntries(
            Object.entries(errors).map(([kind, message]) => [kind, `${kind}: ${message}`]),
          )}
        />
        <form method="post" action={`${page}/metadata`}>
          <CsrfField token={csrfToken} />
          {METADATA.map((kind) => (
            <input type="hidden" name={`${kind}_before`} value={fingerprint(user[kind])} />
          ))}
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
        <Details summary="Show" open={Object.values(errors).includes(CHANGED_MEANWHILE)}>
          <Json label="Profile" value={user} />
        </Details>
      </Card>
      <Card title="Delete this user">
        <p>Removes the profile, both metadata and all sessions, and with them what was accepted.</p>
        <LinkButton href={`${page}/delete`} kind="danger">
          Delete…
        </LinkButton>
      </Card>
    </Shell>
  );
}

/** Asks once more before what cannot be undone. */
function DeletePage({ c, user }: { c: PageContext; user: User }) {
  const { base, csrfToken } = c.var;
  const page = `${base}/users/${encodeURIComponent(user.user_id)}`;
  return (
    <Shell
      base={base}
      title={`Delete ${nameOf(user)}?`}
      section="Users"
      trail={[{ href: page, label: nameOf(user) }]}
    >
      <Card>
        <p>
          The profile, both metadata and all sessions of <strong>{user.email ?? user.user_id}</strong> are
          removed, and with them the evidence of what was accepted. This cannot be undone.
        </p>
        <div class="actions">
          <Act page={page} act="delete" token={csrfToken} kind="danger">
            Delete for good
          </Act>
          <LinkButton href={page}>Keep the user</LinkButton>
        </div>
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
