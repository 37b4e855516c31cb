import { type Context, Hono } from 'hono';
import type { backendLogin } from '../backend/login-pages';
import { type ManagementApi, ManagementApiError, segment } from '../backend/management-api';
import type { WebEnv } from '../backend/web-env';
import { normalizedAddress } from '../profile/email-change';
import {
  connectionOf,
  isDatabaseUser,
  type ProfileUser,
  readSessionUser,
  readUser,
  userPath,
} from '../profile/user';
import { textsFor } from '../texts';
import { HelpDeskPage, type Invitation, type Member, NotForYouPage, type Notice } from './help-desk-page';

/** What is said on the next page; a closed set, so that nobody writes messages into a link. */
const NOTICES = new Map(
  Object.entries<Notice>({
    invited: { tone: 'success', text: 'desk.done.invited' },
    blocked: { tone: 'success', text: 'desk.done.blocked' },
    unblocked: { tone: 'success', text: 'desk.done.unblocked' },
    'password-sent': { tone: 'success', text: 'desk.done.password-sent' },
    'not-here': { tone: 'danger', text: 'desk.done.not-here' },
    'unblock-first': { tone: 'danger', text: 'desk.done.unblock-first' },
    yourself: { tone: 'danger', text: 'desk.done.yourself' },
  }),
);

const MEMBERS_SHOWN = 25;
/** Root key of app_metadata: the last act of a help desk on this user. */
const AUDIT_KEY = 'sample_app_help_desk';

type Desk = NonNullable<WebEnv['Variables']['services']['helpDesk']>;
type HelpDeskEnv = WebEnv & {
  Variables: WebEnv['Variables'] & { desk: Desk; organization: { id: string; name: string } };
};
type Page = Context<HelpDeskEnv>;

/**
 * The help desk of an organization's administrator. The organization is the one that they logged in to, from the ID
 * token, and the role is looked up for every request: what a form says about either does not count.
 */
export function helpDeskPages({ requireSession }: ReturnType<typeof backendLogin>): Hono<WebEnv> {
  const app = new Hono<HelpDeskEnv>();
  app.use(requireSession as never);
  app.use(async (c, next) => {
    const { services, session, place, texts } = c.var;
    const desk = services.helpDesk;
    if (desk === undefined) return c.notFound();
    const { organizationId } = session;
    if (organizationId === undefined) {
      return c.html(<NotForYouPage place={place} texts={texts} usual={desk.organization} />, 403);
    }
    const roles = await heldRoles(desk.api, organizationId, session.userId);
    if (!roles.includes(desk.role)) {
      return c.html(
        <NotForYouPage place={place} texts={texts} usual={desk.organization} role={desk.role} />,
        403,
      );
    }
    const { user_metadata } = await readSessionUser(desk.api, session);
    c.set('texts', textsFor(c, user_metadata?.language));
    c.set('desk', desk);
    const { id, name, display_name } = await desk.api.get<{
      id: string;
      name: string;
      display_name?: string;
    }>(`/organizations/${segment(organizationId)}`);
    c.set('organization', { id, name: display_name ?? name });
    await next();
  });

  app.get('/', async (c) =>
    c.html(await helpDeskPage(c, { notice: NOTICES.get(c.req.query('done') ?? '') })),
  );

  app.post('/invite', async (c) => {
    const { desk, organization, session, services } = c.var;
    const { email: entered } = await c.req.parseBody();
    const email = normalizedAddress(entered);
    if (email === undefined) return c.html(await helpDeskPage(c, { refused: String(entered ?? '') }), 400);
    try {
      await desk.api.post(`/organizations/${segment(organization.id)}/invitations`, {
        inviter: { name: session.name },
        invitee: { email },
        client_id: services.invitationClientId,
        send_invitation_email: true,
      });
    } catch (error) {
      if (!(error instanceof ManagementApiError) || error.status !== 400) throw error;
      return c.html(await helpDeskPage(c, { refused: email }), 400);
    }
    return done(c, 'invited');
  });

  app.post('/members/:user/block', async (c) => {
    if (c.req.param('user') === c.var.session.userId) return done(c, 'yourself');
    return onOwnMember(c, async (user, api) => {
      await api.patch(userPath(user.user_id), { blocked: true, ...audit(c, 'blocked') });
      return 'blocked';
    });
  });

  app.post('/members/:user/unblock', (c) =>
    onOwnMember(c, async (user, api) => {
      await api.patch(userPath(user.user_id), { blocked: false, ...audit(c, 'unblocked') });
      // Too many wrong passwords lock somebody out by a block of another kind, which the first line leaves.
      await api.delete(`/user-blocks/${segment(user.user_id)}`);
      return 'unblocked';
    }),
  );

  app.post('/members/:user/password-link', (c) =>
    onOwnMember(c, async (user, api) => {
      // A password that is chosen anew lifts a block.
      if (user.blocked === true) return 'unblock-first';
      if (isDatabaseUser(user) && user.email !== undefined) {
        await api.patch(userPath(user.user_id), audit(c, 'password-link'));
        await c.var.services.sendPasswordLink(user.email, connectionOf(user));
      }
      return 'password-sent';
    }),
  );

  // Where an invitation was refused, the page stands at the form's address: opening that again shows the page.
  app.on('GET', ['/invite', '/members/:user/:act'], (c) => c.redirect(`${c.var.place.base}/help-desk`));

  return app as unknown as Hono<WebEnv>;
}

