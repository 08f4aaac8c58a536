import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DemoSite, openDemo } from '../adapters/hypervisor/demo/site.ts';
import { type Bench, openBench, textOf } from './bench.ts';

let site: DemoSite;
let bench: Bench;

beforeAll(async () => {
  site = await openDemo();
  bench = openBench([site.hypervisor]);
});
afterAll(() => site.close());

it('a newcomer goes from the first look to a rollback and back', async () => {
  expect((await bench.card('fleet')).title).toBe('9 of 12 machines running on 2 hosts');
  expect(textOf(await bench.card('vm list'))).toContain('web-1 | running | demo-a');
  expect(await bench.carryOut('net ping web-1 web-2')).toMatchObject({ state: 'done' });

  const taken = await bench.carryOut('snapshot create web-1 before');
  expect(taken.card).toMatchObject({ title: 'Snapshot before of web-1 was taken' });

  const path = '"/root/uji rollback/test.txt"';
  await bench.carryOut(`guest write web-1 ${path} hello`);
  expect((await bench.card(`guest read web-1 ${path}`)).blocks).toEqual([
    { type: 'code', text: 'hello' },
  ]);

  const back = await bench.carryOut('snapshot rollback web-1 before');
  expect(back.state).toBe('done');
  expect(textOf(back.card)).toContain("The agent of web-1 answers, and the guest's clock is set.");

  const gone = await bench.carryOut('guest run web-1 test ! -e "/root/uji rollback"');
  expect(gone).toMatchObject({ state: 'done' });

  const shown = textOf(await bench.card('vm show web-1'));
  for (const label of ['CPU', 'Memory', 'Load average', 'Uptime', 'Tasks', 'Swap', 'Addresses']) {
    expect(shown).toMatch(new RegExp(`^${label}: (?!unknown)`, 'm'));
  }
  expect(shown).toContain('Snapshots: 2, the last before, just now');

  const deleted = await bench.carryOut('snapshot delete web-1 before');
  expect(deleted.card.title).toBe('Snapshot before of web-1 was deleted');
});

it('a machine goes through every power action, and each ends in the state it names', async () => {
  const states = [
    ['vm start lab-03', 'lab-03 is running', 'running'],
    ['vm pause lab-03', 'lab-03 is paused', 'paused'],
    ['vm resume lab-03', 'lab-03 is running', 'running'],
    ['vm reboot lab-03', 'lab-03 has rebooted', 'running'],
    ['vm stop lab-03', 'lab-03 is off', 'off'],
    ['vm start lab-03', 'lab-03 is running', 'running'],
    ['vm shutdown lab-03', 'lab-03 is off', 'off'],
  ] as const;
  for (const [line, title, state] of states) {
    const { card } = await bench.carryOut(line);
    expect(card.title).toBe(title);
    expect(textOf(card)).toContain(`State: ${state}`);
  }
});

it('a program that fails in the guest is a failed task, with what it wrote', async () => {
  const { state, card } = await bench.carryOut('guest run web-1 ls /nosuch');
  expect(state).toBe('failed');
  expect(card.title).toMatch(/^ls \/nosuch on web-1: exit [1-9]/);
  expect(textOf(card)).toContain('Standard error:');
});

it('a program that writes nothing says so', async () => {
  const { card } = await bench.carryOut('guest run web-1 true');
  expect(card).toMatchObject({ title: 'true on web-1: exit 0', tone: 'success' });
  expect(textOf(card)).toContain('It wrote nothing.');
});

it('a ping that nobody answers is failed, and says what to look at', async () => {
  const { state, card } = await bench.carryOut('net ping web-1 10.9.9.9 1');
  expect(state).toBe('failed');
  expect(card.title).toBe('web-1 on demo-a → 10.9.9.9: no answer');
  expect(textOf(card)).toContain('firewall');
});

it('the fullest file systems and the hungriest processes are shown', async () => {
  expect(textOf(await bench.card('guest df web-1'))).toContain('/dev/sda1');
  const top = await bench.card('guest top web-1 memory 2');
  const rows = top.blocks?.flatMap((block) => (block.type === 'table' ? block.rows : []));
  expect(rows).toHaveLength(2);
});
