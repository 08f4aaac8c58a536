import type { Card } from '../../src/card.ts';
import type {
  Arrival,
  Bot,
  Click,
  Completion,
  Ended,
  FollowOptions,
  Handled,
  Incoming,
} from '../../src/chat.ts';

interface Work {
  readonly end: PromiseWithResolvers<Ended>;
  readonly cancels: boolean;
  readonly watchers: Set<(card: Card) => void>;
}

/** A bot in memory: it remembers what it heard, and its operations go as the test says. */
export interface BotDouble extends Bot {
  readonly heard: readonly Incoming[];
  /** Accepts an operation; one that `cancels` ends as soon as somebody asks. */
  begin(options?: { readonly cancels?: boolean }): Handled;
  report(operation: number, card: Card): void;
  end(operation: number, ended: Ended): void;
  /** Operations somebody waits for just now. */
  followed(): readonly number[];
}

export type Answer = (incoming: Incoming, bot: BotDouble) => Promise<Handled> | Handled;

export const answered: Handled = { outcome: 'answered' };

export function createBotDouble(answer: Answer, words: readonly Completion[] = []): BotDouble {
  const heard: Incoming[] = [];
  const works: Work[] = [];
  const arrivals = new Map<string, Arrival & { dealtWith: boolean }>();
  const clicks: string[] = [];
  const work = (operation: number): Work => {
    const found = works[operation - 1];
    if (found === undefined) throw new Error(`no operation ${operation}`);
    return found;
  };
  const bot: BotDouble = {
    heard,
    begin({ cancels = false } = {}) {
      works.push({ end: Promise.withResolvers(), cancels, watchers: new Set() });
      return { outcome: 'accepted', operation: works.length };
    },
    report: (operation, card) => {
      for (const watch of work(operation).watchers) watch(card);
    },
    end: (operation, ended) => work(operation).end.resolve(ended),
    followed: () => works.flatMap((each, at) => (each.watchers.size > 0 ? [at + 1] : [])),
    async handle(incoming) {
      heard.push(incoming);
      const handled = await answer(incoming, bot);
      await incoming.reply.settle?.(handled);
      if (incoming.arrival !== undefined) await bot.dealtWith(incoming.arrival);
      return handled;
    },
    follow: (operation, options) => follow(work(operation), options),
    async cancel(operation) {
      const { cancels, end } = work(operation);
      if (!cancels) return 'refused';
      const card: Card = { title: 'Cancelled', tone: 'warning' };
      setTimeout(() => end.resolve({ state: 'cancelled', card }), 20);
      return 'accepted';
    },
    async complete(line) {
      const last = line.split(' ').at(-1) ?? '';
      return words.filter(({ value }) => value.startsWith(last));
    },
    greeting: async () => ({ title: 'demo: 3 machines' }),
    home: async () => ({ title: 'Home', blocks: [{ type: 'text', text: 'demo: 3 machines' }] }),
    async receive(arrival) {
      if (arrivals.has(arrival.key)) return false;
      arrivals.set(arrival.key, { ...arrival, dealtWith: false });
      return true;
    },
    leftBehind: async (platform) =>
      [...arrivals.values()].filter((one) => one.platform === platform && !one.dealtWith),
    async dealtWith(key) {
      const found = arrivals.get(key);
      if (found) found.dealtWith = true;
    },
    async keep(some) {
      return some.map((click) => {
        const text = JSON.stringify(click);
        if (!clicks.includes(text)) clicks.push(text);
        return `click-${clicks.indexOf(text)}`;
      });
    },
    async kept(id): Promise<Click | undefined> {
      const text = clicks[Number(/^click-(\d+)$/.exec(id)?.[1] ?? -1)];
      return text === undefined ? undefined : JSON.parse(text);
    },
    audience: () => undefined,
  };
  return bot;
}

async function follow(work: Work, options: FollowOptions): Promise<Ended> {
  const watch = (card: Card): void => options.progress?.(card);
  work.watchers.add(watch);
  const left = Promise.withResolvers<never>();
  const leave = (): void => left.reject(options.signal.reason);
  options.signal.addEventListener('abort', leave, { once: true });
  try {
    return await Promise.race([work.end.promise, left.promise]);
  } finally {
    work.watchers.delete(watch);
    options.signal.removeEventListener('abort', leave);
  }
}
