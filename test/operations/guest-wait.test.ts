import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DemoSite, openDemo } from '../adapters/hypervisor/demo/site.ts';
import { type Bench, openBench, textOf } from '../commands/bench.ts';
import { memoryTask } from '../contracts/task.ts';

let site: DemoSite;
let bench: Bench;

beforeAll(async () => {
  site = await openDemo();
  bench = openBench([site.hypervisor]);
});
afterAll(() => site.close());

it('a waiting ends when the guest answers, and tells its addresses', async () => {
  await bench.carryOut('vm start lab-03');
  const task = memoryTask();
  const { state, card } = await bench.carryOut('guest wait lab-03', task);
  expect(state).toBe('done');
  expect(card.title).toBe('lab-03 answers');
  expect(textOf(card)).toMatch(/Addresses: 10\.20\./);
});

it('a guest without an agent is waited for no longer than was asked', async () => {
  await expect(bench.carryOut('guest wait win-print --timeout 1')).rejects.toMatchObject({
    code: 'timeout',
    message: expect.stringMatching(/^win-print did not answer in 1 s: /),
  });
});

it('nobody waits for a machine that is off, also when it stops meanwhile', async () => {
  await expect(bench.plan('guest wait lab-04')).rejects.toMatchObject({ code: 'conflict' });
  const plan = await bench.plan('guest wait win-print');
  await bench.perform((await bench.plan('vm stop win-print')).operations[0] ?? expect.fail());
  const waiting = bench.perform(plan.operations[0] ?? expect.fail());
  await expect(waiting).rejects.toMatchObject({ code: 'conflict' });
});

it('who only waits for a guest is in nobody’s way', async () => {
  const { operations } = await bench.plan('guest wait web-1');
  expect(operations[0]?.claims).toEqual([]);
});
