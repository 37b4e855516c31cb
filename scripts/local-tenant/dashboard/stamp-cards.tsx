import { Badge, Card, Details, EmptyState, ExternalLink, Json, Pair, Pairs, Table, Time } from '../pages';
import { type ExplainedStamp, methodInWords } from './explain-stamp';

const STANDING = {
  current: { tone: 'success', words: 'current' },
  outdated: { tone: 'warning', words: 'a newer version is required' },
  withdrawn: { tone: 'neutral', words: 'withdrawn' },
  unknown: { tone: 'neutral', words: 'not in the policy' },
} as const;

const HASH = {
  matches: { tone: 'success', words: 'the text is the registered one' },
  differs: { tone: 'danger', words: 'the text differs from the registered one' },
  unregistered: { tone: 'warning', words: 'the text is not registered here' },
} as const;

/** What a user accepted, in words. */
export function StampCards({ stamps, base }: { stamps: ExplainedStamp[]; base: string }) {
  if (stamps.length === 0) {
    return (
      <Card title="Accepted documents">
        <EmptyState title="Nothing has been accepted yet." />
      </Card>
    );
  }
  return (
    <>
      {stamps.map((stamp) => (
        <Card title={`Document: ${stamp.document}`}>
          <p>{stamp.sentence}</p>
          <Pairs>
            <Pair name="When">
              <Time value={String(stamp.stored.at)} />
            </Pair>
            <Pair name="Standing">
              <Badge tone={STANDING[stamp.standing].tone}>{STANDING[stamp.standing].words}</Badge>
            </Pair>
            <Pair name="Hash check">
              <Badge tone={HASH[stamp.hash].tone}>{HASH[stamp.hash].words}</Badge>{' '}
              {stamp.hash !== 'matches' ? null : (
                <a href={`${base}/policy/texts/${String(stamp.stored.text_sha256)}`}>Read this text</a>
              )}
            </Pair>
            {stamp.url === undefined ? null : (
              <Pair name="Published at">
                <ExternalLink href={stamp.url} />
              </Pair>
            )}
            <Pair name="Receipt">
              <span class="mono">{String(stamp.stored.receipt ?? 'none')}</span>
            </Pair>
          </Pairs>
          <History entries={stamp.stored.history} />
          <Details summary="The stamp as stored">
            <Json label={stamp.key} value={stamp.stored} />
          </Details>
        </Card>
      ))}
    </>
  );
}

function History({ entries }: { entries: unknown }) {
  if (!Array.isArray(entries) || entries.length === 0) return null;
  return (
    <Table
      caption="Earlier acts"
      head={['When', 'Version number', 'State', 'How']}
      rows={entries.map((entry: Record<string, unknown>) => [
        <Time value={String(entry.at)} />,
        String(entry.sequence),
        String(entry.state),
        methodInWords(entry.method),
      ])}
    />
  );
}
