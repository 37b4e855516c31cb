import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Hono } from 'hono';
import type { DocumentVersion, Policy, PolicyDocument } from '../../../actions/policy/policy';
import { Badge, Card, Code, Details, EmptyState, Table, Time } from '../pages';
import type { TenantStore, User } from '../store';
import { Bar } from './bar';
import type { DashboardEnv } from './dashboard-env';
import { policyInWords } from './policy-in-words';
import { ReadableText } from './readable-text';
import { notFound, Shell } from './shell';

const MODES = {
  enforce: { tone: 'success', words: 'The rule is in force.' },
  report: { tone: 'warning', words: 'The rule only logs what it would do; nobody notices it.' },
  off: { tone: 'neutral', words: 'The rule does nothing.' },
} as const;

/** The policy in force, in words, and who has accepted which version. */
export function policyPages(): Hono<DashboardEnv> {
  const app = new Hono<DashboardEnv>();
  app.get('/', (c) => {
    const { tenant, base, config } = c.var;
    if (!config) {
      return c.html(
        <Shell base={base} title="Policy" section="Policy">
          <EmptyState title="This tenant was not started from a project, so its policy is not known." />
        </Shell>,
      );
    }
    const now = tenant.now();
    return c.html(
      <Shell
        base={base}
        title="Policy"
        section="Policy"
        lead={`The policy of “${config.name}” as it was built last, in words.`}
      >
        {policyInWords(config.policy, now).map((rule) => (
          <Card title={rule.title}>
            <p>
              <Badge tone={MODES[rule.mode].tone}>{rule.mode}</Badge>{' '}
              <span class="muted">{MODES[rule.mode].words}</span>
            </p>
            <ul>
              {rule.sentences.map((sentence) => (
                <li>{sentence}</li>
              ))}
            </ul>
          </Card>
        ))}
        {config.policy.terms.documents.map((document) => (
          <Acceptance document={document} store={tenant.store} base={base} />
        ))}
      </Shell>,
    );
  });
  app.get('/texts/:sha256', (c) => {
    const { base, config } = c.var;
    const text = config && registeredText(config.files, c.req.param('sha256'));
    if (!config || text === undefined) return notFound(c, 'Policy', 'A registered text with this hash');
    return c.html(
      <Shell base={base} title="Registered text" section="Policy">
        <Card>
          <p>
            The SHA-256 of these bytes is <span class="mono">{c.req.param('sha256')}</span>: it was computed
            just now and is the one that stamps hold.
          </p>
          <ReadableText markdown={text} lang={localeOf(config.policy, c.req.param('sha256'))} />
          <Details summary="The bytes that the hash is of">
            <Code label="Registered text">{text}</Code>
          </Details>
        </Card>
      </Shell>,
    );
  });
  return app;
}

/** The file whose bytes have this hash, among those that the policy was read from. */
function registeredText(files: readonly string[], sha256: string): string | undefined {
  for (const file of files) {
    if (!file.endsWith('.md')) continue;
    const bytes = readFileSync(file);
    if (createHash('sha256').update(bytes).digest('hex') === sha256) return bytes.toString('utf8');
  }
  return undefined;
}

function localeOf({ terms }: Policy, sha256: string): string | undefined {
  const texts = terms.documents.flatMap(({ versions }) =>
    versions.flatMap((version) => Object.entries(version.texts)),
  );
  return texts.find(([, text]) => text.sha256 === sha256)?.[0];
}

/** How many users stand at each version, as a chart. */
function Acceptance(props: { document: PolicyDocument; store: TenantStore; base: string }) {
  const { document, store, base } = props;
  const users = store.collection<User>('users').list();
  const standings = users.map((user) => standingOf(user, document.id));
  const count = (standing: number | string) => standings.filter((value) => value === standing).length;
  const rows: { label: string; version?: DocumentVersion; count: number }[] = [
    ...document.versions.map((version) => ({
      label: `${version.label} (number ${version.sequence})`,
      version,
      count: count(version.sequence),
    })),
    ...(document.kind === 'consent' ? [{ label: 'withdrawn', count: count('withdrawn') }] : []),
    { label: 'not accepted', count: count('none') },
  ];
  return (
    <Card title={`Acceptance of “${document.id}”`}>
      <Table
        caption={`Acceptance of ${document.id} by version`}
        head={['Version', 'In force since', 'Texts', 'Users', 'Share']}
        rows={rows.map(({ label, version, count: people }) => [
          label,
          version === undefined ? '' : <Time value={version.effective} />,
          Object.entries(version?.texts ?? {}).map(([locale, text]) => (
            <>
              <a href={`${base}/policy/texts/${text.sha256}`}>{locale}</a>{' '}
            </>
          )),
          people,
          <>
            {share(people, users.length)}
            <Bar label={`${people} of ${users.length} users`} value={people} max={users.length} />
          </>,
        ])}
      />
    </Card>
  );
}

function standingOf(user: User, documentId: string): number | 'withdrawn' | 'none' {
  const stamp = user.app_metadata?.[`gatehouse_${documentId}`] as
    | { state?: unknown; sequence?: unknown }
    | undefined;
  if (stamp?.state === 'withdrawn') return 'withdrawn';
  return stamp?.state === 'accepted' && typeof stamp.sequence === 'number' ? stamp.sequence : 'none';
}

function share(part: number, whole: number): string {
  return whole === 0 ? '–' : `${Math.round((part / whole) * 100)} %`;
}
