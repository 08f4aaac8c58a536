import type { Card } from '../card.ts';
import type { Click, Form, FormField } from '../chat.ts';
import type { Option } from '../command.ts';
import { lineOf } from '../line/line-of.ts';
import { offeredBy } from '../line/offered.ts';
import type { MissingValues } from '../line/raw.ts';
import { example } from '../line/size.ts';
import { isPositional, spelled } from '../line/usage.ts';
import { quoteWord } from '../line/words.ts';

/** What to ask a person whose line lacks values. */
export function formFor(asked: MissingValues, problem: Card): Form {
  const { command, given, missing } = asked;
  return {
    title: command.name,
    problem,
    line: lineOf(command, given),
    fields: missing.map((name): FormField => {
      const option = command.options[name];
      const offer = asked.offers[name];
      const choices = offeredBy(option) ?? offer?.choices;
      return {
        name: spelled(name),
        label: labelOf(name, option),
        required: offer?.optional !== true,
        ...(choices && { choices }),
        ...(option && !isPositional(option) && { named: true }),
        ...(option?.type === 'rest' && { words: true }),
        ...(option && isSuggested(option) && { suggests: true }),
        ...(option?.type === 'integer' && { integer: { min: option.min, max: option.max } }),
      };
    }),
  };
}

/** The names of things that there are: completion knows them. */
function isSuggested(option: Option): boolean {
  return (
    ['machine', 'machines', 'host', 'target', 'task'].includes(option.type) ||
    (option.type === 'text' && option.of !== undefined)
  );
}

function labelOf(name: string, option: Option | undefined): string {
  if (option === undefined) return spelled(name);
  return option.type === 'size'
    ? `${option.description} (such as ${example(option)})`
    : option.description;
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

/** What a form that was filled in is handed to the bot as. */
export function filledIn(form: Form, answers: readonly string[]): Omit<Click, 'form'> {
  const { line, confirms } = form;
  if (confirms === undefined) return { line: completedLine(form, answers) };
  return { line, confirms, typed: answers[0] ?? '' };
}

/** The line up to this field, with what is typed of it: what `Bot.complete` knows its values by. */
export function lineUpTo(
  form: Form,
  at: number,
  answers: readonly string[],
  typed: string,
): string {
  const before = completedLine({ ...form, fields: form.fields.slice(0, at) }, answers);
  const named = form.fields[at]?.named === true || answers.slice(0, at).includes('');
  return `${before} ${named ? `--${form.fields[at]?.name}=` : ''}${typed}`;
}

/** A field left out moves the later ones from their places, so these are named. */
function wordsFor(field: FormField, answer: string, before: readonly string[]): string {
  if (field.words === true) return answer;
  return field.named === true || before.includes('')
    ? `--${field.name}=${quoteWord(answer)}`
    : quoteWord(answer);
}
