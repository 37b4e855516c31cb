import type { CommandRecorder } from '../command-recorder';
import { refuse, requiredString } from './validation';

const LONGEST_VALIDATION_TEXT = 100;

/** `api.validation`: both triggers have it, only the prefix of its refusal differs. */
export function createValidation(recorder: CommandRecorder, api: () => object, prefix?: string) {
  return {
    error(errorCode: unknown, errorMessage: unknown): object {
      const problems = [
        ...requiredString('errorCode', errorCode, LONGEST_VALIDATION_TEXT),
        ...requiredString('errorMessage', errorMessage, LONGEST_VALIDATION_TEXT),
      ];
      refuse(problems, prefix);
      recorder.record('validation.error', { code: errorCode, message: errorMessage });
      return api();
    },
  };
}
