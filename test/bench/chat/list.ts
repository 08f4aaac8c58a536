import { setTimeout as sleep } from 'node:timers/promises';
import type { Card } from '../../../src/card.ts';
import type { Chat } from '../../../src/chat.ts';
import type { Hypervisor } from '../../../src/hypervisor.ts';
import type { Measured } from '../figure.ts';
import { interleave, median, timed } from '../measure.ts';
import { inScratch } from '../scratch.ts';
import { demoSite } from '../sites.ts';
import { bare } from './bare.ts';
import { openBot } from './bot.ts';
import { type Child, withChild } from './child.ts';
import type { Platform } from './platforms.ts';
import { Account, Typed } from './words.ts';

const MACHINES = 1_000;
/** Milliseconds of one answer of the hypervisor. */
const CALL_MS = 20;

/** `vm list` as the platform sees it, beside what no bot could do without. */
export function measureList(platform: Platform, signal: AbortSignal): AsyncIterable<Measured> {
  return inScratch((directory) =>
    withChild((child) => measure({ platform, child, directory, signal })),
  );
}

interface Parts {
  readonly platform: Platform;
  readonly child: Child;
  readonly directory: string;
  readonly signal: AbortSignal;
}

async function* measure({ platform, child, directory, signal }: Parts): AsyncGenerator<Measured> {
  const { name, title } = platform;
  // Two of them in the one process: what is typed at one must not reach the other's bot.
  const open = async (which: string): Promise<Account> => {
    const ask = { do: 'open', name: which, platform: name, channels: 1, rates: false } as const;
    const account = await child.ask(ask, Account);
    await platform.register(account, signal);
    return account;
  };
  const [account, other] = [await open('bot'), await open('bare')];
  const site = slowly(demoSite(MACHINES, directory));
  const heard = hearing(platform.chatAt(account));
  const { person } = account;
  const app = await openBot({ directory, site, chat: heard.chat, person, freshMs: 0, signal });
  const type = (which: string, files: boolean) => async () =>
    (await child.ask({ do: 'type', name: which, channel: 0, line: 'vm list', files }, Typed)).ms;
  try {
    await type('bot', false)();
    const card = heard.card();
    if (!card?.title.startsWith(`${MACHINES} machines`)) throw new Error(`vm list: ${card?.title}`);
    const peer = await bare[name](other, card, app.bot);
    const series = {
      list: type('bot', peer.files),
      bare: type('bare', peer.files),
      call: () => timed(() => site.machines(signal)),
    };
    const times = await interleave(series, { rounds: 30, warmUp: 5, signal }).finally(peer.close);
    const [call, sdk] = [median(times.call), median(times.bare)];
    yield {
      figure: `${title}: vm list of ${MACHINES} machines, to the last byte`,
      value: median(times.list),
      unit: 'ms',
      beside: {
        what: `one hypervisor call ${call.toFixed(1)} ms + the bare SDK ${sdk.toFixed(1)} ms`,
        value: call + sdk,
      },
      goal: { is: 'longer', atMost: 1.3 },
    };
  } finally {
    await app.close();
  }
}

/** Every look takes as long as one over a network, and no time of this process: nothing changes there meanwhile. */
function slowly(hypervisor: Hypervisor): Hypervisor {
  const slow = <T>(ask: (signal: AbortSignal) => Promise<readonly T[]>) => {
    let known: Promise<readonly T[]> | undefined;
    return async (signal: AbortSignal): Promise<readonly T[]> => {
      known ??= ask(signal);
      const [items] = await Promise.all([known, sleep(CALL_MS)]);
      return [...items];
    };
  };
  const { machines, hosts, usage } = hypervisor;
  return { ...hypervisor, machines: slow(machines), hosts: slow(hosts), usage: slow(usage) };
}

/** Keeps the last card that was answered, for a peer to send the same. */
function hearing(chat: Chat): { readonly chat: Chat; card(): Card | undefined } {
  let last: Card | undefined;
  const start: Chat['start'] = (bot) =>
    chat.start({
      ...bot,
      handle: (incoming) => {
        const { reply } = incoming;
        const answer: typeof reply.answer = (card, options) => {
          last = card;
          return reply.answer(card, options);
        };
        return bot.handle({ ...incoming, reply: { ...reply, answer } });
      },
    });
  return { chat: { ...chat, start }, card: () => last };
}
