import { openDatabase } from '../../adapters/postgres/index.ts';
import { commands } from '../../commands/index.ts';
import { type App, openApp } from '../../src/app.ts';
import type { Hypervisor } from '../../src/hypervisor.ts';
import { silent } from '../../src/log.ts';
import { operationKinds } from '../../src/operations/index.ts';
import { incoming } from './sites.ts';

export interface BotOptions {
  /** Where its store lies; replicas of one directory share it. */
  readonly directory: string;
  readonly sites: readonly Hypervisor[];
  /** Milliseconds for which a list asks no hypervisor. */
  readonly freshMs?: number | undefined;
  /** The most tasks at once in this process, and on one host. */
  readonly places?: number | undefined;
  readonly atOnce?: number | undefined;
  /** Polls and measures the sites, as the service does. */
  readonly polls?: boolean | undefined;
  readonly signal: AbortSignal;
}

/** The whole bot on the embedded PostgreSQL; what a line did not do as it should is thrown. */
export interface BenchBot extends App {
  /** Types a line that is answered at once; gives the title of its card. */
  ask(line: string): Promise<string>;
  /** Types a line that becomes an operation; gives its number. `accepted` hears of the row before it starts. */
  begin(line: string, accepted?: () => Promise<unknown>): Promise<number>;
  /** The same to its end; gives the milliseconds from the accepted row. */
  through(line: string, accepted?: () => Promise<unknown>): Promise<number>;
}

export async function openBot(options: BotOptions): Promise<BenchBot> {
  const { directory: dataDirectory, sites, signal, ...limits } = options;
  const app = await openApp({
    hypervisors: sites,
    commands,
    kinds: operationKinds,
    chats: [],
    connection: await openDatabase({ dataDirectory, log: silent, signal }),
    client: false,
    log: silent,
    ...limits,
  });
  return { ...app, ...talk(app, signal) };
}

function talk({ bot }: App, signal: AbortSignal): Pick<BenchBot, 'ask' | 'begin' | 'through'> {
  async function send(line: string, accepted: () => Promise<unknown> = async () => undefined) {
    let title = '';
    const typed = incoming(line, (heard) => (title = heard));
    const hear = async () => void (await accepted());
    const handled = await bot.handle({ ...typed, reply: { ...typed.reply, accepted: hear } });
    return { ...handled, title };
  }
  async function begin(line: string, accepted?: () => Promise<unknown>) {
    const { outcome, title, operation } = await send(line, accepted);
    if (operation === undefined) throw new Error(`${line}: ${outcome}, ${title}`);
    return operation;
  }
  return {
    async ask(line) {
      const { outcome, title } = await send(line);
      if (outcome !== 'answered') throw new Error(`${line}: ${outcome}, ${title}`);
      return title;
    },
    begin,
    async through(line, accepted) {
      let acceptedAt = Number.NaN;
      const operation = await begin(line, async () => {
        acceptedAt = performance.now();
        await accepted?.();
      });
      const { state, card } = await bot.follow(operation, { signal });
      if (state !== 'done') throw new Error(`${line}: ${state}, ${card.title}`);
      return performance.now() - acceptedAt;
    },
  };
}
