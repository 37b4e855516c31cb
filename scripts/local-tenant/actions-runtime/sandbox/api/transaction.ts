import type { JsonObject } from '../../contract';
import type { CommandRecorder } from '../command-recorder';
import { isPlainObject, utf8Bytes } from './validation';

const LONGEST_KEY = 64;
const VALUE_BYTES = 8 * 1024;
const TOTAL_BYTES = 16 * 1024;

/**
 * `api.transaction` (docs page actions/transaction-metadata): what is set shows at once in
 * `event.transaction.metadata`. The wording of its refusals is not established.
 */
export function createTransaction(event: JsonObject, recorder: CommandRecorder) {
  const stored = isPlainObject(event.transaction) ? event.transaction.metadata : undefined;
  const entries: JsonObject = { ...(isPlainObject(stored) && stored) };
  const notImplemented = () => {
    throw new Error('Method not implemented.');
  };

  return {
    setMetadata(key: unknown, value: unknown): void {
      if (typeof key !== 'string' || key.length === 0 || key.length > LONGEST_KEY) {
        throw new Error(`The transaction metadata key must be a string of 1 to ${LONGEST_KEY} characters.`);
      }
      if (value === null) delete entries[key];
      else {
        refuseUnfit(value);
        if (utf8Bytes(JSON.stringify({ ...entries, [key]: value })) > TOTAL_BYTES) {
          throw new Error(`The transaction metadata exceeds the limit of ${TOTAL_BYTES} bytes.`);
        }
        entries[key] = value;
      }
      recorder.record('transaction.setMetadata', { key, value });
      const transaction = isPlainObject(event.transaction) ? event.transaction : {};
      transaction.metadata = { ...entries };
      event.transaction = transaction;
    },
    addTargetScope: notImplemented,
    removeTargetScope: notImplemented,
    setTargetScopes: notImplemented,
    clearTargetScopes: notImplemented,
  };
}

function refuseUnfit(value: unknown): void {
  if (!['string', 'number', 'boolean'].includes(typeof value)) {
    throw new Error(
      'The transaction metadata value must be a string, a number, a boolean, or null to delete it.',
    );
  }
  const safe =
    typeof value !== 'number' ||
    (Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value));
  if (!safe) throw new Error('The transaction metadata value must be a safe number.');
  if (utf8Bytes(String(value)) > VALUE_BYTES) {
    throw new Error(`The transaction metadata value exceeds the limit of ${VALUE_BYTES} bytes.`);
  }
}
