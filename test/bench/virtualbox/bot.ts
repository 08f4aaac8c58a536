import { openDatabase } from '../../../adapters/postgres/index.ts';
import { commands } from '../../../commands/index.ts';
import { openApp } from '../../../src/app.ts';
import { silent } from '../../../src/log.ts';
import { operationKinds } from '../../../src/operations/index.ts';
import { incoming } from '../sites.ts';
import { openBench } from './site.ts';

export interface BenchBot {
  /**
   * Types a line, waits for its end, and gives the milliseconds from its accepted row, of which it tells. Throws when
   * it ends otherwise than done.
   */
  through(line: string, accepted?: () => Promise<unknown>): Promise<number>;
  close(): Promise<void>;
}

/** The whole bot on the embedded PostgreSQL, over one VirtualBox. */
export async function openBot(
  directory: string,
  program: string,
  signal: AbortSignal,
): Promise<BenchBot> {
  const connection = await openDatabase({ dataDirectory: directory, log: silent, signal });
  const app = await openApp({
    hypervisors: [openBench(program)],
    commands,
    kinds: operationKinds,
    chats: [],
    connection,
    client: false,
    log: silent,
    atOnce: 100,
  });
  return {
    async through(line, accepted) {
      let title = '';
      let acceptedAt = Number.NaN;
      const typed = incoming(line, (heard) => (title = heard));
      const hearAccepted = async () => {
        acceptedAt = performance.now();
        await accepted?.();
      };
      const reply = { ...typed.reply, accepted: hearAccepted };
      const { operation } = await app.bot.handle({ ...typed, reply });
      if (operation === undefined) throw new Error(`${line}: ${title}`);
      const { state, card } = await app.bot.follow(operation, { signal });
      if (state !== 'done') throw new Error(`${line}: ${state}, ${card.title}`);
      return performance.now() - acceptedAt;
    },
    close: () => app.close(),
  };
}
