import type { PlainTextOption } from '@slack/types';
import { z } from 'zod';
import type { Bot, Form } from '../../../../src/chat.ts';
import { lineUpTo } from '../../../../src/router/form.ts';
import { answersIn, numberOf, viewState } from '../incoming/form-answers.ts';
import { readMetadata } from '../incoming/read.ts';
import { limits } from '../render/limits.ts';
import type { Groups } from '../web/groups.ts';
import { isOption, optionOf } from './modal.ts';

const request = z.object({
  value: z.string().default(''),
  block_id: z.string(),
  user: z.object({ id: z.string(), name: z.string().optional() }),
  view: z.object({ private_metadata: z.string(), state: viewState.optional() }),
});

interface Suggesting {
  readonly bot: Bot;
  readonly platform: string;
  readonly groups: Groups;
}

/** What could be meant by what is typed into a field so far; what was typed is always among it. */
export async function suggestions(
  body: unknown,
  { bot, platform, groups }: Suggesting,
): Promise<PlainTextOption[]> {
  const { data } = request.safeParse(body);
  const metadata = data && readMetadata(data.view.private_metadata);
  if (!data || !metadata) return [];
  const form = (await bot.kept(metadata.id))?.form;
  if (!form) return [];
  const { id, name = id } = data.user;
  const within = await groups.of(id, bot.groups?.(platform) ?? []);
  const actor = { platform, id, name, groups: within };
  const place = { platform, channel: metadata.seat.channel };
  const typed = data.value.trim();
  const sought = { form, at: numberOf(data.block_id), typed };
  const answers = data.view.state ? answersIn(data.view.state) : [];
  const values = await valuesFor(sought, answers, (line) =>
    bot.complete(line, { actor, place }),
  );
  const offered = values.filter((value) => isOption(value)).slice(0, limits.options - 1);
  const own = typed !== '' && isOption(typed) && !offered.includes(typed) ? [typed] : [];
  return [...offered, ...own].map((value) => optionOf(value));
}

interface Sought {
  readonly form: Form;
  readonly at: number;
  readonly typed: string;
}

async function valuesFor(
  { form, at, typed }: Sought,
  answers: readonly string[],
  complete: (line: string) => ReturnType<Bot['complete']>,
): Promise<readonly string[]> {
  const field = form.fields[at];
  if (field?.choices && field.choices.length > 0) {
    return field.choices.filter((one) => one.toLowerCase().includes(typed.toLowerCase()));
  }
  const before = Array.from({ length: at }, (_, one) => answers[one] ?? '');
  const found = await complete(lineUpTo(form, at, before, typed));
  const named = `--${field?.name}=`;
  return [
    ...new Set(
      found.map(({ value }) =>
        unquoted(value.startsWith(named) ? value.slice(named.length) : value),
      ),
    ),
  ];
}

/** A completion is a word of a line; a field holds the value itself. */
function unquoted(word: string): string {
  return /^"(?:[^"\\]|\\.)*"$/s.test(word) ? word.slice(1, -1).replace(/\\(.)/gs, '$1') : word;
}
