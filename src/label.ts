import type { Card } from './card.ts';
import type { Bot, Chat, Reply } from './chat.ts';
import type { SiteInfo } from './hypervisor.ts';

/** Adds what every card must say; a card that says it already stays as it is. */
export type Label = (card: Card) => Card;

/** Nobody may take a demo for the real thing. */
export function demoLabel(sites: readonly SiteInfo[]): Label {
  const demos = sites.filter(({ demo }) => demo === true);
  if (demos.length === 0) return (card) => card;
  const names = demos.map(({ name }) => name).join(' and ');
  const words =
    demos.length === sites.length
      ? 'demo: none of these machines is real'
      : `${names} is a demo: none of its machines is real`;
  return (card) => {
    if (card.footer?.endsWith(words)) return card;
    return { ...card, footer: card.footer ? `${card.footer} · ${words}` : words };
  };
}

/** The bot, with the label on every card that it gives: answers, forms, progress, ends. */
export function labelBot(bot: Bot, label: Label): Bot {
  return {
    ...bot,
    handle: (incoming) => bot.handle({ ...incoming, reply: labelReply(incoming.reply, label) }),
    async follow(operation, { signal, progress }) {
      const ended = await bot.follow(operation, {
        signal,
        ...(progress && { progress: (card) => progress(label(card)) }),
      });
      return { ...ended, card: label(ended.card) };
    },
    greeting: async (caller) => label(await bot.greeting(caller)),
    home: async (caller) => label(await bot.home(caller)),
  };
}

function labelReply(reply: Reply, label: Label): Reply {
  const { accepted } = reply;
  return {
    ...reply,
    answer: (card, options) => reply.answer(label(card), options),
    ask: (form) => reply.ask({ ...form, problem: label(form.problem) }),
    ...(accepted && { accepted: (card, operation) => accepted(label(card), operation) }),
  };
}

/** The chat, with the label on every message that it is given to show. */
export function labelChat(chat: Chat, label: Label): Chat {
  const { home } = chat;
  return {
    ...chat,
    post: (place, card, options) => chat.post(place, label(card), options),
    update: (ref, card) => chat.update(ref, label(card)),
    ...(home && { home: (person, card) => home(person, label(card)) }),
  };
}
