/** More than the largest real answer; what a guest sends beyond it is not looked at. */
const MAX_CHARS = 8 * 1024 * 1024;
const MAX_LINES = 200_000;
/** Longer lines are cut, so that no line can cost more than its share. */
const MAX_LINE_CHARS = 1000;

/** The marked sections of a guest's answer, each its lines; one that is not there is absent. */
export type Sections = ReadonlyMap<string, readonly string[]>;

/**
 * Splits a script's output. Of two sections with one name the first counts. Without the end mark the output
 * was cut: its last line may be half a figure, and is left out.
 */
export function splitSections(output: string): Sections {
  const sections = new Map<string, string[]>();
  const lines = output.slice(0, MAX_CHARS).split('\n', MAX_LINES);
  let current: string[] | undefined;
  let last: string[] | undefined;
  for (const line of lines) {
    const name = /^--nakhoda:([a-z]+\d?)--$/.exec(line.slice(0, 40))?.[1];
    if (name !== undefined) {
      current = [];
      if (!sections.has(name)) sections.set(name, current);
    } else if (line !== '') {
      current?.push(line.slice(0, MAX_LINE_CHARS));
      last = current;
    }
  }
  if (!sections.has('end')) last?.pop();
  return sections;
}

/** Text from a guest for people: one line, no control characters, not longer than `chars`. */
export function plainText(text: string, chars: number): string {
  const flat = text
    .slice(0, chars * 4)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return flat.length > chars ? `${flat.slice(0, chars - 1).toWellFormed()}…` : flat.toWellFormed();
}

/** A whole number of the guest's, absent when it is none or too large to be one. */
export function whole(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,16}$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** A figure such as `0.57`. */
export function decimal(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,12}(\.\d{1,6})?$/.test(text) ? Number(text) : undefined;
}
