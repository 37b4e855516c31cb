/** The line that each Action logs, as far as the dashboard shows it; the log's keys are short to stay below 256 characters. */
export interface DecisionLine {
  decision: string;
  reason?: string;
  mode?: string;
  /** The rest of the line in words, e.g. `terms, version 2, browser`. */
  about: string;
}

/** The decision that an Action logged; undefined where it logged none. */
export function decisionIn(logs: readonly unknown[]): DecisionLine | undefined {
  for (const log of logs.toReversed()) {
    const line = parse(log);
    if (typeof line?.d !== 'string') continue;
    return {
      decision: line.d,
      ...(typeof line.r === 'string' ? { reason: line.r } : {}),
      ...(typeof line.m === 'string' ? { mode: line.m } : {}),
      about: aboutOf(line),
    };
  }
  return undefined;
}

function aboutOf({ doc, q, f, n }: Record<string, unknown>): string {
  return [
    ...(typeof doc === 'string' ? [`document ${doc}`] : []),
    ...(typeof q === 'number' ? [`version ${q}`] : []),
    ...(typeof f === 'string' ? [`${f} flow`] : []),
    ...(typeof n === 'number' ? [`${n} fields`] : []),
  ].join(', ');
}

function parse(log: unknown): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(String(log));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
