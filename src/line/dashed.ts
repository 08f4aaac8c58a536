import type { Word } from './words.ts';

/** Two hyphens, or what phones and word processors make of them, before a letter. */
export const dashed = /^[-—–‐‑‒―−]+(?=\p{L})/u;

/** True for `--help` and `-h`. */
export function isHelpOption({ text, quoted }: Word): boolean {
  return !quoted && dashed.test(text) && isHelpName(text.replace(dashed, ''));
}

export function isHelpName(name: string): boolean {
  return ['help', 'h'].includes(name.toLowerCase());
}
