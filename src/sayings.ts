/** The lines of a program's output that say something to a person, the last few. */
export function sayings(text: string, says: (line: string) => boolean = () => true): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && says(line))
    .slice(-5);
}
