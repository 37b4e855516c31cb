const BYTE_ORDER_MARK_AND_INVISIBLE = /[\u00ad\u200b\u2060-\u2064\ufeff\ufff9-\ufffb]/gu;
const BIDI_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const CONTROLS_AND_LONE_SURROGATES = /[\p{Cc}\p{Cs}]/gu;
const VISIBLE = /[^\p{C}\p{Z}]/u;
const LONGEST_NAME = 150;
const LONGEST_INPUT = 4096;

let graphemes: Intl.Segmenter | undefined;

/**
 * A name that is safe to show: NFC, single spaces, no control, bidi or invisible characters, at most 150 code points
 * and cut only between graphemes. Joiners stay: Persian names and emoji need them. Null where nothing visible is left.
 */
export function cleanName(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const text = value
    .slice(0, LONGEST_INPUT)
    .replace(BYTE_ORDER_MARK_AND_INVISIBLE, '')
    .replace(BIDI_CONTROLS, '')
    .replace(/\s+/gu, ' ')
    .replace(CONTROLS_AND_LONE_SURROGATES, '')
    .normalize('NFC')
    .trim();
  const name = cutAtGrapheme(text, LONGEST_NAME).trim();
  return VISIBLE.test(name) ? name : null;
}

/** The longest beginning of `text` of at most `limit` code points that ends between two graphemes. */
function cutAtGrapheme(text: string, limit: number): string {
  if (text.length <= limit) return text;
  graphemes ??= new Intl.Segmenter('und', { granularity: 'grapheme' });
  let kept = '';
  let count = 0;
  for (const { segment } of graphemes.segment(text)) {
    count += [...segment].length;
    if (count > limit) break;
    kept += segment;
  }
  return kept;
}
