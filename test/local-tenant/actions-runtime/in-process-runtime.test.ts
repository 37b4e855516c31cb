import { createActionsRuntime, createInProcessRuntime } from '../../../scripts/local-tenant/actions-runtime';
import { completeEvent } from '../../../scripts/simulation';
import { loginAction, rawAction } from './actions';

const NOW = new Date('2026-07-15T12:00:00.000Z');

describe('the runtime without processes', () => {
  it('gives what the sandboxed one gives', async () => {
    const sandboxed = createActionsRuntime();
    const inProcess = createInProcessRuntime();
    const actions = [
      loginAction(
        `console.log(new Date().toISOString(), { a: [1] }); api.user.setAppMetadata('at', new Date())`,
      ),
      loginAction(`api.idToken.setCustomClaim('seen', event.user.app_metadata); api.cache.set('k', 'v')`),
      rawAction('exports.onExecutePostLogin = () => {};'),
    ];
    const run = { trigger: 'post-login' as const, event: completeEvent('post-login', NOW, {}), now: NOW };
    const runs = [
      actions,
      actions.slice(0, 2),
      [loginAction(`throw new RangeError('no')`)],
      [rawAction('}')],
    ];

    for (const chosen of runs) {
      const [one, other] = await Promise.all(
        [sandboxed, inProcess].map((runtime) => runtime.run({ ...run, actions: chosen })),
      );
      expect(comparable(one)).toEqual(comparable(other));
    }
    await sandboxed.close();
  });
});

/** Without what is different each time: times, and the lines of stacks that lie outside the Action. */
function comparable(result: unknown): unknown {
  return JSON.parse(
    JSON.stringify(result, (key, value) => (/^(durationMs|startedAt|stack)$/.test(key) ? undefined : value)),
  );
}

it('an event that JSON cannot hold fails the login, and the process stays usable', async () => {
  const runtime = createActionsRuntime();
  const run = (user: object) =>
    runtime.run({
      trigger: 'post-login',
      actions: [loginAction('console.log(process.pid)')],
      event: { user },
    });
  const before = await run({});
  const broken = await run({ count: 1n });
  const after = await run({});
  await runtime.close();

  expect(broken.outcome).toMatchObject({ kind: 'failed', error: { kind: 'invalid' } });
  expect(after.reports[0]?.logs).toEqual(before.reports[0]?.logs);
});
