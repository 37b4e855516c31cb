import { forEachEnvironment } from '../../scripts/deploy';
import { UserError } from '../../scripts/terminal';

test('what goes wrong with one tenant, even by a fault of gatehouse, does not stop the others', async () => {
  let finish = (): void => {};
  const faulty = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const results = await forEachEnvironment(['dev', 'staging', 'production', 'dev'], async (environment) => {
    if (environment === 'dev') {
      finish();
      throw new RangeError('no such thing');
    }
    await faulty;
    if (environment === 'staging') throw new UserError('DEPLOY_REFUSED', 'not today');
    return 'deployed';
  });
  expect(results).toEqual([
    { environment: 'dev', error: expect.objectContaining({ code: 'INTERNAL' }) },
    { environment: 'staging', error: expect.objectContaining({ code: 'DEPLOY_REFUSED' }) },
    { environment: 'production', value: 'deployed' },
  ]);
  expect(results[0]?.error?.message).toContain('no such thing');
});
