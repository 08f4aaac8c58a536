export type Block = ReadonlyMap<string, string>;

/** Lists for people: blocks of `Key:   value` with an empty line between them; those without the key are none. */
export function parseBlocks(text: string, key: string): readonly Block[] {
  return text
    .split(/\r?\n\s*\r?\n/)
    .map((block) => {
      const pairs = [...block.matchAll(/^([A-Za-z][\w ]*): *(.*?) *\r?$/gm)];
      return new Map(pairs.map(([, name = '', value = '']) => [name.trim(), value]));
    })
    .filter((block) => block.has(key));
}
