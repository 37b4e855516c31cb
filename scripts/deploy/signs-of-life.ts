type Say = (line: string) => void;

const SILENCE_MS = 30_000;

/**
 * Runs work that says what it does; where it has been silent for half a minute, that it still goes on is said for it.
 * A tenant that is slow, or whose errors are tried again, would look like a hang.
 */
export async function withSignsOfLife<Result>(
  say: Say,
  work: (say: Say) => Promise<Result>,
): Promise<Result> {
  let last = Date.now();
  const timer = setInterval(() => {
    const silent = Math.round((Date.now() - last) / 1000);
    say(
      `still at work, ${silent} s after the last step: the tenant answers slowly, or requests are tried again`,
    );
  }, SILENCE_MS);
  try {
    return await work((line) => {
      last = Date.now();
      timer.refresh();
      say(line);
    });
  } finally {
    clearInterval(timer);
  }
}
