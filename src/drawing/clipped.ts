/** At most so many UTF-16 units, whole characters of them, `…` in place of the rest. */
export function clipped(text: string, most: number): string {
  if (text.length <= most) return text;
  const kept = text.slice(0, Math.max(0, most - 1));
  const whole = kept.isWellFormed() ? kept : kept.slice(0, -1);
  return `${whole}…`;
}

/** Whole lines of at most so many UTF-16 units together, unless the first alone is too long. */
export function firstLines(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.lastIndexOf('\n', most);
  return cut > 0 ? text.slice(0, cut) : clipped(text, most);
}
