import { withoutCode } from '../access/code.ts';
import type { Bot, Incoming } from '../chat.ts';
import { BotError } from '../errors.ts';
import { failureCard } from '../failure.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import type { Stance } from './stance.ts';

export interface GuardParts {
  readonly stance: Pick<Stance, 'trouble'>;
  readonly store: Pick<Store, 'audit' | 'dealtWith'>;
  readonly log: Log;
}

/** The same bot, which answers no line while it takes nothing new: another replica may know better who may do what. */
export function guardBot(bot: Bot, { stance, store, log }: GuardParts): Bot {
  return {
    ...bot,
    async handle(incoming) {
      const trouble = stance.trouble();
      if (trouble === undefined) return bot.handle(incoming);
      await incoming.reply.answer(failureCard(refusal(trouble), { log, commands: [] }));
      await noted(store, incoming, trouble).catch((err: unknown) =>
        log.error({ err }, 'a refusal could not be audited'),
      );
      return { outcome: 'refused' };
    },
    complete: async (line, caller) =>
      stance.trouble() === undefined ? bot.complete(line, caller) : [],
  };
}

/** It was answered: no process needs to deal with it again. */
async function noted(
  store: GuardParts['store'],
  incoming: Incoming,
  detail: string,
): Promise<void> {
  const { actor, place, line, arrival } = incoming;
  const entry = { event: 'refused', outcome: 'conflict', detail } as const;
  await store.audit({ actor, place, line: withoutCode(line), ...entry });
  if (arrival !== undefined) await store.dealtWith(arrival);
}

function refusal(trouble: string): BotError {
  return new BotError('conflict', trouble, {
    hint: 'Nothing was changed. Send the line again in a moment: another replica answers it, or this one has caught up.',
  });
}
