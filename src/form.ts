import type { Card } from './card.ts';
import type { Form, FormField } from './chat.ts';
import { lineOf } from './line/line-of.ts';
import type { MissingValues } from './line/raw.ts';
import { spelled } from './line/usage.ts';

/** What to ask a person whose line lacks values. */
export function formFor({ command, given, missing }: MissingValues, problem: Card): Form {
  return {
    title: command.name,
    problem,
    line: lineOf(command, given),
    fields: missing.map((name): FormField => {
      const option = command.options[name];
      return {
        name,
        label: option?.description ?? spelled(name),
        required: true,
        ...(option?.type === 'choice' && { choices: option.values }),
      };
    }),
  };
}
