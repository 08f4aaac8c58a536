import { withoutCode } from '../access/code.ts';
import type { Card } from '../card.ts';
import type { Bot, Handled, Incoming } from '../chat.ts';
import { BotError } from '../errors.ts';
import { failureCard } from '../failure.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import type { Stance } from './stance.ts';

export interface GuardParts {
  readonly stance: Pick<Stance, 'trouble' | 'elsewhere'>;
  readonly store: Pick<Store, 'audit' | 'handOver' | 'dealtWith'>;
  readonly log: Log;
}

/**
 * The same bot, which answers no line while it takes nothing new: another replica knows better who may do what. A line
 * from a chat is left to that one, which looks every other second; where there is none, or nobody else could answer,
 * it is refused with both hashes.
 */
export function guardBot(bot: Bot, parts: GuardParts): Bot {
  const { stance } = parts;
  return {
    ...bot,
    async handle(incoming) {
      const trouble = stance.trouble();
      if (trouble === undefined) return bot.handle(incoming);
      const { arrival } = incoming;
      if (arrival === undefined || !stance.elsewhere()) return refuse(parts, incoming, trouble);
      return leave(parts, incoming, arrival);
    },
    leftBehind: async (platform) =>
      stance.trouble() === undefined ? bot.leftBehind(platform) : [],
    complete: async (line, caller) =>
      stance.trouble() === undefined ? bot.complete(line, caller) : [],
    async home(caller) {
      const trouble = stance.trouble();
      return trouble === undefined ? bot.home(caller) : refusalCard(parts, trouble);
    },
  };
}

/** The platform is told that it is worked on, where it wants to hear that at once. */
async function leave(
  { store }: GuardParts,
  { reply }: Incoming,
  arrival: string,
): Promise<Handled> {
  await reply.defer('caller');
  await store.handOver(arrival);
  return { outcome: 'refused' };
}

async function refuse(parts: GuardParts, incoming: Incoming, trouble: string): Promise<Handled> {
  const { store, log } = parts;
  await incoming.reply.answer(refusalCard(parts, trouble));
  await noted(store, incoming, trouble).catch((err: unknown) =>
    log.error({ err }, 'a refusal could not be audited'),
  );
  return { outcome: 'refused' };
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

function refusalCard({ log }: GuardParts, trouble: string): Card {
  const refusal = new BotError('conflict', trouble, {
    hint: 'Nothing was changed. Send the line again in a moment: another replica answers it, or this one has caught up.',
  });
  return failureCard(refusal, { log, commands: [] });
}
