import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { PROJECT_ROOT } from '../../scripts/project-root';

/** Auth0's two objects, by the names that its docs give them. */
const AUTH0 = ['event', 'api'];
const ELSEWHERE = ['policy', 'post-login', 'pre-user-registration'];

/** What the import rules of .dependency-cruiser.cjs cannot see: `event` and `api` are parameters. */
describe('only actions/platform/ touches Auth0’s event and api', () => {
  it.each(ELSEWHERE)('actions/%s passes them on and reads no property of them', (folder) => {
    expect(touchesIn(join(PROJECT_ROOT, 'actions', folder))).toEqual([]);
  });

  it('finds what it looks for', () => {
    expect(touches('a.ts', 'const f = (event, api) => api.access.deny(event["user"]);')).toEqual([
      'a.ts:1 api.access',
      'a.ts:1 event["user"]',
    ]);
  });
});

function touchesIn(folder: string): string[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts'));
  return files.flatMap((file) => touches(file, readFileSync(join(folder, file), 'utf8')));
}

function touches(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const isAccess = ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
    if (isAccess && ts.isIdentifier(node.expression) && AUTH0.includes(node.expression.text)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push(`${file}:${line + 1} ${node.getText()}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
