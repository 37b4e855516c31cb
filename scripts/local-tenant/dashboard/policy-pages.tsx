import { Hono } from 'hono';
import type { PolicyDocument } from '../../../actions/policy/policy';
import { Badge, Card, EmptyState, ExternalLink, Table, Time } from '../pages';
import type { TenantStore, User } from '../store';
import { Bar } from './bar';
import type { DashboardEnv } from './dashboard-env';
import { policyInWords } from './policy-in-words';
import { Shell } from './shell';

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
          <Acceptance document={document} store={tenant.store} />
        ))}
      </Shell>,
    );
  });
  return app;
}

/** How many users stand at each version. */
function Acceptance({ document, store }: { document: PolicyDocument; store: TenantStore }) {
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
                  <ExternalLink href={text.url}>{locale}</ExternalLink>{' '}
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
