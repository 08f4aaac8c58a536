import { BotError } from '../errors.ts';

/** Choices that are names become the lines that would be right. */
export async function orLines<T>(found: Promise<T>, line: (choice: string) => string): Promise<T> {
  try {
    return await found;
  } catch (error) {
    if (!(error instanceof BotError) || error.choices.length === 0) throw error;
    const { code, message, hint, cause } = error;
    const choices = error.choices.map((name) => ({ line: line(name), label: name }));
    throw new BotError(code, message, { hint, cause, choices });
  }
}
