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

async function preview(line: string) {
  const plan = await bench.plan(line);
  if (!plan.preview) throw new Error(`${line} shows no preview`);
  return { plan, card: plan.preview, text: textOf(plan.preview) };
}

it('a rollback says what is lost, since when, and how the machine is left', async () => {
  const { plan, text } = await preview('snapshot rollback web-1 before-upgrade');
  expect(plan).toMatchObject({ danger: 'confirm', confirmLabel: 'Roll back web-1 on demo-a' });
  expect(text).toContain('Everything on web-1 since the snapshot is lost: the changes of 9 d.');
  expect(text).toContain('The RAM of now is lost too.');
  expect(text).toContain('Description: Debian 12 to 13');
  expect(text).toContain('Holds: disks and RAM');
  expect(text).toContain('Later snapshots: none');
  expect(text).toContain('Afterwards: running, from where it was');
});

it('a rollback says what becomes of later snapshots on this storage', async () => {
  expect((await preview('snapshot rollback db-1 monthly')).text).toContain(
    'Later snapshots: deleted: before-upgrade',
  );
  await bench.carryOut('snapshot create web-1 later');
  expect((await preview('snapshot rollback web-1 before-upgrade')).text).toContain(
    'Later snapshots: kept: later',
  );
});

it('a rollback that later snapshots stand in the way of is refused with what to delete first', async () => {
  await expect(bench.plan('snapshot rollback mail monthly')).rejects.toMatchObject({
    code: 'conflict',
    message: 'before-upgrade is in the way of "monthly"',
    choices: ['snapshot delete mail before-upgrade'],
  });
});

it('a rollback names the disks that stay as they are', async () => {
  await bench.carryOut('snapshot create build-1 first');
  const { text } = await preview('snapshot rollback build-1 first');
  expect(text).toMatch(/Not in the snapshot, so left as now: .+\./);
});

it('a plan made again from the same things has the same fingerprint, however much later', async () => {
  const later = openBench([site.hypervisor], { now: () => Date.now() + 3_600_000 });
  for (const line of [
    'snapshot rollback web-1 before-upgrade',
    'snapshot delete web-1 before-upgrade',
    'vm stop web-1',
    'vm stop tag:prod',
  ]) {
    const [first, second] = [await bench.plan(line), await later.plan(line)];
    expect(first.fingerprint, line).toMatch(/^[0-9a-f]{16}$/);
    expect(second.fingerprint, line).toBe(first.fingerprint);
  }
});

it('a plan has another fingerprint when a later snapshot has come, or the state has changed', async () => {
  const before = await bench.plan('snapshot rollback git before-upgrade');
  await bench.carryOut('vm pause git');
  const paused = await bench.plan('snapshot rollback git before-upgrade');
  expect(paused.fingerprint).not.toBe(before.fingerprint);
  await bench.carryOut('vm resume git');

  const alone = await bench.plan('snapshot rollback db-1 before-upgrade');
  await bench.carryOut('snapshot create db-1 newer');
  const joined = await bench.plan('snapshot rollback db-1 before-upgrade');
  expect(joined.fingerprint).not.toBe(alone.fingerprint);
});

it('deleting a snapshot says that the machine stays, and what was taken on top of it', async () => {
  const { plan, text } = await preview('snapshot delete db-1 monthly');
  expect(plan.confirmLabel).toBe('Delete monthly of db-1 on demo-a');
  expect(text).toContain('db-1 itself stays as it is now.');
  expect(text).toContain('Taken on top of it: before-upgrade (kept)');
});

it('cutting the power says what is lost and offers the clean way first', async () => {
  const { plan, card, text } = await preview('vm stop web-2');
  expect(plan).toMatchObject({ danger: 'confirm', confirmLabel: 'Stop web-2 on demo-b' });
  expect(text).toContain('Unsaved work is lost');
  expect(card.actions?.[0]).toEqual({
    label: 'Shut down cleanly',
    command: 'vm shutdown web-2',
  });
});

it('what can be undone needs no confirmation', async () => {
  for (const line of [
    'vm shutdown web-2',
    'vm reboot web-2',
    'vm start lab-03',
    'vm pause web-2',
  ]) {
    expect(await bench.plan(line), line).not.toHaveProperty('danger');
  }
});

it('several machines are one plan with a list, and those it makes no sense for are left out', async () => {
  const { plan, text } = await preview('vm start lab-03 lab-04 web-2');
  expect(plan.danger).toBe('confirm');
  expect(plan.confirmLabel).toBe('Start 2 machines on demo-b');
  expect(plan.operations.map(({ title }) => title)).toEqual(['Start lab-03', 'Start lab-04']);
  expect(text).toContain('Left out: web-2 is running.');
});

it('a file that is there already is replaced only after a look', async () => {
  expect(await bench.plan('guest write web-1 /root/new hello')).not.toHaveProperty('danger');
  const { plan, text } = await preview('guest write web-1 /etc/hostname changed');
  expect(plan.confirmLabel).toBe('Replace /etc/hostname in web-1 on demo-a');
  expect(text).toContain('what it holds now is lost');
  expect(text).toContain('Then: 7 B');
});

it('an operation claims its machine: alone for changes, together for work inside the guest', async () => {
  const claims = async (line: string) => (await bench.plan(line)).operations[0]?.claims;
  const target = 'machine:campus/102';
  expect(await claims('vm stop web-2')).toEqual([{ target, mode: 'exclusive' }]);
  expect(await claims('snapshot create web-2 x')).toEqual([{ target, mode: 'exclusive' }]);
  expect(await claims('guest run web-2 true')).toEqual([{ target, mode: 'shared' }]);
  expect(await claims('net ping web-2 web-1')).toEqual([]);
});

it.each([
  'vm stop web-1',
  'vm stop tag:prod',
  'vm note lab-04 another',
  'vm delete lab-03',
  'snapshot rollback web-1 before-upgrade',
  'snapshot delete web-1 before-upgrade',
  'guest write web-1 /etc/hostname changed',
  'backup create mail',
  'backup prune --keep-last 1',
])('the button of %s says where it strikes', async (line) => {
  await bench.carryOut('vm note lab-04 first');
  const { plan } = await preview(line);
  expect(plan.confirmLabel).toMatch(/ on (?:demo-[ab]\b|\d hosts\b)/);
});
