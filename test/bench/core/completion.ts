import { commands } from '../../../commands/index.ts';
import type { Hypervisor, Machine } from '../../../src/hypervisor.ts';
import { createInventory, type Fleet } from '../../../src/inventory.ts';
import { complete } from '../../../src/router/completion.ts';
import { closedPolicy } from '../../fixtures/closed-policy.ts';
import type { Measured } from '../figure.ts';
import { bareWork, interleave, median, p99, timed } from '../measure.ts';
import { ownTime } from '../own-time.ts';
import { inScratch } from '../scratch.ts';
import { actor, demoSite } from '../sites.ts';
import { noTasks } from './router.ts';

const NAMES = 10_000;
/** Keystrokes, and changes of the list, in one round. */
const EACH = 100;
/** About what a completion costs. */
const BARE_MS = 0.5;

/** What Tab costs where ten thousand machines are remembered. */
export function measureCompletion(signal: AbortSignal): AsyncIterable<Measured> {
  return inScratch((directory) => measure(directory, signal));
}

async function* measure(directory: string, signal: AbortSignal): AsyncGenerator<Measured> {
  const site = await changingSite(directory, signal);
  const work = bareWork(BARE_MS);
  const fleet = createInventory([site], { freshMs: 3_600_000, deadlineMs: 60_000 });
  let round = 0;
  const times = await interleave(
    {
      async typing() {
        round += 1;
        await change(fleet, signal);
        return p99(await each(wordsOf(round), (word) => ownTime(() => tab(fleet, word))));
      },
      async first() {
        const one = async (word: string) => {
          await change(fleet, signal);
          return ownTime(() => tab(fleet, word));
        };
        const found: number[] = [];
        for (const word of wordsOf(round)) found.push(await one(word));
        return p99(found);
      },
      floor: async () => p99(await each(wordsOf(round), () => timed(work))),
    },
    { rounds: 11, warmUp: 2, signal },
  );
  const beside = {
    what: `${BARE_MS} ms of bare work with all interruptions, p99`,
    value: median(times.floor),
  };
  const goal = { is: 'below', limit: 10 } as const;
  const over = `of ${NAMES} names`;
  const typing = `a keystroke's completion ${over}, of one processor, p99`;
  const first = `the first completion after the list ${over} has changed, of one processor, p99`;
  yield { figure: typing, value: median(times.typing), unit: 'ms', beside, goal };
  yield { figure: first, value: median(times.first), unit: 'ms', beside, goal };
}

/** A list in which one machine has another name each time it is read. */
async function changingSite(directory: string, signal: AbortSignal) {
  const demo = demoSite(NAMES, directory);
  const all = await demo.machines(signal);
  await demo.close?.();
  const renamed = (name: string): readonly Machine[] =>
    all.map((machine, at) => (at === NAMES / 2 ? { ...machine, name } : machine));
  const lists = [renamed('newcomer'), renamed('late-comer')];
  const site: Hypervisor = {
    ...demo,
    async machines() {
      lists.reverse();
      return lists[0] ?? [];
    },
  };
  return site;
}

async function change(fleet: Fleet, signal: AbortSignal): Promise<void> {
  fleet.forget('campus');
  await fleet.machines(signal);
}

/** Beginnings, whole names, the middle of names, typos, other machines' names, capital letters. */
function wordsOf(round: number): readonly string[] {
  return Array.from({ length: EACH }, (_, at) => {
    const number = String(((round * EACH + at) * 7919) % NAMES).padStart(4, '0');
    const words = [
      `lab-${number}`.slice(0, 1 + (at % 8)),
      number,
      `ab-${number.slice(0, 2)}`,
      `lba-${number}`,
      `lab${number}`,
      `LAB-${number.slice(0, 3)}`,
      `db-${number}`,
    ];
    return words[at % words.length] ?? '';
  });
}

async function tab(fleet: Fleet, word: string): Promise<void> {
  const parts = { commands, fleet, tasks: noTasks, policy: closedPolicy };
  await complete(parts, `vm show ${word}`, { actor, local: true });
}

async function each(
  words: readonly string[],
  sample: (word: string) => Promise<number>,
): Promise<readonly number[]> {
  const times: number[] = [];
  for (const word of words) times.push(await sample(word));
  return times;
}
