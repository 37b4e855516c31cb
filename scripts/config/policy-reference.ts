import { z } from 'zod';
import { policySchema } from './policy-schema';

interface Schema {
  type?: string;
  title?: string;
  description?: string;
  default?: unknown;
  enum?: unknown[];
  const?: unknown;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  propertyNames?: Schema;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
}

/** The JSON Schema of tenant/policy.yaml, for editors: `tenant/policy.schema.json`. */
export function policyJsonSchema(): string {
  const { $schema, ...schema } = z.toJSONSchema(policySchema, { io: 'input', target: 'draft-7' });
  return `${JSON.stringify({ $schema, title: 'gatehouse policy', ...schema }, null, 2)}\n`;
}

/** Every key of the policy with what it accepts and its default, as Markdown: `tenant/POLICY.md`. */
export function policyReference(): string {
  const schema = JSON.parse(policyJsonSchema()) as Schema;
  const sections = Object.entries(schema.properties ?? {}).map(([name, section]) => {
    const rows = rowsOf(section, name, schema.required?.includes(name) === true);
    return [
      `## ${name}`,
      ...(isObject(section) && section.description !== undefined ? ['', section.description] : []),
      '',
      '| key | accepts | default | meaning |',
      '|---|---|---|---|',
      ...rows.map((row) => `| ${row.map(cell).join(' | ')} |`),
    ].join('\n');
  });
  return `${[INTRODUCTION, ...sections].join('\n\n')}\n`;
}

const INTRODUCTION = `# Policy reference

Made by \`npm run generate\` from the schema in scripts/config/policy-schema.ts: do not edit it by hand.

What is written here goes into tenant/policy.yaml, or under \`policy:\` in tenant/environments/<name>.yaml to differ in
one environment. There, objects merge, lists replace, and an object whose \`kind\` changes is replaced as a whole.
Durations are a whole number and s, m, h or d (\`24h\`); times carry a zone (\`2026-07-01T00:00:00Z\`).`;

type Row = [key: string, accepts: string, standard: string, meaning: string];

function rowsOf(schema: Schema, path: string, required: boolean): Row[] {
  const inner = nonNull(schema);
  const meaning = schema.description ?? inner.description ?? '';
  const standard = required ? 'required' : defaultText(schema);
  if (inner.oneOf !== undefined) {
    const rows: Row[] = [[code(path), 'an object, by its `kind`', 'kind: form', meaning]];
    for (const option of inner.oneOf) {
      rows.push(...propertyRows(option, path, `only ${String(option.properties?.kind?.const)}: `));
    }
    return rows;
  }
  if (isObject(inner)) {
    const rows = propertyRows(inner, path, '');
    // A section's own meaning stands above its table; an object that may be null is a choice of its own.
    return schema === inner ? rows : [[code(path), 'an object or null', standard, meaning], ...rows];
  }
  if (typeof inner.additionalProperties === 'object') {
    const key = inner.propertyNames?.enum === undefined ? '<name>' : '<word>';
    const enumerated = inner.propertyNames?.enum ?? [];
    const words =
      enumerated.length === 0 || enumerated.length > LONGEST_LIST ? '' : ` Words: ${list(enumerated)}.`;
    const value = inner.additionalProperties;
    const own: Row = [code(path), 'an object', standard, `${meaning}${words}`.trim()];
    return [own, ...rowsOf(value, `${path}.${key}`, false)];
  }
  if (inner.type === 'array' && inner.items !== undefined && isObject(inner.items)) {
    return [[code(path), 'a list', standard, meaning], ...propertyRows(inner.items, `${path}[]`, '')];
  }
  return [[code(path), accepts(schema), standard, meaning]];
}

function propertyRows(schema: Schema, path: string, prefix: string): Row[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
    rowsOf(property, `${path}.${name}`, schema.required?.includes(name) === true).map(
      (row): Row => [row[0], row[1], row[2], `${prefix}${row[3]}`],
    ),
  );
}

/** A longer list of words is left to the editor, which completes them from the JSON Schema. */
const LONGEST_LIST = 20;

const isObject = (schema: Schema): boolean => schema.properties !== undefined;

function nonNull(schema: Schema): Schema {
  return schema.anyOf?.find((option) => option.type !== 'null') ?? schema;
}

function accepts(schema: Schema): string {
  if (schema.anyOf !== undefined) return schema.anyOf.map(accepts).join(' or ');
  if (schema.const !== undefined) return code(String(schema.const));
  if (schema.enum !== undefined) return list(schema.enum);
  if (schema.type === 'array') return `a list of ${accepts(schema.items ?? {})}`;
  if (schema.type === 'null') return 'null';
  if (schema.title !== undefined) return schema.title;
  const range =
    schema.minimum !== undefined && schema.maximum !== undefined && schema.maximum < Number.MAX_SAFE_INTEGER
      ? ` ${schema.minimum}–${schema.maximum}`
      : '';
  return `${TYPES[schema.type ?? ''] ?? 'a value'}${range}`;
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  boolean: 'true, false',
  integer: 'a whole number',
  number: 'a number',
};

function defaultText(schema: Schema): string {
  if (schema.default === undefined) return '';
  const text = JSON.stringify(schema.default);
  return text === '{}' && isObject(schema) ? '' : code(text);
}

const code = (text: string): string => `\`${text}\``;
const list = (values: readonly unknown[]): string => values.map((value) => code(String(value))).join(', ');
const cell = (text: string): string => text.replaceAll('|', '\\|');
