import { createHash } from 'node:crypto';
import {
  Avatar,
  Badge,
  Button,
  Card,
  CsrfField,
  Details,
  EmptyState,
  ErrorSummary,
  Json,
  LinkButton,
  Pair,
  Pairs,
  TextArea,
  Time,
} from '../pages';
import type { LoginRecord, User } from '../store';
import { explainStamps } from './explain-stamp';
import { LoginTable } from './login-pages';
import { Shell } from './shell';
import { StampCards } from './stamp-cards';
import { nameOf, type PageContext, USER_NOTICES, VerifiedBadge } from './user-parts';

export const METADATA = ['app_metadata', 'user_metadata'] as const;

export const CHANGED_MEANWHILE =
  'It changed since you opened this page: compare with “Profile as stored” below. Saving again replaces it.';

/** Stands in the form, so that one that is older than what is stored is noticed. */
export function fingerprint(metadata: Record<string, unknown> | undefined): string {
  return createHash('sha256')
    .update(JSON.stringify(metadata ?? {}))
    .digest('hex');
}

interface UserPageProps {
  c: PageContext;
  user: User;
  entered?: Record<string, string>;
  errors?: Record<string, string>;
}

/** One user: profile, stamps in words, metadata to edit, logins. */
export function UserPage({ c, user, entered = {}, errors = {} }: UserPageProps) {
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
      notice={USER_NOTICES.get(c.req.query('done') ?? '')}
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
export function DeletePage({ c, user }: { c: PageContext; user: User }) {
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
