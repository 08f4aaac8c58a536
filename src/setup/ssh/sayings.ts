/** The lines of a program's output that say something, the last few. */
export function sayings(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(-5);
}
