import type { User } from '../store';
import { patchUser, UserDataError } from '../users';
import { CHANGED_MEANWHILE, fingerprint, METADATA, UserPage } from './user-page';
import type { PageContext } from './user-parts';

/**
 * What was entered is never lost: a mistake shows the page again with the text as it was. So does a form that is older
 * than what is stored, as it would undo a login's stamp.
 */
export async function saveMetadata(c: PageContext, user: User, page: string): Promise<Response> {
  const form = await c.req.parseBody();
  const entered = Object.fromEntries(METADATA.map((kind) => [kind, String(form[kind] ?? '')]));
  const errors: Record<string, string> = {};
  const patch: Record<string, Record<string, unknown>> = {};
  for (const kind of METADATA) {
    const parsed = parseObject(entered[kind] ?? '');
    if (typeof parsed === 'string') errors[kind] = parsed;
    else if (form[`${kind}_before`] !== fingerprint(user[kind])) errors[kind] = CHANGED_MEANWHILE;
    else patch[kind] = withRemovals(user[kind], parsed);
  }
  if (Object.keys(errors).length === 0) {
    try {
      await patchUser(c.var.tenant, user.user_id, patch);
      return c.redirect(`${page}?done=metadata`, 303);
    } catch (error) {
      if (!(error instanceof UserDataError)) throw error;
      const kind = METADATA.find((name) => error.message.includes(name)) ?? 'app_metadata';
      errors[kind] = error.message;
    }
  }
  return c.html(<UserPage c={c} user={user} entered={entered} errors={errors} />, 400);
}

/** A key that was taken out of the text is removed: PATCH merges, so it has to be named with `null`. */
function withRemovals(before: Record<string, unknown> | undefined, after: Record<string, unknown>) {
  const removed = Object.keys(before ?? {}).filter((key) => !Object.hasOwn(after, key));
  return { ...after, ...Object.fromEntries(removed.map((key) => [key, null])) };
}

function parseObject(text: string): Record<string, unknown> | string {
  try {
    const value: unknown = JSON.parse(text.trim() === '' ? '{}' : text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
    return 'This has to be a JSON object: { … }.';
  } catch (error) {
    return `This is not JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
}
