import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { currentRun } from './run-context';

/**
 * The `console` that an Action is given: a real Console whose two streams end in the log of whichever call is
 * running, so that interleaved calls of one instance do not mix. One per loaded instance.
 */
export function createCapturedConsole(): Console {
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      currentRun()?.log.push(chunk);
      done();
    },
  });
  return new Console({ stdout: sink, stderr: sink, colorMode: false });
}
