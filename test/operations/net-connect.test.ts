import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Network } from '../../src/hypervisor/network.ts';
import type { Hypervisor } from '../../src/hypervisor.ts';
import { type DemoSite, openDemo } from '../adapters/hypervisor/demo/site.ts';
import { type Bench, openBench, textOf } from '../commands/bench.ts';
import { type MemoryTask, memoryTask } from '../contracts/task.ts';

let site: DemoSite;
let bench: Bench;

beforeEach(async () => {
  site = await openDemo();
  bench = openBench([site.hypervisor]);
});
afterEach(() => site.close());

/** Carries the line out without the minute that a machine is given to find its network. */
async function connect(line: string, task?: MemoryTask, on: Bench = bench) {
  const [operation = expect.fail()] = (await on.plan(line)).operations;
  return on.perform({ ...operation, input: { ...Object(operation.input), watchMs: 0 } }, task);
}

async function plugged(): Promise<string> {
  return textOf(await bench.card('net interfaces web-1'));
}

/** The site with other doings of its network. */
function acting(change: (network: Network) => Partial<Network>): Hypervisor {
  const { network = expect.fail() } = site.hypervisor;
  return { ...site.hypervisor, network: { ...network, ...change(network) } };
}

it('a machine that loses its network is put back, and the card says so', async () => {
  const { state, card } = await connect('net connect web-1 vmbr1');
  expect(state).toBe('failed');
  expect(card.title).toBe('web-1 is back on vmbr0: on vmbr1 it had no network');
  expect(textOf(card)).toMatch(/10\.20\.0\.\d and .* answered it before, and nobody does now/);
  expect(card.actions?.[0]?.command).toBe('net connect web-1 vmbr1 --card=net0 --keep');
  expect(await plugged()).toContain('bridge vmbr0');
  expect((await bench.carryOut('net ping web-2 web-1 1')).state).toBe('done');
});

it('with --keep it stays there, and nothing is watched', async () => {
  const { state, card } = await connect('net connect web-1 vmbr1 --keep');
  expect(state).toBe('done');
  expect(card.title).toBe('web-1 is connected to vmbr1');
  expect(await plugged()).toContain('bridge vmbr1');
});

it('a machine that finds its network again is not put back', async () => {
  await connect('net connect web-1 vmbr1 --keep');
  const { state, card } = await connect('net connect web-1 vmbr0');
  expect(state).toBe('done');
  expect(textOf(card)).toContain('It has its network there: its guest still has 10.20.1.12.');
});

it('a machine that is off, and one whose guest is silent, are only connected', async () => {
  const off = await connect('net connect lab-03 vmbr1');
  expect(off).toMatchObject({ state: 'done', card: { tone: 'success' } });
  const silent = await connect('net connect win-print vmbr1');
  expect(silent).toMatchObject({ state: 'done', card: { tone: 'warning' } });
  expect(textOf(silent.card)).toContain('is not known: win-print has no guest agent');
});

it('a cancel while it is watched leaves it there and says that nobody knows', async () => {
  const task = memoryTask();
  const connecting = bench.carryOut('net connect web-1 vmbr1', task);
  const watched = () => task.progress.some(({ note }) => note.startsWith('Watching'));
  await expect.poll(watched, { timeout: 20_000 }).toBe(true);
  task.stop('cancelled');
  const { state, card } = await connecting;
  expect(state).toBe('cancelled');
  expect(textOf(card)).toContain('is not known: it was cancelled before that');
});

it.each([
  { dies: 'after-intent', diesAt: 0 },
  { dies: 'after-do', diesAt: 0 },
  { dies: 'after-intent', diesAt: 1 },
  { dies: 'after-do', diesAt: 1 },
] as const)('one that dies $dies of act $diesAt is gone on with, and put back', async (dies) => {
  const { operations } = await bench.plan('net connect web-1 vmbr1');
  const [planned = expect.fail()] = operations;
  const operation = { ...planned, input: { ...Object(planned.input), watchMs: 0 } };
  const first = memoryTask(dies);
  void bench.perform(operation, first);
  await first.died;
  const { card } = await bench.perform(operation, memoryTask({ records: first.records }));
  expect(card.title).toBe('web-1 is back on vmbr0: on vmbr1 it had no network');
  await expect.poll(plugged, { timeout: 20_000 }).toContain('bridge vmbr0');
});

it('where it cannot be put back, the card says that, and how to do it', async () => {
  const stuck = acting((network) => ({
    connect: (machine, plug, task) =>
      network.connect(
        machine,
        plug.segment.name === 'vmbr0' ? { ...plug, card: 'net7' } : plug,
        task,
      ),
  }));
  const { state, card } = await connect('net connect web-1 vmbr1', undefined, openBench([stuck]));
  expect(state).toBe('failed');
  expect(card).toMatchObject({
    tone: 'danger',
    title: 'web-1 has no network on vmbr1, and could not be put back',
  });
  expect(card.actions?.[0]?.command).toBe('net connect web-1 vmbr0 --card=net0');
});
