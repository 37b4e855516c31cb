import { compileFunction } from 'node:vm';
import { currentRun } from './run-context';

let installed = false;

/**
 * Makes `Date` in the Actions' realm follow the running call's clock: `new Date()`, `Date()` and `Date.now()`
 * give exactly `now` where the call has one, the real time otherwise. `performance.now()` and timers stay real.
 */
export function installFrozenClock(): void {
  if (installed) return;
  installed = true;
  const realm = compileFunction('return globalThis')() as { Date: DateConstructor };
  const RealDate = realm.Date;
  const now = () => currentRun()?.now ?? RealDate.now();
  realm.Date = new Proxy(RealDate, {
    construct: (target, given, newTarget) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget) as object,
    apply: () => new RealDate(now()).toString(),
    get: (target, key, receiver) => (key === 'now' ? now : Reflect.get(target, key, receiver)),
  });
}

/** The time as the running Action sees it, in milliseconds since the epoch. */
export function actionTime(): number {
  return currentRun()?.now ?? Date.now();
}
