import type { CommandRecorder } from '../command-recorder';
import type { EarlierRequests } from '../messages';

const MOST_ADDED_SCOPES = 1000;
const MOST_CHANGES = 2000;
const LONGEST_SCOPE = 280;

/** `api.accessToken.addScope` and `removeScope` (docs page actions/reference/post-login/post-login-api-object). */
export function createScopeChanges(recorder: CommandRecorder, earlier: EarlierRequests) {
  const changes = new Map<string, 'add' | 'remove'>();
  for (const scope of earlier.addedScopes) changes.set(scope, 'add');
  for (const scope of earlier.removedScopes) changes.set(scope, 'remove');

  return (change: 'add' | 'remove', scope: unknown): void => {
    const name = checkedScope(scope);
    const added = [...changes].filter(([known, kind]) => kind === 'add' && known !== name).length;
    if (change === 'add' && added + 1 > MOST_ADDED_SCOPES) {
      throw new Error(`The number of scopes exceeds the allowed maximum of ${MOST_ADDED_SCOPES}.`);
    }
    if (!changes.has(name) && changes.size + 1 > MOST_CHANGES) {
      throw new Error('The value for the scope is of the wrong type or exceeds the size limit.');
    }
    changes.set(name, change);
    recorder.record(change === 'add' ? 'accessToken.addScope' : 'accessToken.removeScope', { scope: name });
  };
}

function checkedScope(scope: unknown): string {
  if (typeof scope !== 'string') throw new TypeError('The value for the scope must be a string.');
  const trimmed = scope.trim();
  if (trimmed.length === 0) throw new Error('The value for the scope is required.');
  if (trimmed.length > LONGEST_SCOPE) {
    throw new Error(`The value for the scope exceeds the allowed maximum of ${LONGEST_SCOPE} characters.`);
  }
  if (/\s/.test(trimmed)) throw new Error('The value for the scope must not have whitespace.');
  return trimmed;
}
