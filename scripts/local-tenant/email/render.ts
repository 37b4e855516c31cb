import { Liquid } from 'liquidjs';

/** Values are escaped for HTML once, whether or not the template asks for it: a name never becomes markup. */
const html = new Liquid({ outputEscape: (value) => escapeHtml(unescapeHtml(String(value ?? ''))) });
const plain = new Liquid();

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const CHARACTERS = Object.fromEntries(
  Object.entries(ENTITIES).map(([character, entity]) => [entity, character]),
);

/** @throws liquidjs's errors where the template cannot be parsed */
export function renderHtml(template: string, variables: object): string {
  return html.parseAndRenderSync(template, variables);
}

/** For subjects and addresses: one line, nothing escaped. */
export function renderText(template: string, variables: object): string {
  return plain
    .parseAndRenderSync(template, variables)
    .replace(/[\r\n]+/g, ' ')
    .trim();
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

function unescapeHtml(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => CHARACTERS[entity] ?? entity);
}
