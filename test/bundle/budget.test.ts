import { runInNewContext } from 'node:vm';
import { buildActions, bundleWarnings } from '../../scripts/bundle';
import { dataLiteral } from '../../scripts/bundle/data-literal';
import { environmentNames, loadEnvironment, renderDiagnostics } from '../../scripts/config';
import { checkStamps } from '../../scripts/config/check-stamps';
import { PROJECT_ROOT } from '../../scripts/project-root';

const NOW = new Date('2026-11-15T12:00:00Z');

async function load(environment: string, policyOverride?: unknown) {
  const loaded = await loadEnvironment({
    root: PROJECT_ROOT,
    environment,
    now: NOW,
    deriveFormIds: true,
    policyOverride,
  });
  if (!loaded.ok) throw new Error(renderDiagnostics(loaded.diagnostics, PROJECT_ROOT));
  return loaded.config;
}

/** So many documents, each with so many versions in two languages. */
function documents(count: number, versions: number) {
  const text = { file: 'documents/terms/2026-07-01.en.md', url: 'https://www.example.com/legal/document/en' };
  return Array.from({ length: count }, (_, number) => ({
    id: `document_${number}`,
    kind: 'contract',
    versions: Array.from({ length: versions }, (_, index) => ({
      sequence: index + 1,
      label: `${2000 + index}-01-01`,
      effective: `${2000 + index}-01-01T00:00:00Z`,
      texts: { en: text, de: text },
    })),
  }));
}

test.each(environmentNames(PROJECT_ROOT))('every bundle of %s stays within its budget', async (name) => {
  expect(bundleWarnings(await buildActions(await load(name)))).toEqual([]);
});

test('the bundles of a policy that asks on a page of its own stay within their budget', async () => {
  const prompt = {
    kind: 'redirect',
    url: 'https://gatehouse.example.com/terms',
    secret: 'TERMS_SIGNING_KEY',
    ttl: '5m',
  };
  expect(bundleWarnings(await buildActions(await load('production', { terms: { prompt } })))).toEqual([]);
});

test('a policy that is too long for a bundle is announced, with its share', async () => {
  const config = await load('local', { terms: { documents: documents(4, 8) } });
  const actions = await buildActions(config);
  const { bytes, policyBytes } = actions.find(({ name }) => name === 'require-terms') ?? {};
  expect(bundleWarnings(actions)).toContainEqual(
    expect.objectContaining({
      severity: 'warning',
      code: 'BUILD_OVER_BUDGET',
      file: 'actions/post-login/require-terms.ts',
      message: expect.stringMatching(
        new RegExp(
          `^the bundle has ${bytes} bytes, more than the 20000 .*; ${policyBytes} of them are the policy`,
        ),
      ),
    }),
  );
});

test('so many documents that their stamps leave no room for a history are announced', async () => {
  const warnings = async (count: number) => {
    const { terms } = (await load('local', { terms: { documents: documents(count, 1) } })).policy;
    return checkStamps(terms, NOW).map(({ severity, code }) => [severity, code]);
  };
  expect(await warnings(5)).toEqual([]);
  expect(await warnings(8)).toEqual([['warning', 'CONFIG_STAMPS_OVER_BUDGET']]);
});

test('data becomes a literal that means the same, whatever its keys are called', () => {
  const data = JSON.parse(
    '{"__proto__":{"a":1},"a b":[1,"two",null,true],"de-AT":"\\"quoted\\"\\n","empty":{},"list":[{"x":1},{"y":[]}],"class":2}',
  );
  expect(JSON.stringify(runInNewContext(`(${dataLiteral(data)})`))).toBe(JSON.stringify(data));
});
