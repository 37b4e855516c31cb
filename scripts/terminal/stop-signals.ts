/** Ctrl-C, `kill`, and a terminal that was closed or whose connection broke. */
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Lets `handler` decide what a request to stop means; the process does not end by itself any more.
 *
 * @returns gives that back: from then on such a request ends the process
 */
export function onStopSignal(handler: () => void): () => void {
  for (const signal of STOP_SIGNALS) process.on(signal, handler);
  return () => {
    for (const signal of STOP_SIGNALS) process.off(signal, handler);
  };
}
