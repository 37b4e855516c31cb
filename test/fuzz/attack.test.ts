import { attack } from './attack';

type Api = {
  access: { deny(reason: string): void };
  user: { setAppMetadata(key: string, value: object): void };
};
type Event = { user?: { email?: string } };

/** An Action that does what it should not: the attack has to see it. */
function target(run: (event: Event, api: Api, log: (line: string) => void) => void, lines: string[] = []) {
  const log = (line: string) => lines.push(line);
  const handler = async (event: unknown, api: unknown) => run(event as Event, api as Api, log);
  return { name: 'test', variant: 'test', handlers: { onExecutePostLogin: handler }, lines };
}

const line = (fields: object) => JSON.stringify({ d: 'allow', m: 'enforce', ...fields });

test.each<[string, Parameters<typeof target>[0], string | undefined]>([
  ['behaves', (_event, _api, log) => log(line({})), undefined],
  [
    'throws',
    () => {
      throw new Error('no');
    },
    'it threw',
  ],
  ['logs nothing', () => {}, 'logged 0 lines'],
  ['logs too much', (_event, _api, log) => log(line({ x: 'x'.repeat(300) })), 'characters'],
  ['logs who it was', (_event, _api, log) => log(line({ x: 'PERSONAL' })), 'personal data'],
  [
    'acts in report mode',
    (_event, api, log) => {
      api.access.deny('x');
      log(line({ m: 'report' }));
    },
    'report mode',
  ],
  [
    'stamps beside a denial',
    (_event, api, log) => {
      api.user.setAppMetadata('gatehouse_terms', {});
      api.access.deny('x');
      log(line({ d: 'deny' }));
    },
    'more than to deny',
  ],
  [
    'logs another decision',
    (_event, api, log) => {
      api.access.deny('x');
      log(line({}));
    },
    'another decision',
  ],
])('an Action that %s', async (_name, run, problem) => {
  const found = await attack(target(run), 7);
  if (problem === undefined) expect(found).toBeUndefined();
  else expect(found).toContain(problem);
});
