import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { OPERATIONS } from '../../../scripts/local-tenant/management-api/operations';
import { tableKey } from '../../../scripts/local-tenant/management-api/validate-input';

export type InputTable = Record<string, { query?: string; body?: string }>;

/**
 * What the `auth0` SDK's types say that each operation takes, in the form of accepted-input.json: query keys,
 * and body properties with their JSON types, `!` for required. Only operations that the local tenant has.
 */
export function sdkInput(): InputTable {
  const files = clientDeclarations();
  const program = ts.createProgram(files, {
    skipLibCheck: true,
    strict: true,
    types: [],
    target: ts.ScriptTarget.ES2022,
  });
  const checker = program.getTypeChecker();
  const known = new Set(OPERATIONS.map(tableKey));
  const found: InputTable = {};
  for (const file of files) {
    const source = program.getSourceFile(file);
    const code = readFileSync(file.replace(/\.d\.ts$/, '.js'), 'utf8');
    source?.forEachChild((node) => {
      if (!ts.isClassDeclaration(node)) return;
      for (const member of node.members) {
        if (!ts.isMethodDeclaration(member)) continue;
        const body = methodText(code, member.name.getText(source));
        const target = /handleNonStatusCodeError[^;]*"(GET|POST|PATCH|PUT|DELETE)", "([^"]+)"/.exec(body);
        if (target === null) continue;
        const key = `${target[1]} ${target[2]?.replace(/\{[^}]+\}/g, '{}')}`;
        if (known.has(key)) found[key] = inputOf(checker, member, body);
      }
    });
  }
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function clientDeclarations(): string[] {
  const root = join(dirname(require.resolve('auth0/package.json')), 'dist/cjs/management/api/resources');
  return (readdirSync(root, { recursive: true }) as string[])
    .filter((file) => file.endsWith('Client.d.ts'))
    .map((file) => join(root, file));
}

/** A method and its private half, whose name begins with two underscores. */
function methodText(code: string, name: string): string {
  const pattern = new RegExp(`(?<=\\n) {4}(?:__)?${name}\\([^\\n]*\\) \\{[\\s\\S]*?\\n {4}\\}\\n`, 'g');
  return [...code.matchAll(pattern)].map(([text]) => text).join('\n');
}

function inputOf(checker: ts.TypeChecker, member: ts.MethodDeclaration, code: string): InputTable[string] {
  const parameters = /const _queryParams = \{([\s\S]*?)\n {8,20}\};/.exec(code)?.[1] ?? '';
  const query = [...parameters.matchAll(/^\s+"?([\w[\]]+)"?(?::|,)/gm)].map(([, name]) => name ?? '');
  const request = member.parameters.find((parameter) => parameter.name.getText() === 'request');
  const isJson = /requestType: "json"/.test(code);
  const body =
    request !== undefined && isJson ? bodyOf(checker, checker.getTypeAtLocation(request), query) : undefined;
  return { ...(query.length > 0 ? { query: query.join(' ') } : {}), ...(body === undefined ? {} : { body }) };
}

/** `array` or `object` where anything may be inside; undefined where the body may also be text. */
function bodyOf(checker: ts.TypeChecker, type: ts.Type, query: string[]): string | undefined {
  const alternatives = (type.isUnion() ? type.types : [type]).filter((one) => !(one.flags & NOTHING));
  if (alternatives.some((one) => checker.isArrayType(one))) return 'array';
  if (alternatives.some((one) => one.flags & ts.TypeFlags.StringLike)) return undefined;
  if (alternatives.some((one) => one.getStringIndexType() !== undefined)) return 'object';
  const properties = new Map<string, string>();
  for (const one of alternatives) {
    for (const property of one.getProperties()) {
      const declaration = property.declarations?.[0];
      if (declaration === undefined || query.includes(property.name)) continue;
      const optional = (property.flags & ts.SymbolFlags.Optional) !== 0 || alternatives.length > 1;
      const types = jsonTypes(checker, checker.getTypeOfSymbolAtLocation(property, declaration));
      properties.set(property.name, `${property.name}${optional ? '' : '!'}:${types}`);
    }
  }
  return [...properties.values()].join(' ');
}

const NOTHING = ts.TypeFlags.Undefined | ts.TypeFlags.Null;

function jsonTypes(checker: ts.TypeChecker, type: ts.Type): string {
  const alternatives = type.isUnion() ? type.types : [type];
  const names = alternatives
    .filter((one) => !(one.flags & ts.TypeFlags.Undefined))
    .map((one) => jsonType(checker, one));
  return [...new Set(names)].sort().join('|');
}

function jsonType(checker: ts.TypeChecker, type: ts.Type): string {
  if (type.flags & ts.TypeFlags.StringLike) return 'string';
  if (type.flags & ts.TypeFlags.NumberLike) return 'number';
  if (type.flags & ts.TypeFlags.BooleanLike) return 'boolean';
  if (type.flags & ts.TypeFlags.Null) return 'null';
  if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return 'any';
  if (type.isIntersection() && type.types.some((one) => one.flags & ts.TypeFlags.StringLike)) return 'string';
  return checker.isArrayType(type) ? 'array' : 'object';
}
