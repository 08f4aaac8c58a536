import { visible } from '../drawing/visible.ts';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** Widths of Inter's letters as shares of the size, each on the large side; other Latin, Greek and Cyrillic ones. */
const widths = new Map(
  Object.entries({
    0.25: 'ijl',
    0.3: " !',.:I",
    0.35: '`;ft|\\',
    0.4: '()/[]r',
    0.45: '1{}',
    0.5: '"-^_–',
    0.55: '?ksx',
    0.6: '57FJLacehnouvyz',
    0.65: '#$&*0234689EPRSTZbdgpq',
    0.7: '+<=>BKXY~',
    0.75: 'ACDGHUV',
    0.8: 'NOQ',
    0.9: 'mw…',
    1: 'M%@',
    1.05: 'W',
  }).flatMap(([width, letters]) => [...letters].map((one) => [one, Number(width)] as const)),
);
const latin = /^[\u00a0-\u052f\u2000-\u206f]/;
const ELLIPSIS = 0.9;

/** About how wide a text is at this size in Inter, on the large side. */
export function textWidth(text: string, size: number): number {
  return size * [...graphemes.segment(text)].reduce((sum, one) => sum + widthOf(one.segment), 0);
}

function widthOf(letter: string): number {
  return widths.get(letter) ?? (latin.test(letter) ? 0.75 : 1.05);
}

/** Text from outside as one harmless line within that width; what is cut off is shown by `…`. */
export function fitted(text: string, size: number, room: number): string {
  const safe = visible(text).trim();
  if (textWidth(safe, size) <= room) return safe;
  let kept = '';
  let left = room - ELLIPSIS * size;
  for (const { segment } of graphemes.segment(safe)) {
    left -= widthOf(segment) * size;
    if (left < 0) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}
