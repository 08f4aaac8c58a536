import { z } from 'zod';
import { answerJson, readArgs, readBytes } from '../body.ts';
import type { SlackPerson } from '../person.ts';
import type { Route } from '../serve.ts';

const done = z.discriminatedUnion('act', [
  z.object({
    act: z.literal('click'),
    label: z.string(),
    channel: z.string().optional(),
    ts: z.string().optional(),
  }),
  z.object({ act: z.literal('type'), channel: z.string(), line: z.string() }),
  z.object({ act: z.literal('fill'), answers: z.record(z.string(), z.string()) }),
  z.object({ act: z.literal('suggest'), field: z.string(), typed: z.string() }),
  z.object({ act: z.literal('dismiss') }),
  z.object({ act: z.literal('home') }),
]);

/** What somebody does on the page is done as that person. */
export function createControl(person: (id: string) => SlackPerson): Route {
  return async (id, request, response) => {
    const args = readArgs(await readBytes(request), request.headers['content-type'] ?? '');
    const parsed = done.safeParse(args);
    if (!parsed.success) return answerJson(response, 400, { error: 'not understood' });
    try {
      const options = await perform(person(id), parsed.data);
      answerJson(response, 200, { options });
    } catch (error) {
      answerJson(response, 200, { error: error instanceof Error ? error.message : String(error) });
    }
  };
}

async function perform(
  person: SlackPerson,
  what: z.infer<typeof done>,
): Promise<readonly string[] | undefined> {
  switch (what.act) {
    case 'click': {
      const { label, channel, ts } = what;
      await person.click(label, { ...(channel ? { channel } : {}), ...(ts ? { ts } : {}) });
      return undefined;
    }
    case 'type':
      await type(person, what.channel, what.line);
      return undefined;
    case 'fill':
      await person.fill(what.answers);
      return undefined;
    case 'suggest':
      return await person.suggest(what.field, what.typed);
    case 'dismiss':
      await person.dismiss();
      return undefined;
    case 'home':
      await person.openHome();
      return undefined;
  }
}

async function type(person: SlackPerson, channel: string, line: string): Promise<void> {
  const [, command, text = ''] = /^(\/\S+)\s*(.*)$/s.exec(line) ?? [];
  if (command !== undefined) return await person.slash(channel, command, text);
  if (channel === person.direct) return await person.message(line);
  await person.mention(channel, line.replace(/^@nakhoda\s*/i, ''));
}
