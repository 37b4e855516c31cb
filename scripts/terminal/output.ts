/** How a command talks: results to stdout, everything else to stderr, one JSON object with `--json`. */
export interface Output {
  readonly json: boolean;
  /** A line for people on stdout; nothing with `--json`. */
  line(text?: string): void;
  /** A line on stderr, in both modes. */
  note(text: string): void;
  /** The command's result as one JSON object on stdout; nothing without `--json`. */
  result(value: unknown): void;
  /** Progress: rewritten in place on a terminal, one plain line per step elsewhere; on stderr. */
  progress(step: string): void;
  /** Ends the progress line. */
  progressDone(): void;
}

const CLEAR_LINE = '\r\u001b[2K';

/** @param json what the user gave as `--json` */
export function createOutput(json: boolean): Output {
  const inPlace = process.stderr.isTTY === true && !json;
  let lastStep = '';
  return {
    json,
    line: (text = '') => {
      if (!json) process.stdout.write(`${text}\n`);
    },
    note: (text) => {
      process.stderr.write(`${inPlace && lastStep !== '' ? CLEAR_LINE : ''}${text}\n`);
    },
    result: (value) => {
      if (json) process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
    },
    progress: (step) => {
      if (step === lastStep) return;
      lastStep = step;
      process.stderr.write(inPlace ? `${CLEAR_LINE}${step}` : `${step}\n`);
    },
    progressDone: () => {
      if (inPlace && lastStep !== '') process.stderr.write(CLEAR_LINE);
      lastStep = '';
    },
  };
}
