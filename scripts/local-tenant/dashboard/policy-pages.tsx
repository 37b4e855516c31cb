import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Hono } from 'hono';
import type { Policy, PolicyDocument } from '../../../actions/policy/policy';
import { Badge, Card, Code, Details, EmptyState, Table, Time } from '../pages';
import type { TenantStore, User } from '../store';
import { Bar } from './bar';
import type { DashboardEnv } from './dashboard-env';
import { policyInWords } from './policy-in-words';
import { ReadableText } from './readable-text';
import { notFound, Shell } from './shell';

const MODE_TONES = { enforce: 'success', report: 'warning', off: 'neutral' } as const;

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
              <Badge tone={MODE_TONES[rule.mode as keyof typeof MODE_TONES] ?? 'neutral'}>{rule.mode}</Badge>
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

/** How many users stand at each version. */
function Acceptance(props: { document: PolicyDocument; store: TenantStore; base: string }) {
  const { document, store, base } = props;
  const users = store.collection<User>('users').list();
  const sequences = users.map((user) => acceptedSequence(user, document.id));
  const count = (sequence: number | undefined) => sequences.filter((value) => value === sequence).length;
  const rows = [
    ...document.versions.map((version) => ({ version, count: count(version.sequence) })),
    { version: undefined, count: count(undefined) },
  ];
  return (
    <Card title={`Acceptance of “${document.id}”`}>
      <Table
        caption={`Acceptance of ${document.id} by version`}
        head={['Version', 'In force since', 'Texts', 'Users', 'Share']}
      >
        {rows.map(({ version, count: people }) => (
          <tr>
            <td>
              {version === undefined ? 'not accepted' : `${version.label} (number ${version.sequence})`}
            </td>
            <td>{version === undefined ? '' : <Time value={version.effective} />}</td>
            <td>
              {Object.entries(version?.texts ?? {}).map(([locale, text]) => (
                <>
                  <a href={`${base}/policy/texts/${text.sha256}`}>{locale}</a>{' '}
                </>
              ))}
            </td>
            <td>{people}</td>
            <td>
              <Bar label={`${people} of ${users.length} users`} value={people} max={users.length} />
            </td>
          </tr>
        ))}
      </Table>
    </Card>
  );
}

function acceptedSequence(user: User, documentId: string): number | undefined {
  const stamp = user.app_metadata?.[`gatehouse_${documentId}`] as
    | { state?: unknown; sequence?: unknown }
    | undefined;
  return stamp?.state === 'accepted' && typeof stamp.sequence === 'number' ? stamp.sequence : undefined;
}
