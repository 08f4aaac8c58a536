import { afterAll, beforeAll, expect, it } from 'vitest';
import type { GuestChannel } from '../../src/hypervisor/guest.ts';
import type { Hypervisor } from '../../src/hypervisor.ts';
import { type DemoSite, openDemo } from '../adapters/hypervisor/demo/site.ts';
import { memoryTask } from '../contracts/task.ts';
import { type Bench, openBench, textOf } from './bench.ts';

let site: DemoSite;
let bench: Bench;

beforeAll(async () => {
  site = await openDemo();
  bench = openBench([site.hypervisor]);
});
afterAll(() => site.close());

/** The site with another way into its guests. */
function through(change: (guest: GuestChannel) => Partial<GuestChannel>): Hypervisor {
  const { guest = expect.fail() } = site.hypervisor;
  return { ...site.hypervisor, guest: { ...guest, ...change(guest) } };
}

it('everyone is pinged by everyone, and who cannot be asked is unknown with the reason', async () => {
  const { state, card } = await bench.carryOut('net matrix');
  expect(state).toBe('done');
  expect(card.title).toBe('Matrix of 12 machines: 64 of 64 ways answer, 68 unknown');
  const text = textOf(card);
  expect(text).toMatch(/^web-1 \| 8 of 8 \|/m);
  expect(text).toContain('lab-03 | unknown |  |  | it is off');
  expect(text).toContain('win-print | unknown |  |  | win-print has no guest agent');
  expect(card.blocks?.find(({ type }) => type === 'image')).toMatchObject({
    alt: expect.stringContaining('web-1'),
  });
});

it('a machine on another segment is reached by none and reaches none', async () => {
  await bench.carryOut('net connect web-1 vmbr1 --keep');
  const { card } = await bench.carryOut('net matrix tag:prod,state:running');
  const text = textOf(card);
  expect(text).toMatch(/^web-1 \| 0 of 5 \| /m);
  expect(text).toMatch(/^web-2 \| 4 of 5 \| web-1 \|/m);
  expect(card.actions?.[0]?.command).toMatch(/^net why \S+ \S+$/);
  await bench.carryOut('net connect web-1 vmbr0');
});

it('each row is one call into its guest', async () => {
  const started: string[] = [];
  const counted = through((guest) => ({
    start(machine, argv, signal) {
      started.push(machine.name);
      return guest.start(machine, argv, signal);
    },
  }));
  await openBench([counted]).carryOut('net matrix web-*');
  expect(new Set(started)).toEqual(new Set(['web-1', 'web-2']));
  expect(started).toHaveLength(2);
});

it('a resumed matrix asks only for the rows that it does not have', async () => {
  const started: string[] = [];
  const counted = through((guest) => ({
    start(machine, argv, signal) {
      started.push(machine.name);
      return guest.start(machine, argv, signal);
    },
  }));
  const again = openBench([counted]);
  const { operations } = await again.plan('net matrix web-*');
  const [operation = expect.fail()] = operations;
  const first = memoryTask();
  const whole = await again.perform(operation, first);
  const [, , last = expect.fail()] = first.records.steps.keys();
  first.records.steps.delete(last);
  started.length = 0;
  const resumed = await again.perform(operation, memoryTask({ records: first.records }));
  expect(started).toHaveLength(1);
  expect(resumed.card.title).toBe(whole.card.title);
});

it('a cancelled matrix waits for the rows that ping, begins no other, and shows what it has', async () => {
  const task = memoryTask();
  const started: string[] = [];
  const cancelling = through((guest) => ({
    start(machine, argv, signal) {
      started.push(machine.name);
      task.stop('cancelled');
      return guest.start(machine, argv, signal);
    },
  }));
  const { state, card } = await openBench([cancelling]).carryOut('net matrix', task);
  expect(state).toBe('cancelled');
  expect(card.title).toMatch(/^Cancelled: Matrix of 12 machines: \d+ of \d+ ways answer, /);
  expect(started.length).toBeLessThan(8);
  expect(textOf(card)).toContain('it was not asked any more');
});

it('a guest that gives no answer spoils its own row alone', async () => {
  const silent = through((guest) => ({
    start: (machine, argv, signal) =>
      machine.name === 'web-1'
        ? guest.start(machine, ['/bin/no-such'], signal)
        : guest.start(machine, argv, signal),
  }));
  const { state, card } = await openBench([silent]).carryOut('net matrix web-*');
  expect(state).toBe('done');
  expect(textOf(card)).toContain(
    'web-1 | unknown |  |  | its guest has neither /bin/sh nor a ping',
  );
  expect(textOf(card)).toMatch(/^web-2 \| 1 of 1/m);
});

it.each([
  ['net matrix web-1', 'A matrix needs two machines or more'],
  ['net matrix lab-0*', 'That is 30 machines; a matrix has 20 at most'],
])('%s is refused', async (line, message) => {
  const crowd = await openDemo({ machines: 30 });
  const sites = line.includes('lab') ? [crowd.hypervisor] : [site.hypervisor];
  await expect(openBench(sites).plan(line)).rejects.toMatchObject({ code: 'invalid', message });
  await crowd.close();
});
