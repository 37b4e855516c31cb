import { isObject, type JsonObject, SECRET_HOLDERS, SECRET_NAMES } from './resources';
import { sentDigest } from './sent-digests';

const HIDDEN = '(hidden)';
const HIDDEN_OTHER = '(hidden, another value)';

/** Without the values of secrets. */
export function conceal(content: JsonObject): JsonObject {
  return concealed(content, () => HIDDEN);
}

/** Both sides of a diff without the values of secrets: it still shows which of them differ. */
export function concealPair(before: JsonObject, after: JsonObject): [JsonObject, JsonObject] {
  return [
    conceal(before),
    concealed(after, (value, path) => (valueAt(before, path) === value ? HIDDEN : HIDDEN_OTHER)),
  ];
}

/** For what is kept: a slow digest in place of each secret, so that drift is still seen. @param name of the resource */
export function concealByDigest(name: string, content: JsonObject): JsonObject {
  return concealed(content, (value, path) => sentDigest(`${name}/${path.join('/')}`, value));
}

type Replace = (value: string | number, path: readonly string[]) => string;

function concealed(content: JsonObject, replace: Replace): JsonObject {
  return walk(content, [], false, replace) as JsonObject;
}

function walk(value: unknown, path: readonly string[], secret: boolean, replace: Replace): unknown {
  if (Array.isArray(value))
    return value.map((item, index) => walk(item, [...path, String(index)], secret, replace));
  if (isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => {
        const words = wordsOf(key);
        const below = isObject(item) ? SECRET_HOLDERS.includes(words) : isSecretName(words);
        return [key, walk(item, [...path, key], secret || below, replace)];
      }),
    );
  }
  const shown = !secret || value === '' || (typeof value !== 'string' && typeof value !== 'number');
  return shown ? value : replace(value, path);
}

function isSecretName(words: string): boolean {
  return (
    SECRET_HOLDERS.includes(words) ||
    SECRET_NAMES.some((name) => words === name || words.endsWith(` ${name}`))
  );
}

/** `twilioToken`, `twilio_token` → `twilio token`. */
function wordsOf(key: string): string {
  return key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[_-]/g, ' ')
    .toLowerCase();
}

function valueAt(content: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (Array.isArray(value) || isObject(value) ? (value as JsonObject)[key] : undefined),
    content,
  );
}
