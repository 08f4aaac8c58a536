import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSite } from '../adapters/hypervisor/libvirt/site.ts';
import { openBench, textOf } from '../commands/bench.ts';
import { memoryTask } from '../contracts/task.ts';
import { ready } from '../program/ready.ts';

const config = process.env['NAKHODA_LAB'] ?? '';
const [a, b] = [await openSite('kvm-a'), await openSite('kvm-b')];
const bench = openBench([a, b]);
beforeAll(() => ready(config, ['e1', 'e2']), 300_000);
afterAll(async () => {
  await bench.carryOut(`guest run e1 rm -f ${FILE}`);
  await bench.carryOut(`guest run e2 rm -f ${FILE} ${FILE}.back`);
  await Promise.all([a.close?.(), b.close?.()]);
});

const FILE = '/tmp/nakhoda-real-copy';
/** Two pieces. */
const made = `head -c 530000 /dev/urandom >${FILE}; chmod 640 ${FILE}; sha256sum <${FILE}`;
const left = 'ls -A /tmp | grep -c -e nakhoda-copy -e nakhoda-piece';

it('a file gets from a guest of one host to one of another, also when the bot dies on the way', async () => {
  const { card: told } = await bench.carryOut(`guest run e1 sh -c '${made}'`);
  const sum = /[\da-f]{64}/.exec(textOf(told))?.[0] ?? expect.fail(textOf(told));
  const [operation = expect.fail()] = (await bench.plan(`guest copy e1 ${FILE} e2 /tmp/`))
    .operations;
  const first = memoryTask({ dies: 'after-intent', diesAt: 1 });
  void bench.perform(operation, first);
  await first.died;
  const next = memoryTask({ records: first.records });
  const { state, card } = await bench.perform(operation, next);
  expect(state, textOf(card)).toBe('done');
  expect(textOf(card)).toContain(sum);
  expect(textOf(card)).toContain('640 root:root');
  const there = await bench.carryOut(`guest run e2 sh -c 'sha256sum <${FILE}; ${left}'`);
  expect(textOf(there.card)).toContain(sum);
  expect(textOf(there.card)).toMatch(/^0$/m);
});

it('a file that is there already stays', async () => {
  await bench.carryOut(`guest run e2 sh -c 'echo mine >${FILE}.back'`);
  const line = `guest copy e1 ${FILE} e2 ${FILE}.back`;
  await expect(bench.plan(line)).rejects.toMatchObject({ code: 'conflict' });
  expect((await bench.plan(`${line} --replace`)).danger).toBe('confirm');
});
