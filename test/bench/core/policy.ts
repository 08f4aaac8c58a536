import { commands } from '../../../commands/index.ts';
import type { AccessFile } from '../../../src/access/file.ts';
import type { Policy } from '../../../src/access/policy.ts';
import { rulebookOf } from '../../../src/access/rulebook.ts';
import { policyOver } from '../../../src/access/ruled.ts';
import type { Machine } from '../../../src/hypervisor.ts';
import { createInventory, type Fleet } from '../../../src/inventory.ts';
import { complete } from '../../../src/router/completion.ts';
import type { Measured } from '../figure.ts';
import { bareWork, interleave, median, p99, timed } from '../measure.ts';
import { ownTime } from '../own-time.ts';
import { inScratch } from '../scratch.ts';
import { demoSite } from '../sites.ts';
import { noTasks } from './router.ts';

const MACHINES = 10_000;
const WORDS = 50;
/** About what a completion costs. */
const BARE_MS = 0.5;
const student = { platform: 'slack', id: 'U7', name: 's7', groups: ['S1'] };
const place = { platform: 'slack', channel: 'C1' };

/** What rights cost where 10,000 machines are judged by the rules of 200 people. */
export function measurePolicy(signal: AbortSignal): AsyncIterable<Measured> {
  return inScratch((directory) => measure(directory, signal));
}

async function* measure(directory: string, signal: AbortSignal): AsyncGenerator<Measured> {
  const site = demoSite(MACHINES, directory);
  const fleet = createInventory([site], { freshMs: 3_600_000, deadlineMs: 60_000 });
  const machines = (await fleet.machines(signal)).flatMap(({ items }) => items);
  const book = rulebookOf({ file: rules(), grants: [], links: [] });
  const policy = policyOver({ trusted: () => false, book: () => book });
  const work = bareWork(BARE_MS);
  const times = await interleave(
    {
      list: () => ownTime(() => seen(policy, machines)),
      async typing() {
        const each: number[] = [];
        for (let at = 0; at < WORDS; at += 1)
          each.push(await ownTime(() => tab(fleet, policy, at)));
        return p99(each);
      },
      floor: () => timed(work),
    },
    { rounds: 11, warmUp: 2, signal },
  );
  await site.close?.();
  const beside = {
    what: `${BARE_MS} ms of bare work with all interruptions`,
    value: median(times.floor),
  };
  const list = `which of ${MACHINES} machines a person of 200 with rules may see, of one processor`;
  const typing = `their keystroke's completion of ${MACHINES} names, of one processor, p99`;
  const goal = { is: 'below', limit: 20 } as const;
  yield { figure: list, value: median(times.list), unit: 'ms', beside, goal };
  yield { figure: typing, value: median(times.typing), unit: 'ms', beside, goal };
}

function rules(): AccessFile {
  const people = Array.from({ length: 200 }, (_, at) => `s${at}`);
  return {
    people: Object.fromEntries(
      people.map((id, at) => [id, { name: id, ids: { slack: `U${at}` } }]),
    ),
    roles: {},
    bindings: [
      { role: 'viewer', people: [], groups: { slack: ['S1'] }, on: ['lab-*5', 'tag:lab'] },
      { role: 'operator', people: [], groups: { slack: ['S1'] }, on: ['owner:{person}'] },
      ...people.map((id, at) => ({
        role: 'operator',
        people: [id],
        groups: {},
        on: [`lab-${at}*`],
        in: { slack: ['C1'] },
      })),
    ],
  };
}

function seen(policy: Required<Pick<Policy, 'reach'>>, machines: readonly Machine[]): number {
  return machines.filter(policy.reach({ actor: student }, 'vm.read', place).machine).length;
}

async function tab(fleet: Fleet, policy: Policy, at: number): Promise<void> {
  const parts = { commands, fleet, tasks: noTasks, policy };
  await complete(parts, `vm show lab-${at}`, { actor: student, place });
}
