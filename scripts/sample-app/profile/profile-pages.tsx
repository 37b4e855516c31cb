import { type Context, Hono } from 'hono';
import { type backendLogin, isRecent, LogInAgain } from '../backend/login-pages';
import { ManagementApiError } from '../backend/management-api';
import type { WebEnv } from '../backend/web-env';
import { type TextKey, textsFor } from '../texts';
import { ConfirmEmailPage } from './confirm-email-page';
import { agreementsOf, consentWrites } from './consents';
import { dataOf } from './data-export';
import {
  EMAIL_CHANGE_KEY,
  isTooSoon,
  normalizedAddress,
  pendingChange,
  provesChange,
  requestChange,
} from './email-change';
import { changedMail, confirmationMail, warningMail } from './email-change-mail';
import { type Notice, ProfilePage } from './profile-page';
import { wouldSignUp } from './signup-screening';
import { connectionOf, isDatabaseUser, type ProfileUser, readSessionUser, userPath } from './user';

/** What is said on the next page; a closed set, so that nobody writes messages into a link. */
const NOTICES = new Map(
  Object.entries<Notice>({
    saved: { tone: 'success', text: 'done.saved' },
    'email-sent': { tone: 'success', text: 'done.email-sent' },
    'email-changed': { tone: 'success', text: 'done.email-changed' },
    'email-refused': { tone: 'danger', text: 'done.email-refused' },
    'too-soon': { tone: 'warning', text: 'done.too-soon' },
    'verification-sent': { tone: 'success', text: 'done.verification-sent' },
    'password-sent': { tone: 'success', text: 'done.password-sent' },
    consent: { tone: 'success', text: 'done.consent' },
  }),
);

type Page = Context<WebEnv>;

/** The self-service page: each route acts on the person who is logged in and on nobody else. */
export function profilePages({ requireSession, endSession }: ReturnType<typeof backendLogin>): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  app.use(requireSession);

  app.get('/', async (c) => c.html(await profilePage(c, { notice: NOTICES.get(c.req.query('done') ?? '') })));

  app.post('/', async (c) => {
    const form = textsOf(await c.req.parseBody());
    const { services, session } = c.var;
    const user = await currentUser(c);
    const names = isDatabaseUser(user) ? namesIn(form) : undefined;
    if (names?.name === null) return again(c, form, { name: 'name.missing' });
    const entered = Object.values(names ?? {}).filter((name) => name !== null);
    if (!wouldSignUp(services.policy, { names: entered }, new Date())) {
      return again(c, form, { name: 'name.refused' });
    }
    const preferences = services.policy.profile.preferences
      .filter((key) => form[key] !== undefined)
      .map((key) => [key, textIn(form, key, 100)]);
    await services.selfService.patch(userPath(session.userId), {
      ...names,
      // An empty object would clear all of it.
      ...(preferences.length === 0 ? {} : { user_metadata: Object.fromEntries(preferences) }),
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
    const form = textsOf(await c.req.parseBody());
    const to = normalizedAddress(form.email);
    if (to === undefined) return again(c, form, { email: 'email.invalid' });
    const now = new Date();
    if (!wouldSignUp(services.policy, { email: to }, now)) return again(c, form, { email: 'email.refused' });
    const user = await currentUser(c);
    if (services.sendMail === undefined || !isDatabaseUser(user)) return done(c, 'email-refused');
    if (isTooSoon(pendingChange(user, now), now)) return done(c, 'too-soon');
    const { pending, token } = requestChange(to, now);
    await services.selfService.patch(userPath(session.userId), {
      app_metadata: { [EMAIL_CHANGE_KEY]: pending },
    });
    const link = `${new URL(c.req.url).origin}${place.base}/profile/email/confirm?token=${token}`;
    await services.sendMail(confirmationMail(c.var.texts, to, link));
    if (user.email !== undefined) await services.sendMail(warningMail(c.var.texts, user.email));
    return done(c, 'email-sent');
  });

  app.get('/email/confirm', async (c) => {
    const token = c.req.query('token') ?? '';
    const change = provedChange(token, await currentUser(c));
    return c.html(confirmPage(c, token, change?.to));
  });

  app.post('/email/confirm', async (c) => {
    const { services, session } = c.var;
    const token = String((await c.req.parseBody()).token);
    const user = await currentUser(c);
    const change = provedChange(token, user);
    if (change === undefined) return c.html(confirmPage(c, '', undefined), 400);
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
    if (user.email !== undefined) await services.sendMail?.(changedMail(c.var.texts, user.email));
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
        locale: c.var.texts.locale,
      },
      new Date(),
    );
    if (writes !== undefined)
      await services.selfService.patch(userPath(session.userId), { app_metadata: writes });
    return done(c, 'consent');
  });

  app.get('/data.json', async (c) => {
    const data = await dataOf(c.var.services.selfService, await currentUser(c));
    return c.body(JSON.stringify(data, null, 2), 200, {
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': 'attachment; filename="my-data.json"',
    });
  });

  app.post('/delete', async (c) => {
    const { services, session } = c.var;
    if (!isRecent(session)) return c.html(<LogInAgain c={c} page="profile" />, 403);
    const form = textsOf(await c.req.parseBody());
    if (form.understood !== 'true') return again(c, form, { understood: 'delete.tick' });
    await services.selfService.delete(userPath(session.userId));
    return endSession(c);
  });

  // Where a form was refused, the page stands at the form's address: opening that again shows the page.
  const forms = ['/verification-email', '/password', '/email', '/consents/:document', '/delete'];
  app.on('GET', forms, (c) => c.redirect(`${c.var.place.base}/profile`));

  return app;
}

