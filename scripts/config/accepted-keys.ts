import { z } from 'zod';
import type { Path } from './located';

interface Schema {
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  propertyNames?: { enum?: string[] };
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
}

const schemas = new WeakMap<z.ZodType, Schema>();

/** The keys that the object at `path` may have; empty where any name is accepted. */
export function acceptedKeys(schema: z.ZodType, path: Path): string[] {
  let root = schemas.get(schema);
  if (root === undefined) {
    root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema;
    schemas.set(schema, root);
  }
  let current = variantsOf(root);
  for (const step of path) {
    current = current.flatMap((variant) => variantsOf(stepInto(variant, step)));
  }
  const keys = current.flatMap((variant) => [
    ...Object.keys(variant.properties ?? {}),
    ...(variant.propertyNames?.enum ?? []),
  ]);
  return [...new Set(keys)];
}

function stepInto(schema: Schema, step: string | number): Schema | undefined {
  if (typeof step === 'number') return schema.items;
  const other = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
  return schema.properties?.[step] ?? other;
}

function variantsOf(schema: Schema | undefined): Schema[] {
  if (schema === undefined) return [];
  return [schema, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
}
