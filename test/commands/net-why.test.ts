import { afterEach, beforeEach, expect, it } from 'vitest';
import { type DemoSite, openDemo } from '../adapters/hypervisor/demo/site.ts';
import { memoryTask } from '../contracts/task.ts';
import { type Bench, openBench, textOf } from './bench.ts';

let site: DemoSite;
let bench: Bench;

beforeEach(async () => {
  site = await openDemo();
  bench = openBench([site.hypervisor]);
});
afterEach(() => site.close());

async function why(line: string) {
  const { state, card } = await bench.carryOut(line);
  expect(state).toBe('done');
  return { title: card.title, text: textOf(card), lines: card.actions?.map((one) => one.command) };
}

it('two machines that reach each other are shown with every link between them', async () => {
  const { title, text } = await why('net why web-1 db-1');
  expect(title).toBe('web-1 and db-1 reach each other');
  for (const part of ['cable of web-1', 'eth0, 10.20.', 'segment', 'web-1 → db-1']) {
    expect(text).toContain(part);
  }
  expect(text).not.toMatch(/^[✗?] /m);
});

it('the first broken link is the answer, and its button mends it', async () => {
  await bench.carryOut('net link web-2 down');
  const { title, text, lines } = await why('net why web-1 web-2');
  expect(title).toBe('Why web-1 and web-2 cannot talk');
  expect(text).toMatch(/^the cable of web-2 is pulled \(bridge vmbr0, card net0\)\.$/im);
  expect(lines).toEqual(['net link web-2 up', 'net why web-1 web-2']);
  await bench.carryOut(lines?.[0] ?? '');
  expect((await why('net why web-1 web-2')).title).toBe('web-1 and web-2 reach each other');
});

it('a machine on another bridge', async () => {
  await bench.carryOut('net connect web-2 vmbr1 --keep');
  const { text, lines } = await why('net why web-1 web-2');
  expect(text).toMatch(/vmbr1/);
  expect(lines?.[0]).toBe('net connect web-2 vmbr0');
});

it('a machine that is off is the answer, with the line that starts it', async () => {
  const { text, lines } = await why('net why web-1 lab-03');
  expect(text).toMatch(/^lab-03 on demo-b is off\.$/im);
  expect(lines?.[0]).toBe('vm start lab-03');
});

it('a guest that cannot be asked is asked for from the other end, and what is not known is said', async () => {
  const { title, text } = await why('net why web-1 win-print');
  expect(title).toBe('web-1 and win-print reach each other');
  expect(text).toContain('win-print has no guest agent');
});

it('one machine is no pair', async () => {
  await expect(bench.plan('net why web-1 web-1')).rejects.toMatchObject({
    message: 'web-1 always reaches itself',
  });
});

it('a cancel ends it, and is no reason why something is not known', async () => {
  const task = memoryTask();
  task.stop('cancelled');
  await expect(bench.carryOut('net why web-1 db-1', task)).rejects.toThrow();
});
