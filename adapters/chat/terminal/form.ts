import type { Bot, Caller, Form, FormField } from '../../../src/chat.ts';
import { visible } from '../../../src/drawing/visible.ts';
import { filledIn } from '../../../src/router/form.ts';
import { formValues, type Sought } from '../../../src/router/form-values.ts';
import type { Line } from './conversation.ts';
import type { Prompt } from './prompt.ts';
import type { Screen } from './screen.ts';

/** So many values are shown at once; more are offered by Tab alone. */
const FEW = 9;

interface FormParts {
  readonly bot: Pick<Bot, 'complete'>;
  readonly caller: Caller;
  readonly prompt: Prompt;
  readonly screen: Screen;
}

/** Asks for one field after the other; undefined when the person leaves. Gives what is sent then. */
export async function fillIn(form: Form, parts: FormParts): Promise<Line | undefined> {
  parts.screen.note(`${form.title} (Ctrl-C leaves)`);
  const answers: string[] = [];
  for (const [at, field] of form.fields.entries()) {
    const values = (typed: string) => valuesOf({ form, at, typed }, answers, parts);
    const answer = await ask(field, values, parts);
    if (answer === undefined) return undefined;
    answers.push(answer);
  }
  return filledIn(form, answers);
}

/** Nothing for what nobody could know, such as a new name. */
async function valuesOf(
  sought: Sought,
  answers: readonly string[],
  { bot, caller }: FormParts,
): Promise<readonly string[]> {
  const field = sought.form.fields[sought.at];
  if (field?.choices === undefined && field?.suggests !== true) return [];
  return formValues(sought, answers, (line) => bot.complete(line, caller));
}

async function ask(
  field: FormField,
  values: (typed: string) => Promise<readonly string[]>,
  parts: FormParts,
): Promise<string | undefined> {
  const all = await values('').catch(() => []);
  const choices = field.choices ?? (all.length <= FEW ? all : []);
  if (choices.length > 0) parts.screen.note(list(choices));
  const label = visible(field.label);
  for (;;) {
    const read = await parts.prompt.read({
      prompt: `  ${label}${field.required ? '' : ' (may be empty)'}: `,
      complete: async (line) => [
        (await values(line)).filter((value) => isTypeable(value) && value.startsWith(line)),
        line,
      ],
    });
    if (read.type !== 'line') return undefined;
    const answer = choose(read.line.trim(), choices);
    if (answer !== '' || !field.required) return answer;
    parts.screen.note(`${field.label} is needed.`);
  }
}

function list(choices: readonly string[]): string {
  return choices.map((choice, at) => `${at + 1}) ${choice}`).join('   ');
}

/** A number stands for its choice, unless it is one itself. */
function choose(answer: string, choices: readonly string[]): string {
  if (choices.includes(answer) || !/^\d{1,4}$/.test(answer)) return answer;
  return choices[Number(answer) - 1] ?? answer;
}

/** What Tab may put on the line: never a character that the terminal would obey. */
export function isTypeable(text: string): boolean {
  return visible(text) === text;
}
