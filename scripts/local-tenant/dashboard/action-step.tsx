import type { Command } from '../actions-runtime';
import { Badge, Code, Details, Json } from '../pages';
import { Bar } from './bar';
import { decisionIn } from './decision-line';
import { toneOf, wordsOf } from './outcomes';

/** What is shown of one Action's run, in a recorded login and in a simulated one. */
export interface StepReport {
  name: string;
  handler: string;
  durationMs: number;
  logs: string[];
  commands: Command[];
  error?: { kind: string; message: string } | undefined;
  event?: Record<string, unknown> | undefined;
}

/** One Action of a timeline: what it decided, wrote, set, logged and saw. */
export function ActionStep({ report, longest }: { report: StepReport; longest: number }) {
  const line = decisionIn(report.logs);
  const written = report.commands.filter((command) => /^user\.set(App|User)Metadata$/.test(command.type));
  const claims = report.commands.filter((command) => command.type.endsWith('.setCustomClaim'));
  const others = report.commands.filter((command) => !written.includes(command) && !claims.includes(command));
  return (
    <li class="card step">
      <div class="step-head">
        <h3>{report.name}</h3>
        {report.error !== undefined ? (
          <Badge tone="danger">{`failed: ${report.error.kind}`}</Badge>
        ) : line === undefined ? (
          <Badge>no decision logged</Badge>
        ) : (
          <Badge tone={toneOf(line.decision)}>
            {wordsOf(line.decision)}
            {line.reason === undefined ? '' : ` · ${line.reason}`}
          </Badge>
        )}
        {line?.mode === 'report' ? <Badge tone="warning">report only</Badge> : null}
        <span class="muted small">
          {[line?.about, report.handler, `${report.durationMs.toFixed(1)} ms`]
            .filter((part) => part)
            .join(', ')}
        </span>
      </div>
      <Bar label={`${report.durationMs.toFixed(1)} milliseconds`} value={report.durationMs} max={longest} />
      {report.error === undefined ? null : <p class="field-error">{report.error.message}</p>}
      <Commands title="Metadata written" commands={written} />
      <Commands title="Claims set" commands={claims} />
      <Commands title="Asked for" commands={others} />
      {report.logs.length === 0 ? null : (
        <Details summary={`Log (${report.logs.length})`}>
          <Code label={`Log of ${report.name}`}>{report.logs.join('\n')}</Code>
        </Details>
      )}
      {report.event === undefined ? null : (
        <Details summary="The event it saw">
          <Json label={`Event of ${report.name}`} value={report.event} />
        </Details>
      )}
    </li>
  );
}

function Commands({ title, commands }: { title: string; commands: Command[] }) {
  if (commands.length === 0) return null;
  const names = commands.map((command) => String(command.key ?? command.type));
  return (
    <Details summary={`${title}: ${names.join(', ')}`}>
      {commands.map((command) => (
        <Json label={command.type} value={command} />
      ))}
    </Details>
  );
}
