import { Alert, Badge, Card, Code, Details, Page, SelectField, Table } from '../../local-tenant/pages';
import { frame, type SampleAppPlace } from '../frame';
import type { SampleAppOptions } from '../options';
import { PROTOCOL_GUIDANCE, REASON_GUIDANCE } from './reason-guidance';

/** The sign-in page: everything that changes is filled in by browser.ts. */
export function SignInPage({ options, place }: { options: SampleAppOptions; place: SampleAppPlace }) {
  return (
    <Page {...frame(place, 'Sample app', 'sign-in')} scripts={[`${place.base}/sign-in.js`]}>
      <div
        id="sign-in"
        data-issuer={place.issuerBaseUrl}
        data-client-id={options.clientId}
        data-audience={options.audience}
        data-claims-namespace={options.claimsNamespace}
      >
        <div class="page-head">
          <h1 class="grow">Sample app</h1>
          <div class="needs-script">
            <SelectField
              label="Language of the tenant's pages"
              name="language"
              id="language"
              options={[
                { value: 'en', label: 'English' },
                { value: 'de', label: 'Deutsch' },
              ]}
            />
          </div>
        </div>
        <p class="lead">
          An app as a developer would write it: the real auth0-spa-js in the browser, logging in through the
          Actions that are deployed. It shows what comes back, and what to do when a login is denied.
        </p>
        <noscript>
          <Alert tone="warning" title="This page needs JavaScript,">
            because it shows the SDK for single-page apps at work.
          </Alert>
        </noscript>
        <section class="card needs-script">
          <h2 id="status" aria-live="polite">
            Asking the tenant…
          </h2>
          <div class="actions" data-when="out">
            <ActionButton action="log-in">Log in</ActionButton>
            <ActionButton action="sign-up" kind="secondary">
              Sign up
            </ActionButton>
            <ActionButton action="silent-login" kind="secondary">
              Try a silent login
            </ActionButton>
          </div>
          <div class="actions" data-when="in" hidden>
            <ActionButton action="silent-login">Log in silently again</ActionButton>
            <ActionButton action="refresh" kind="secondary">
              Refresh the tokens
            </ActionButton>
            <ActionButton action="other-account" kind="secondary">
              Log in as somebody else
            </ActionButton>
            <ActionButton action="log-out" kind="secondary">
              Log out
            </ActionButton>
          </div>
        </section>

        <section id="denied" class="card" aria-label="Login denied" tabindex={-1} hidden>
          <h2 id="error-meaning">Denied</h2>
          <div class="alert warning" id="error-message" />
          <div class="actions">
            <ActionButton action="log-in">Go on</ActionButton>
            <ActionButton action="sign-up">Sign up again</ActionButton>
            <ActionButton action="other-account" kind="secondary">
              Use another account
            </ActionButton>
            {place.pages.some(({ key }) => key === 'profile') ? (
              <a class="button secondary" id="own-data" href={`${place.base}/profile`} hidden>
                Your data
              </a>
            ) : null}
          </div>
          <h3>For the developer</h3>
          <p id="error-advice" />
          <dl class="pairs">
            <div>
              <dt>Reason code</dt>
              <dd class="mono" id="error-reason" />
            </div>
            <div>
              <dt>error</dt>
              <dd class="mono" id="error-code" />
            </div>
            <div>
              <dt>error_description</dt>
              <dd class="mono" id="error-description" />
            </div>
          </dl>
        </section>

        <section id="tokens" aria-label="Tokens" hidden>
          <Card>
            <h2>
              Welcome, <span id="user-name" />
            </h2>
            <p id="status-claim" />
          </Card>
          <div class="columns">
            <TokenCard id="id-token" title="Claims of the ID token" />
            <TokenCard id="access-token" title="Claims of the access token" />
          </div>
        </section>

        <Card title="What an app does with each answer">
          <p class="muted">
            A denied login comes back with <code>error</code> and <code>error_description</code>. The first
            word of the description, up to the colon, is one of a closed set of codes; the rest is for the
            person, in their language.
          </p>
          <GuidanceTable
            caption="Reason codes of gatehouse"
            table={REASON_GUIDANCE}
            example={(code) => exampleOf(code, options)}
          />
          <Details summary="The protocol's own answers">
            <GuidanceTable caption="Protocol errors" table={PROTOCOL_GUIDANCE} />
          </Details>
        </Card>
      </div>
    </Page>
  );
}

/** A button that browser.ts listens to. */
function ActionButton(props: { action: string; kind?: 'secondary'; children: string }) {
  return (
    <button type="button" class={`button ${props.kind ?? 'primary'}`} data-action={props.action}>
      {props.children}
    </button>
  );
}

function TokenCard({ id, title }: { id: string; title: string }) {
  return (
    <Card title={title}>
      <Code label={`${title} as JSON`} id={id}>
        {''}
      </Code>
    </Card>
  );
}

/** What the tenant would send, with the policy's own message where that is known. */
function exampleOf(code: string, { backend }: SampleAppOptions): string {
  const policy = backend?.()?.policy;
  const messages: Partial<Record<string, string>> = policy?.messages[policy.defaultLocale] ?? {};
  return `${code}: ${messages[code] ?? 'The message for the person.'}`;
}

function GuidanceTable({
  caption,
  table,
  example,
}: {
  caption: string;
  table: Record<string, { meaning: string; advice: string }>;
  /** The description to show the panel with; absent where there is nothing to show. */
  example?: (code: string) => string;
}) {
  return (
    <Table
      prose
      caption={caption}
      head={['Code', 'What happened', 'What the app does']}
      rows={Object.entries(table).map(([code, guidance]) => [
        <>
          <Badge>{code}</Badge>
          {example === undefined ? null : (
            <div>
              <button type="button" class="link" data-example={example(code)} aria-label={`See it: ${code}`}>
                See it
              </button>
            </div>
          )}
        </>,
        guidance.meaning,
        guidance.advice,
      ])}
    />
  );
}
