import { raw } from 'hono/html';
import { Marked } from 'marked';

/** Below the page's own heading; markup in the text is shown, not obeyed. */
const markdown = new Marked({
  renderer: {
    heading({ tokens, depth }) {
      const level = Math.min(depth + 1, 6);
      return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>\n`;
    },
    html: ({ text }) => escapeHtml(text),
    image: ({ text }) => escapeHtml(text),
  },
});

/** A text that people accept, as they read it. */
export function ReadableText({ markdown: text, lang }: { markdown: string; lang: string | undefined }) {
  return (
    <article class="document" lang={lang}>
      {raw(markdown.parse(text, { async: false }))}
    </article>
  );
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
