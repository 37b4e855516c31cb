import type { CommandRecorder } from '../command-recorder';
import { EXCLUSIVE } from './redirect';
import {
  isPlainObject,
  type Problem,
  refuse,
  requiredString,
  unknownProperties,
  utf8Bytes,
} from './validation';

const LONGEST_FORM_ID = 48;
const MOST_ENTRIES = 24;
/** fields and vars together, as JSON. */
const OPTIONS_BYTES = 24 * 1024;
const FIELD_NAME = /^[a-zA-Z_][a-zA-Z0-9_]{0,49}$/;

/** `api.prompt.render` (docs page forms/render). Returns undefined: it is not chainable. */
export function createPrompt(recorder: CommandRecorder) {
  return {
    render(promptId: unknown, promptOptions?: unknown): void {
      const conflict = conflictOf(recorder);
      if (conflict !== undefined) {
        recorder.abort(conflict);
        return;
      }
      const options = promptOptions || {};
      refuse([...requiredString('promptId', promptId, LONGEST_FORM_ID), ...optionProblems(options)]);
      if (utf8Bytes(JSON.stringify(options)) > OPTIONS_BYTES) {
        throw new Error(`The total size of the prompt options exceeds the limit of ${OPTIONS_BYTES} bytes.`);
      }
      const { fields = {}, vars = {} } = options as Record<string, unknown>;
      recorder.record('prompt.render', { id: promptId, fields, vars });
    },
  };
}

function conflictOf(recorder: CommandRecorder): string | undefined {
  if (recorder.has('redirect.sendUserTo')) return EXCLUSIVE;
  return recorder.has('prompt.render') ? 'Only 1 render command per action is allowed.' : undefined;
}

function optionProblems(options: unknown): Problem[] {
  if (!isPlainObject(options)) return [{ property: 'promptOptions', message: 'must be object' }];
  return [
    ...unknownProperties('promptOptions', options, ['fields', 'vars']),
    ...['fields', 'vars'].flatMap((name) =>
      options[name] === undefined ? [] : entryProblems(name, options[name]),
    ),
  ];
}

function entryProblems(name: string, entries: unknown): Problem[] {
  if (!isPlainObject(entries)) return [{ property: name, message: 'must be object' }];
  const problems: Problem[] = [];
  if (Object.keys(entries).length > MOST_ENTRIES) {
    problems.push({ property: name, message: `must NOT have more than ${MOST_ENTRIES} properties` });
  }
  if (name === 'fields' && Object.keys(entries).some((key) => !FIELD_NAME.test(key))) {
    problems.push({ property: name, message: 'must NOT have additional properties' });
  }
  return problems;
}
