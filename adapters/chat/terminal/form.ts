import type { Form, FormField } from '../../../src/chat.ts';
import { visible } from '../../../src/drawing/visible.ts';
import { filledIn } from '../../../src/router/form.ts';
import type { Line } from './conversation.ts';
import type { Prompt } from './prompt.ts';
import type { Screen } from './screen.ts';

/** Asks for one field after the other; undefined when the person leaves. Gives what is sent then. */
export async function fillIn(
  form: Form,
  parts: { prompt: Prompt; screen: Screen },
): Promise<Line | undefined> {
  parts.screen.note(`${form.title} (Ctrl-C leaves)`);
  const answers: string[] = [];
  for (const field of form.fields) {
    const answer = await ask(field, parts);
    if (answer === undefined) return undefined;
    answers.push(answer);
  }
  return filledIn(form, answers);
}

async function ask(
  field: FormField,
  parts: { prompt: Prompt; screen: Screen },
): Promise<string | undefined> {
  const choices = field.choices ?? [];
  if (choices.length > 0) parts.screen.note(list(choices));
  const label = visible(field.label);
  for (;;) {
    const read = await parts.prompt.read({
      prompt: `  ${label}${field.required ? '' : ' (may be empty)'}: `,
      complete: async (line) => [
        choices.filter((choice) => isTypeable(choice) && choice.startsWith(line)),
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
