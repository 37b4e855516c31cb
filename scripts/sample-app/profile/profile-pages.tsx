import { type Context, Hono } from 'hono';
import { type backendLogin, isRecent, LogInAgain } from '../backend/login-pages';
import { ManagementApiError } from '../backend/management-api';
import type { WebEnv } from '../backend/web-env';
import { agreementsOf, consentWrites } from './consents';
import {
  EMAIL_CHANGE_KEY,
  isTooSoon,
  normalizedAddress,
  pendingChange,
  provesChange,
  requestChange,
} from './email-change';
import { changedMail, confirmationMail, warningMail } from './email-change-mail';
import { ConfirmEmailPage, type Notice, ProfilePage } from './profile-page';
import { wouldSignUp } from './signup-screening';
import { connectionOf, isDatabaseUser, type ProfileUser, readSessionUser, userPath } from './user';

/** What is said on the next page; a closed set, so that nobody writes messages into a link. */
const NOTICES: Readonly<Record<string, Notice>> = {
  saved: { tone: 'success', text: 'Saved.' },
  'email-sent': {
    tone: 'success',
    text: 'If this address can be used, a link is on its way there. Open it to finish the change.',
  },
  'email-changed': { tone: 'success', text: 'The address was changed. The old one was told.' },
  'email-refused': { tone: 'danger', text: 'The address could not be changed. Nothing was changed.' },
  'too-soon': { tone: 'warning', text: 'A mail was sent a moment ago. Try again in a minute.' },
  'verification-sent': { tone: 'success', text: 'The verification email is on its way.' },
  'password-sent': { tone: 'success', text: 'A link to choose a new password is on its way.' },
  consent: { tone: 'success', text: 'Recorded. You can change your mind at any time.' },
};

type Page = Context<WebEnv>;

