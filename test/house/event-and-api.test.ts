import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { PROJECT_ROOT } from '../../scripts/project-root';

/** Auth0's two objects, by the names that its docs give them. */
const AUTH0 = ['event', 'api'];
const AUTH0_TYPES = ['Event', 'PostLoginAPI', 'PreUserRegistrationAPI'];
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
    expect(touches('a.ts', 'const { user } = event;')).toEqual(['a.ts:1 { user } = event']);
    expect(touches('a.ts', 'const f = ({ user }: Event) => user;')).toEqual(['a.ts:1 { user }: Event']);
    expect(touches('a.ts', 'const f = (login: Event) => login.user;')).toEqual(['a.ts:1 login: Event']);
    expect(touches('a.ts', 'const f = (event: Event, api: PostLoginAPI) => read(event, api);')).toEqual([]);
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
    if (readsProperty(node) || takesApart(node) || renames(node)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push(`${file}:${line + 1} ${node.getText()}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isAuth0(node: ts.Node | undefined): boolean {
  return node !== undefined && ts.isIdentifier(node) && AUTH0.includes(node.text);
}

/** `event.user`, `api["access"]` */
function readsProperty(node: ts.Node): boolean {
  return (
    (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) && isAuth0(node.expression)
  );
}

/** `const { user } = event` */
function takesApart(node: ts.Node): boolean {
  return ts.isVariableDeclaration(node) && !ts.isIdentifier(node.name) && isAuth0(node.initializer);
}

/** `({ user }: Event)`, `(login: Event)`, `const login = event` */
function renames(node: ts.Node): boolean {
  if (!ts.isParameter(node) && !ts.isVariableDeclaration(node)) return false;
  const type = node.type?.getText() ?? '';
  const isOne = AUTH0_TYPES.includes(type) || (ts.isIdentifier(node.name) && isAuth0(node.initializer));
  return isOne && !isAuth0(node.name);
}
