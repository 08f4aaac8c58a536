import type { Completion, Form } from '../chat.ts';
import { lineUpTo } from './form.ts';

/** A field of a form, and what is typed into it so far. */
export interface Sought {
  readonly form: Form;
  /** Its number, from 0 on. */
  readonly at: number;
  readonly typed: string;
}

/** What could be meant there, as values and not as words of a line; `answers` are those of the fields before it. */
export async function formValues(
  { form, at, typed }: Sought,
  answers: readonly string[],
  complete: (line: string) => Promise<readonly Completion[]>,
): Promise<readonly string[]> {
  const field = form.fields[at];
  if (field?.choices && field.choices.length > 0) {
    return field.choices.filter((one) => one.toLowerCase().includes(typed.toLowerCase()));
  }
  const before = Array.from({ length: at }, (_, one) => answers[one] ?? '');
  const found = await complete(lineUpTo(form, at, before, typed));
  const named = `--${field?.name}=`;
  const values = found.map(({ value }) =>
    unquoted(value.startsWith(named) ? value.slice(named.length) : value),
  );
  return [...new Set(values)];
}

/** A completion is a word of a line; a field holds the value itself. */
function unquoted(word: string): string {
  return /^"(?:[^"\\]|\\.)*"$/s.test(word) ? word.slice(1, -1).replace(/\\(.)/gs, '$1') : word;
}