/** The self-service page: each route acts on the person who is logged in and on nobody else. */
export function profilePages({ requireSession, endSession }: ReturnType<typeof backendLogin>): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  app.use(requireSession);

  app.get('/', async (c) => c.html(await profilePage(c, NOTICES[c.req.query('done') ?? ''])));

  app.post('/', async (c) => {
    const form = await c.req.parseBody();
    const { services, session } = c.var;
    const user = await currentUser(c);
    const names = isDatabaseUser(user) ? namesIn(form) : undefined;
    if (names?.name === null) {
      return c.html(await profilePage(c, undefined, { name: 'Enter a name.' }), 400);
    }
    const entered = Object.values(names ?? {}).filter((name) => name !== null);
    if (!wouldSignUp(services.policy, { names: entered }, new Date())) {
      return c.html(await profilePage(c, undefined, { name: 'A name cannot hold links or markup.' }), 400);
    }
    await services.selfService.patch(userPath(session.userId), {
      ...names,
      user_metadata: Object.fromEntries(
        services.policy.profile.preferences.map((key) => [key, textIn(form, key, 100)]),
      ),
    });
    return done(c, 'saved');
  });

  app.post('/verification-email', async (c) => {
    const { services, session } = c.var;
    await services.selfService.post('/jobs/verification-email', { user_id: session.userId });
    return done(c, 'verification-sent');
  });

  app.post('/password', async (c) => {
    const user = await currentUser(c);
    if (isDatabaseUser(user) && user.email !== undefined) {
      await c.var.services.sendPasswordLink(user.email, connectionOf(user));
    }
    return done(c, 'password-sent');
  });

  app.post('/email', async (c) => {
    const { services, session, place } = c.var;
    if (!isRecent(session)) return c.html(<LogInAgain c={c} page="profile" />, 403);
    const to = normalizedAddress((await c.req.parseBody()).email);
    if (to === undefined)
      return c.html(await profilePage(c, undefined, { email: 'Enter an email address.' }), 400);
    const now = new Date();
    if (!wouldSignUp(services.policy, { email: to }, now)) {
      return c.html(
        await profilePage(c, undefined, { email: 'Addresses of this domain cannot be used.' }),
        400,
      );
    }
    const user = await currentUser(c);
    if (services.sendMail === undefined || !isDatabaseUser(user)) return done(c, 'email-refused');
    if (isTooSoon(pendingChange(user, now), now)) return done(c, 'too-soon');
    const { pending, token } = requestChange(to, now);
    await services.selfService.patch(userPath(session.userId), {
      app_metadata: { [EMAIL_CHANGE_KEY]: pending },
    });
    const link = `${new URL(c.req.url).origin}${place.base}/profile/email/confirm?token=${token}`;
    await services.sendMail(confirmationMail(to, link));
    if (user.email !== undefined) await services.sendMail(warningMail(user.email));
    return done(c, 'email-sent');
  });

  app.get('/email/confirm', async (c) => {
    const token = c.req.query('token') ?? '';
    const { place, csrfToken } = c.var;
    const change = await provedChange(c, token);
    return c.html(<ConfirmEmailPage place={place} csrfToken={csrfToken} token={token} to={change?.to} />);
  });

  app.post('/email/confirm', async (c) => {
    const { services, session, place, csrfToken } = c.var;
    const token = String((await c.req.parseBody()).token);
    const user = await currentUser(c);
    const change = await provedChange(c, token, user);
    if (change === undefined) {
      return c.html(<ConfirmEmailPage place={place} csrfToken={csrfToken} token="" to={undefined} />, 400);
    }
    try {
      await services.selfService.patch(userPath(session.userId), {
        email: change.to,
        email_verified: true,
        connection: connectionOf(user),
        app_metadata: { [EMAIL_CHANGE_KEY]: null },
      });
    } catch (error) {
      // Somebody else has this address: that is not for this person to know.
      if (error instanceof ManagementApiError && error.status < 500) return done(c, 'email-refused');
      throw error;
    }
    if (user.email !== undefined) await services.sendMail?.(changedMail(user.email));
    return done(c, 'email-changed');
  });

  app.post('/consents/:document', async (c) => {
    const { services, session } = c.var;
    const state = (await c.req.parseBody()).state === 'accepted' ? 'accepted' : 'withdrawn';
    const user = await currentUser(c);
    const writes = consentWrites(
      services.policy,
      c.req.param('document'),
      state,
      {
        appMetadata: user.app_metadata ?? {},
        clientId: services.clientId,
        emailVerified: user.email_verified === true,
      },
      new Date(),
    );
    if (writes !== undefined)
      await services.selfService.patch(userPath(session.userId), { app_metadata: writes });
    return done(c, 'consent');
  });

  app.get('/data.json', async (c) => {
    const { app_metadata, ...profile } = await currentUser(c);
    const { [EMAIL_CHANGE_KEY]: _pending, ...appMetadata } = app_metadata ?? {};
    c.header('content-disposition', 'attachment; filename="my-data.json"');
    return c.body(
      JSON.stringify({ exported_at: new Date(), ...profile, app_metadata: appMetadata }, null, 2),
      200,
      {
        'content-type': 'application/json; charset=utf-8',
      },
    );
  });

  app.post('/delete', async (c) => {
    const { services, session } = c.var;
    if (!isRecent(session)) return c.html(<LogInAgain c={c} page="profile" />, 403);
    if ((await c.req.parseBody()).understood !== 'true') return c.html(await profilePage(c), 400);
    await services.selfService.delete(userPath(session.userId));
    return endSession(c);
  });

  return app;
}

const done = (c: Page, notice: string) => c.redirect(`${c.var.place.base}/profile?done=${notice}`, 303);

function currentUser(c: Page): Promise<ProfileUser> {
  return readSessionUser(c.var.services.selfService, c.var.session);
}

async function provedChange(c: Page, token: string, user?: ProfileUser) {
  const change = pendingChange(user ?? (await currentUser(c)), new Date());
  return change !== undefined && provesChange(change, token) ? change : undefined;
}

async function profilePage(c: Page, notice?: Notice, errors: Record<string, string> = {}) {
  const { place, csrfToken, services } = c.var;
  const user = await currentUser(c);
  const now = new Date();
  return (
    <ProfilePage
      place={place}
      csrfToken={csrfToken}
      user={user}
      agreements={agreementsOf(services.policy, user.app_metadata ?? {}, now)}
      preferences={services.policy.profile.preferences}
      pending={pendingChange(user, now)}
      canSendMail={services.sendMail !== undefined}
      notice={notice}
      errors={errors}
    />
  );
}

type Form = Record<string, unknown>;

function namesIn(form: Form): Record<'name' | 'given_name' | 'family_name', string | null> {
  return {
    name: textIn(form, 'name', 150),
    given_name: textIn(form, 'given_name', 150),
    family_name: textIn(form, 'family_name', 150),
  };
}

/** What was entered; `null`, which removes the stored value, where that is nothing. */
function textIn(form: Form, name: string, longest: number): string | null {
  const value = form[name];
  const text = typeof value === 'string' ? value.trim().slice(0, longest) : '';
  return text === '' ? null : text;
}
