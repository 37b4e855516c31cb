import type { SimulationResult } from './simulation-result';

/** The result for people: the outcome first, then what each Action did, then what is left behind. */
export function renderResult(result: SimulationResult): string {
  const lines = [headline(result), ''];
  for (const action of result.actions) {
    lines.push(`${action.name}  ${action.handler}  ${action.durationMs.toFixed(1)} ms`);
    for (const { type, ...fields } of action.commands) lines.push(`    ${type} ${shown(fields)}`);
    for (const log of action.logs) lines.push(`    log: ${log}`);
    if (action.error) lines.push(`    ${action.error.kind}: ${action.error.message}`);
  }
  lines.push('');
  for (const [name, value] of Object.entries(leftBehind(result))) lines.push(`${name}: ${shown(value)}`);
  return lines.join('\n');
}

function headline({ outcome, description, prompt, redirect }: SimulationResult): string {
  const detail = description ?? prompt?.id ?? redirect?.url;
  return detail === undefined ? outcome : `${outcome}  ${detail}`;
}

function leftBehind({
  user,
  idToken,
  accessToken,
  validationErrors,
}: SimulationResult): Record<string, unknown> {
  return {
    app_metadata: user.app_metadata,
    user_metadata: user.user_metadata,
    ...(idToken && { 'ID token': idToken }),
    ...(accessToken && { 'access token': accessToken }),
    ...(validationErrors && { 'validation errors': validationErrors }),
  };
}

function shown(value: unknown): string {
  return JSON.stringify(value);
}