const done = (c: Page, notice: string) => c.redirect(`${c.var.place.base}/help-desk?done=${notice}`, 303);

async function helpDeskPage(c: Page, said: { notice?: Notice | undefined; refused?: string }) {
  const { desk, organization, place, texts, csrfToken, session } = c.var;
  const path = `/organizations/${segment(organization.id)}`;
  const page = Math.max(0, Math.floor(Number(c.req.query('page') ?? 0)) || 0);
  const { members, total } = await desk.api.get<{ members: { user_id: string }[]; total: number }>(
    `${path}/members?include_totals=true&per_page=${MEMBERS_SHOWN}&page=${page}`,
  );
  const people = await Promise.all(members.map(({ user_id }) => member(desk.api, user_id)));
  const invitations = await desk.api.get<Invitation[]>(
    `${path}/invitations?fields=id,invitee,expires_at&include_fields=true`,
  );
  return (
    <HelpDeskPage
      place={place}
      texts={texts}
      csrfToken={csrfToken}
      organization={organization.name}
      members={people.filter((person) => person !== undefined)}
      invitations={invitations}
      ownId={session.userId}
      page={page}
      hasMore={total > (page + 1) * MEMBERS_SHOWN}
      {...said}
    />
  );
}

/**
 * The tenant log names the application that called, not the person behind it. So who did what stands with the user;
 * Auth0 keeps the body of such a call in its log too.
 */
function audit(c: Page, act: 'blocked' | 'unblocked' | 'password-link') {
  const { session, organization } = c.var;
  return {
    app_metadata: {
      [AUDIT_KEY]: {
        act,
        by: session.userId,
        organization_id: organization.id,
        at: new Date().toISOString(),
      },
    },
  };
}

/**
 * Does something to a user who belongs to this organization and to no other. A block counts everywhere, so the
 * administrator of one organization must not lock somebody out of another.
 */
async function onOwnMember(
  c: Page,
  act: (user: ProfileUser, api: ManagementApi) => Promise<string>,
): Promise<Response> {
  const { desk, organization } = c.var;
  const userId = c.req.param('user') ?? '';
  const organizations = await orNothing(desk.api.get<{ id: string }[]>(`${userPath(userId)}/organizations`));
  if (organizations?.length !== 1 || organizations[0]?.id !== organization.id) return done(c, 'not-here');
  return done(c, await act(await readUser(desk.api, userId), desk.api));
}

async function heldRoles(api: ManagementApi, organization: string, userId: string): Promise<string[]> {
  const roles = await orNothing(
    api.get<{ name: string }[]>(`/organizations/${segment(organization)}/members/${segment(userId)}/roles`),
  );
  return (roles ?? []).map(({ name }) => name);
}

async function member(api: ManagementApi, userId: string): Promise<Member | undefined> {
  return orNothing(
    api.get<Member>(
      `${userPath(userId)}?fields=user_id,name,email,email_verified,blocked,last_login,identities&include_fields=true`,
    ),
  );
}

/** Undefined where there is no such thing (any more). */
async function orNothing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ManagementApiError && error.status === 404) return undefined;
    throw error;
  }
}
