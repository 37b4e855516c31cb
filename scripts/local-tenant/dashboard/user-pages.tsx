import { Hono } from 'hono';
import { sendVerificationEmail } from '../email';
import { Address, Badge, Button, Card, EmptyState, Field, Table, Time } from '../pages';
import { baseUrl } from '../request-url';
import type { User } from '../store';
import { deleteUser, endSessions, findUser, patchUser } from '../users';
import type { DashboardEnv } from './dashboard-env';
import { saveMetadata } from './save-metadata';
import { Count, notFound, Shell } from './shell';
import { DeletePage, UserPage } from './user-page';
import { nameOf, USER_NOTICES, VerifiedBadge } from './user-parts';

const SHOWN = 100;

/** Users: search, profile, stamps in words, metadata, and what support does with them. */
export function userPages(): Hono<DashboardEnv> {
  const app = new Hono<DashboardEnv>();
  app.get('/', (c) => {
    const { tenant, base } = c.var;
    const search = (c.req.query('search') ?? '').trim();
    const found = searchUsers(tenant.store.collection<User>('users').list(), search);
    const users = found.slice(0, SHOWN);
    return c.html(
      <Shell base={base} title="Users" section="Users" notice={USER_NOTICES.get(c.req.query('done') ?? '')}>
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

function searchUsers(users: User[], search: string): User[] {
  const wanted = search.toLowerCase();
  if (wanted === '') return users;
  return users.filter((user) =>
    [user.name, user.email, user.phone_number, user.username, user.user_id].some(
      (value) => value?.toLowerCase().includes(wanted) === true,
    ),
  );
}
