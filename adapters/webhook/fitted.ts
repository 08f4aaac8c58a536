const segments = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The text within so many UTF-16 units, which is what services count at most; no letter is cut in two. */
export function fitted(text: string, most: number): string {
  if (text.length <= most) return text;
  let kept = '';
  for (const { segment } of segments.segment(text)) {
    if (kept.length + segment.length > most - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}
