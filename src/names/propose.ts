/** How a platform judges a name: what is wrong with it, or undefined. */
export type Fault = (name: string) => string | undefined;

export interface Proposing {
  readonly fault: Fault;
  /** What a name begins with of which nothing can stay, or which alone would be refused: `snapshot`. */
  readonly kind: string;
  /** {@link PROPOSAL_BYTES} when absent. */
  readonly maxBytes?: number | undefined;
}

/** Long enough for a date and a reason; short enough for a button. */
const PROPOSAL_BYTES = 80;
const letters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * A name without fault, as near to the text as can be: `before the 9.1/upgrade!` becomes `before-the-9.1-upgrade`.
 * Letters of every script stay where they may, else only those of ASCII.
 */
export function propose(text: string, { fault, kind, maxBytes }: Proposing): string {
  const most = maxBytes ?? PROPOSAL_BYTES;
  const wide = shorten(joined(text.normalize('NFC'), /[^\p{L}\p{M}\p{N}._-]+/gu), most);
  const plain = text.normalize('NFKD').replace(/\p{M}+/gu, '');
  const narrow = shorten(joined(plain, /[^A-Za-z0-9._-]+/g), most);
  const behind = shorten(`${kind}-${narrow}`, most);
  return [wide, narrow, behind].find((name) => name !== '' && fault(name) === undefined) ?? kind;
}

/** The name, or with `-2`, `-3`, … behind it until it is none of the others. */
export function unused(name: string, others: readonly string[], fault: Fault): string {
  const taken = new Set(others);
  for (let number = 2, next = name; ; number += 1) {
    if (!taken.has(next) && fault(next) === undefined) return next;
    const suffix = `-${number}`;
    next = shorten(name, PROPOSAL_BYTES - suffix.length) + suffix;
  }
}

function joined(text: string, apart: RegExp): string {
  return text.toWellFormed().replaceAll('\ufffd', ' ').replace(apart, '-');
}

/** Whole letters of at most so many bytes; no sign at its beginning or end, and none twice. */
function shorten(text: string, maxBytes: number): string {
  let bytes = 0;
  let kept = '';
  for (const { segment } of letters.segment(
    text.replace(/-{2,}/g, '-').replace(/^[-.\p{M}]+/u, ''),
  )) {
    bytes += Buffer.byteLength(segment);
    if (bytes > maxBytes) break;
    kept += segment;
  }
  return kept.replace(/[-.]+$/, '');
}
