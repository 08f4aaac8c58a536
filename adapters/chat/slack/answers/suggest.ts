import type { PlainTextOption } from '@slack/types';
import { z } from 'zod';
import type { Bot } from '../../../../src/chat.ts';
import { formValues } from '../../../../src/router/form-values.ts';
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
  const values = await formValues(sought, answers, (line) => bot.complete(line, { actor, place }));
  const offered = values.filter((value) => isOption(value)).slice(0, limits.options - 1);
  const own = typed !== '' && isOption(typed) && !offered.includes(typed) ? [typed] : [];
  return [...offered, ...own].map((value) => optionOf(value));
}
