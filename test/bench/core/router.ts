import { commands } from '../../../commands/index.ts';
import type { Bot } from '../../../src/chat.ts';
import { createInventory, type Fleet } from '../../../src/inventory.ts';
import { silent } from '../../../src/log.ts';
import { createRouter, type Ledger } from '../../../src/router.ts';
import type { Tasks } from '../../../src/tasks.ts';
import { closedPolicy } from '../../fixtures/closed-policy.ts';
import type { Measured } from '../figure.ts';
import { bareWork, interleave, median, p99, type Sample, timed } from '../measure.ts';
import { ownTime } from '../own-time.ts';
import { inScratch } from '../scratch.ts';
import { demoSite, incoming, watched } from '../sites.ts';

const MACHINES = 1_000;
/** Lines of one kind in a round, so that a round has a p99 of its own. */
const LINES = 100;
const FRESH_MS = 60_000;
/** About what a list costs. */
const BARE_MS = 1;

const lines = {
  'vm list': 'vm list',
  'vm list of a selector': 'vm list state:running',
  'a preview (vm stop)': 'vm stop lab-0501',
  // Of a machine that is off: a guest would take its own time to tell of itself.
  'vm show': 'vm show lab-0500',
} as const;

/** From a typed line to its card: parser, rights, names, command; everything but the store. */
export function measureRouter(signal: AbortSignal): AsyncIterable<Measured> {
  return inScratch((directory) => measure(directory, signal));
}

async function* measure(directory: string, signal: AbortSignal): AsyncGenerator<Measured> {
  let calls = 0;
  const site = watched(demoSite(MACHINES, directory), () => {
    calls += 1;
  });
  const fleet = createInventory([site], { freshMs: FRESH_MS, deadlineMs: 10_000 });
  const router = routerOver(fleet);
  const answers: Record<string, Sample> = Object.fromEntries(
    Object.entries(lines).map(([name, line]) => [
      name,
      () => p99Of(() => ownTime(() => send(router, line))),
    ]),
  );
  const work = bareWork(BARE_MS);
  const floor = () => p99Of(() => timed(work));
  const times = await interleave<string>({ ...answers, floor }, { rounds: 15, warmUp: 3, signal });
  const beside = {
    what: `${BARE_MS} ms of bare work with all interruptions, p99`,
    value: median(times['floor'] ?? []),
  };
  const goal = { is: 'below', limit: 5 } as const;
  for (const name of Object.keys(lines)) {
    const figure = `${name} of ${MACHINES} machines, line to card, of one processor, p99`;
    yield { figure, value: median(times[name] ?? []), unit: 'ms', beside, goal };
  }
  await send(router, lines['vm list']);
  calls = 0;
  for (let sent = 0; sent < LINES; sent += 1) await send(router, lines['vm list']);
  yield {
    figure: `hypervisor calls of ${LINES} vm list within freshness`,
    value: calls,
    unit: 'calls',
    goal: { is: 'at-most', limit: 0 },
  };
  await site.close?.();
}

async function p99Of(sample: Sample): Promise<number> {
  const times: number[] = [];
  for (let taken = 0; taken < LINES; taken += 1) times.push(await sample());
  return p99(times);
}

async function send(router: Pick<Bot, 'handle'>, line: string): Promise<void> {
  let title = '';
  const handled = await router.handle(incoming(line, (heard) => (title = heard)));
  if (handled.outcome === 'answered' || handled.outcome === 'asked') return;
  throw new Error(`${line}: ${handled.outcome}, ${title}`);
}

function routerOver(fleet: Fleet): Pick<Bot, 'handle'> {
  return createRouter({
    commands,
    fleet,
    tasks: noTasks,
    policy: closedPolicy,
    ledger: nothingWritten,
    runner: { accept: () => Promise.reject(new Error('nothing is accepted here')) },
    log: silent,
  });
}

const nothingWritten: Ledger = {
  ask: async () => {},
  audit: async () => {},
  confirmation: async () => undefined,
  decline: async () => false,
};

const absent = () => Promise.reject(new Error('there are no tasks here'));
export const noTasks: Tasks = {
  list: async () => [],
  show: absent,
  targets: async () => new Map(),
  cancel: absent,
  settle: absent,
};
