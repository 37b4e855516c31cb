import { Hono } from 'hono';
import {
  Address,
  Card,
  EmptyState,
  ExternalLink,
  Pair,
  Pairs,
  pageHeaders,
  securityHeaders,
  Table,
  Time,
} from '../pages';
import { localPath } from '../request-url';
import type { OutboxMessage } from '../store';
import type { TenantContext } from '../tenant-context';
import { Shell } from './shell';

const SHOWN = 200;

/** An email is foreign HTML: no scripts, no forms, nothing loaded; its links open in the whole window. */
const EMAIL_POLICY = [
  "default-src 'none'",
  'img-src data:',
  "base-uri 'none'",
  "frame-ancestors 'self'",
  'sandbox allow-top-navigation-by-user-activation allow-popups allow-popups-to-escape-sandbox',
].join('; ');

/** Every email and text message that the tenant has sent. */
export function outboxPages(tenant: TenantContext): Hono {
  const app = new Hono();
  const messages = () => tenant.store.collection<OutboxMessage>('outbox');
  app.get('/:id/body', (c) => {
    const message = messages().get(c.req.param('id'));
    if (!message) return c.text('This message is not there.', 404, pageHeaders());
    return c.html(
      message.html.replace(/<head[^>]*>|$/i, (head) => `${head}<base target="_top">`),
      200,
      {
        'content-security-policy': EMAIL_POLICY,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      },
    );
  });
  app.use(securityHeaders());
  app.get('/', (c) => {
    const base = localPath(c, '/dashboard');
    const sent = messages().newest(SHOWN);
    return c.html(
      <Shell
        base={base}
        title="Outbox"
        section="Outbox"
        lead="Emails and text messages, the newest first. Nothing leaves this machine."
      >
        <Card>
          {sent.length === 0 ? (
            <EmptyState title="No email has been sent yet.">
              <p>Sign up in the sample app: the verification email arrives here.</p>
            </EmptyState>
          ) : (
            <Table
              caption="Messages"
              head={['When', 'To', 'Subject', 'Template']}
              rows={sent.map((message) => [
                <Time value={message.created_at} />,
                <Address>{message.to}</Address>,
                <a href={`${base}/outbox/${encodeURIComponent(message.id)}`}>
                  {message.subject || 'No subject'}
                </a>,
                <code>{message.template}</code>,
              ])}
            />
          )}
        </Card>
      </Shell>,
    );
  });
  app.get('/:id', (c) => {
    const base = localPath(c, '/dashboard');
    const message = messages().get(c.req.param('id'));
    if (!message) {
      return c.html(
        <Shell base={base} title="Not found" section="Outbox">
          <EmptyState title="This message is not there." />
        </Shell>,
        404,
      );
    }
    const links = linksIn(message.html);
    return c.html(
      <Shell base={base} title={message.subject || 'No subject'} section="Outbox">
        <Card>
          <Pairs>
            <Pair name="To">{message.to}</Pair>
            <Pair name="From">{message.from}</Pair>
            <Pair name="Sent">
              <Time value={message.created_at} />
            </Pair>
            <Pair name="Template">{message.template}</Pair>
          </Pairs>
          <iframe
            class="email"
            title={`Message: ${message.subject}`}
            src={`${base}/outbox/${encodeURIComponent(message.id)}/body`}
            sandbox="allow-top-navigation-by-user-activation allow-popups allow-popups-to-escape-sandbox"
          />
        </Card>
        <Card title="Links in this message">
          {links.length === 0 ? (
            <p class="muted">This message has no links.</p>
          ) : (
            <ul>
              {links.map((href) => (
                <li>
                  <ExternalLink href={href} />
                </li>
              ))}
            </ul>
          )}
        </Card>
      </Shell>,
    );
  });
  return app;
}

function linksIn(html: string): string[] {
  const links = [...html.matchAll(/\bhref="([^"]+)"/gi)].map(([, href = '']) =>
    href.replaceAll('&amp;', '&'),
  );
  return [...new Set(links)];
}
