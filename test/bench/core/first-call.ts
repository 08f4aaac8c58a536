import { setTimeout as sleep } from 'node:timers/promises';
import { type Database, openDatabase } from '../../../adapters/postgres/index.ts';
import { commands } from '../../../commands/index.ts';
import type { Bot } from '../../../src/chat.ts';
import { defaultInventory } from '../../../src/inventory/shelf.ts';
import { createInventory } from '../../../src/inventory.ts';
import { silent } from '../../../src/log.ts';
import { operationKinds } from '../../../src/operations/index.ts';
import { createRouter } from '../../../src/router.ts';
import { createRunner } from '../../../src/runner.ts';
import { openStore } from '../../../src/store/open.ts';
import type { Store } from '../../../src/store/store.ts';
import { closedPolicy } from '../../fixtures/closed-policy.ts';
import type { Measured } from '../figure.ts';
import { interleave, median, p99, timed } from '../measure.ts';
import { inScratch } from '../scratch.ts';
import { demoSite, incoming, watched } from '../sites.ts';
import { noTasks } from './router.ts';

/** Operations, one after another, in one round. */
const OPERATIONS = 100;
/** Milliseconds of rest before each, so that every one finds an idle bot. */
const GAP_MS = 20;

/** From the commit of an accepted operation's row to what the hypervisor hears of it, on the real store. */
export function measureFirstCall(signal: AbortSignal): AsyncIterable<Measured> {
  return inScratch(async function* (directory) {
    const database = await openDatabase({ dataDirectory: directory, log: silent, signal });
    const bot = await openBot(database, directory);
    try {
      yield* measure(bot, database, signal);
    } finally {
      await bot.close();
    }
  });
}

async function* measure(
  bot: IdleBot,
  { pool }: Database,
  signal: AbortSignal,
): AsyncGenerator<Measured> {
  await pool.query('create table bare (n int)');
  const commit = () => pool.query('insert into bare values (1)');
  const times = await interleave(
    {
      first: async () =>
        p99(
          await repeated(async (at) => {
            await sleep(GAP_MS);
            return bot.operate(at % 2 === 0 ? 'vm pause web-1' : 'vm resume web-1', signal);
          }),
        ),
      floor: async () => p99(await repeated(() => timed(commit))),
    },
    { rounds: 5, warmUp: 1, signal },
  );
  const beside = { what: 'a bare commit of the same PostgreSQL, p99', value: median(times.floor) };
  const goal = { is: 'at-most', limit: 30 } as const;
  const first = "an accepted operation's first hypervisor call after its commit, p99";
  yield { figure: first, value: median(times.first), unit: 'ms', beside, goal };
}

async function repeated(act: (at: number) => Promise<number>): Promise<readonly number[]> {
  const found: number[] = [];
  for (let at = 0; at < OPERATIONS; at += 1) found.push(await act(at));
  return found;
}

interface IdleBot {
  /** Types a line and follows its operation to its end; gives the milliseconds from its commit to its first call. */
  operate(line: string, signal: AbortSignal): Promise<number>;
  close(): Promise<void>;
}

async function openBot(database: Database, directory: string): Promise<IdleBot> {
  let [committed, first, operation] = [Number.NaN, Number.NaN, Number.NaN];
  const site = watched(demoSite(12, directory), () => {
    if (Number.isNaN(first)) first = performance.now();
  });
  const store = await openStore(database, { sites: [site.site.name], client: false });
  const timedStore: Store = {
    ...store,
    async accept(request) {
      const accepted = await store.accept(request);
      committed = performance.now();
      first = Number.NaN;
      operation = accepted[0]?.id ?? Number.NaN;
      return accepted;
    },
  };
  const fleet = createInventory([site], defaultInventory);
  const runner = createRunner({
    store: timedStore,
    fleet,
    kinds: operationKinds,
    chats: [],
    client: false,
    log: silent,
  });
  const common = { commands, fleet, log: silent, policy: closedPolicy, tasks: noTasks };
  const router = createRouter({ ...common, ledger: store, runner });
  await runner.start();
  return {
    async operate(line, signal) {
      await accept(router, line);
      const { state, card } = await runner.follow(operation, { signal });
      if (state !== 'done') throw new Error(`${line}: ${state}, ${card.title}`);
      return first - committed;
    },
    async close() {
      await runner.stop();
      await site.close?.();
      await store.close();
    },
  };
}

async function accept(router: Pick<Bot, 'handle'>, line: string): Promise<void> {
  let title = '';
  const { outcome } = await router.handle(incoming(line, (heard) => (title = heard)));
  if (outcome !== 'accepted') throw new Error(`${line}: ${outcome}, ${title}`);
}