const done = (c: Page, notice: string) => c.redirect(`${c.var.place.base}/profile?done=${notice}`, 303);

/** The person as they are stored now; from here on the page speaks the language that they have chosen. */
async function currentUser(c: Page): Promise<ProfileUser> {
  const user = await readSessionUser(c.var.services.selfService, c.var.session);
  c.set('texts', textsFor(c, user.user_metadata?.language));
  return user;
}

function provedChange(token: string, user: ProfileUser) {
  const change = pendingChange(user, new Date());
  return change !== undefined && provesChange(change, token) ? change : undefined;
}

function confirmPage(c: Page, token: string, to: string | undefined) {
  const { place, csrfToken, texts } = c.var;
  return <ConfirmEmailPage place={place} texts={texts} csrfToken={csrfToken} token={token} to={to} />;
}

/** The page with what was entered, and what is wrong with it. */
async function again(c: Page, entered: Form, errors: Record<string, TextKey>) {
  return c.html(await profilePage(c, { entered, errors }), 400);
}

async function profilePage(
  c: Page,
  said: { notice?: Notice | undefined; entered?: Form; errors?: Record<string, TextKey> },
) {
  const user = await currentUser(c);
  const { place, csrfToken, services, texts } = c.var;
  const now = new Date();
  return (
    <ProfilePage
      place={place}
      texts={texts}
      csrfToken={csrfToken}
      user={user}
      agreements={agreementsOf(services.policy, user.app_metadata ?? {}, texts.locale, now)}
      preferences={services.policy.profile.preferences}
      pending={pendingChange(user, now)}
      canSendMail={services.sendMail !== undefined}
      notice={said.notice}
      entered={said.entered ?? {}}
      errors={Object.fromEntries(
        Object.entries(said.errors ?? {}).map(([field, key]) => [field, texts.t(key)]),
      )}
    />
  );
}

type Form = Readonly<Record<string, string>>;

/** The fields of a form that are text. */
function textsOf(body: Record<string, unknown>): Form {
  return Object.fromEntries(
    Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function namesIn(form: Form): Record<'name' | 'given_name' | 'family_name', string | null> {
  return {
    name: textIn(form, 'name', 150),
    given_name: textIn(form, 'given_name', 150),
    family_name: textIn(form, 'family_name', 150),
  };
}

/** What was entered; `null`, which removes the stored value, where that is nothing. */
function textIn(form: Form, name: string, longest: number): string | null {
  const text = (form[name] ?? '').trim().slice(0, longest);
  return text === '' ? null : text;
}
