import type { People, Person } from '../../src/access/people.ts';
import type { App } from '../../src/app.ts';
import { plainRule } from '../../src/approvals/rules.ts';
import type { Card } from '../../src/card.ts';
import type { Handled } from '../../src/chat.ts';
import { type BotOptions, openBot } from './bot.ts';

/** Anna asks, ben approves; in the chat `test`. */
export const anna = { platform: 'test', id: 'u1', name: 'anna' };
export const ben = { platform: 'test', id: 'u2', name: 'ben' };

const known: readonly Person[] = [anna, ben].map(({ name, platform, id }) => ({
  ...{ id: name, name },
  identities: [{ platform, id }],
}));
const people: People = {
  all: () => known,
  of: ({ id }) => known.find(({ identities }) => identities.some((one) => one.id === id)),
};

/** A bot where every stop of a machine wants a second person. */
export function openApproving(options: BotOptions): Promise<App> {
  const rule = { ...plainRule, for: ['vm.power'], post: ['test:approvals'] };
  return openBot({ ...options, people, approvals: () => [rule], policy: { may: () => true } });
}

export interface Said {
  readonly line: string;
  readonly actor: typeof anna;
  readonly confirms?: string | undefined;
  /** The platform's own number of it. */
  readonly key?: string | undefined;
}

/** Says a line, and gives what became of it and the confirmation of the first button of its answer. */
export async function say(
  app: App,
  { line, actor, confirms, key: arrival }: Said,
): Promise<{ readonly handled: Handled; readonly button?: string | undefined }> {
  let button: string | undefined;
  const place = { platform: 'test', channel: 'c1', durable: true };
  const reply = {
    defer: async () => {},
    ask: async () => {},
    async answer({ actions = [] }: Card) {
      button = actions[0]?.confirms;
    },
  };
  const handled = await app.bot.handle({ actor, place, line, confirms, arrival, reply });
  return { handled, button };
}
