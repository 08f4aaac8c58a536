import type { Card } from '../card.ts';
import type { Form, FormField } from '../chat.ts';
import { lineOf } from '../line/line-of.ts';
import type { MissingValues } from '../line/raw.ts';
import { spelled } from '../line/usage.ts';
import { quoteWord } from '../line/words.ts';

/** What to ask a person whose line lacks values. */
export function formFor({ command, given, missing }: MissingValues, problem: Card): Form {
  return {
    title: command.name,
    problem,
    line: lineOf(command, given),
    fields: missing.map((name): FormField => {
      const option = command.options[name];
      return {
        name: spelled(name),
        label: option?.description ?? spelled(name),
        required: true,
        ...(option?.type === 'choice' && { choices: option.values }),
        ...(option?.type === 'rest' && { words: true }),
      };
    }),
  };
}

/** The line with one answer a field behind it; an empty answer leaves its field out. */
export function completedLine(form: Form, answers: readonly string[]): string {
  const words = [form.line];
  for (const [at, field] of form.fields.entries()) {
    const answer = answers[at] ?? '';
    if (answer !== '') words.push(wordsFor(field, answer, answers.slice(0, at)));
  }
  return words.join(' ');
}

/** A field left out moves the later ones from their places, so these are named. */
function wordsFor(field: FormField, answer: string, before: readonly string[]): string {
  if (field.words === true) return answer;
  return before.includes('') ? `--${field.name}=${quoteWord(answer)}` : quoteWord(answer);
}
