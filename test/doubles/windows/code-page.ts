/** Windows-1252, as West European Windows have it; what it has no letter for becomes a question mark. */
export function toWindows1252(text: string): Buffer {
  return Buffer.from([...text].map((letter) => bytes.get(letter) ?? QUESTION));
}

const QUESTION = 0x3f;
const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
const bytes = new Map(
  [...new TextDecoder('windows-1252').decode(all)].map((letter, byte) => [letter, byte]),
);
