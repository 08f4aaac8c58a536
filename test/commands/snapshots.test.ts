import { afterAll, beforeAll, expect, it } from 'vitest';
import { isPlan } from '../../src/command.ts';
import { type DemoSite, openDemo } from '../adapters/hypervisor/demo/site.ts';
import { machine, pretend, snapshot } from '../doubles/hypervisor.ts';
import { type Bench, openBench, textOf } from './bench.ts';

let site: DemoSite;
let bench: Bench;
beforeAll(async () => {
  site = await openDemo();
  bench = openBench([site.hypervisor]);
});
afterAll(() => site.close());

const previewOf = async (line: string) => {
  const plan = await bench.plan(line);
  return { plan, text: plan.preview ? textOf(plan.preview) : '' };
};

it('one snapshot of several machines is one plan, without those that have the name', async () => {
  const { plan, text } = await previewOf('snapshot create tag:web before-upgrade --disk-only');
  expect(plan).toMatchObject({
    danger: 'confirm',
    title: 'Take snapshot before-upgrade of 1 machine',
  });
  expect(plan.operations).toMatchObject([
    { input: { wanted: { name: 'before-upgrade', disksOnly: true } } },
  ]);
  expect(text).toContain('web-2');
  expect(text).toContain('Left out: web-1 already has a snapshot');
  expect(text).toContain('the disks alone, as after a power cut');
});

it('a name that no storage takes is refused for all of them', async () => {
  await expect(bench.type('snapshot create tag:web "a/b"')).rejects.toMatchObject({
    code: 'invalid',
  });
});

it('what stands against it is said with the line that works', async () => {
  const lab = pretend({
    snapshots: {
      createObstacle: async (_machine, { external }) =>
        external
          ? undefined
          : { code: 'unsupported', message: 'e1 boots with UEFI', instead: 'external' },
      deleteObstacle: async (_machine, { children }) =>
        children
          ? undefined
          : { code: 'conflict', message: 'inside lies in it', instead: 'children' },
    },
  });
  lab.machines = [machine('e1')];
  lab.snapshots = [snapshot('layer'), snapshot('inside', { parent: 'layer' })];
  const there = openBench([lab.hypervisor]);
  await expect(there.type('snapshot create e1 x --description why')).rejects.toMatchObject({
    code: 'unsupported',
    choices: ['snapshot create e1 x --description why --external'],
  });
  expect(isPlan(await there.type('snapshot create e1 x --external'))).toBe(true);
  await expect(there.type('snapshot delete e1 layer')).rejects.toMatchObject({
    code: 'conflict',
    choices: ['snapshot delete e1 layer --children'],
  });
  const plan = await there.plan('snapshot delete e1 layer --children');
  expect(plan.confirmLabel).toBe('Delete 2 snapshots of e1 on kvm-a');
  expect(textOf(plan.preview ?? expect.fail())).toContain('inside');
  await there.carryOut('snapshot delete e1 layer --children');
  expect(lab.acts).toEqual(['delete with children layer']);
});

it('with children, each that goes is listed, and all are gone afterwards', async () => {
  for (const name of ['a', 'b', 'c']) await bench.carryOut(`snapshot create git ${name}`);
  const { text } = await previewOf('snapshot delete git a --children');
  for (const name of ['a', 'b', 'c']) expect(text).toContain(name);
  const { card } = await bench.carryOut('snapshot delete git a --children');
  expect(card.title).toBe('3 snapshots of git were deleted');
  expect(textOf(await bench.card('snapshot list git'))).toContain('1 snapshot of git');
});

it('a list says what each snapshot holds', async () => {
  await bench.carryOut('snapshot create web-2 beside --external');
  await bench.carryOut('snapshot create web-2 disks --disk-only');
  const text = textOf(await bench.card('snapshot list web-2'));
  expect(text).toContain('disks and RAM, external');
  expect(text).toContain('disks only');
});

it('a tag makes a selector, and several machines are one plan', async () => {
  await bench.carryOut('vm tag mail exam');
  await bench.carryOut('vm tag git exam extra');
  expect(textOf(await bench.card('vm list tag:exam'))).toContain('2 machines');
  const { plan, text } = await previewOf('vm tag tag:exam --remove extra');
  expect(plan.operations).toHaveLength(1);
  expect(text).toContain('Left out: mail has none of them.');
  await bench.perform(plan.operations[0] ?? expect.fail());
  await expect(bench.type('vm list tag:extra')).rejects.toMatchObject({ code: 'not-found' });
});

it('a note is shown, and not replaced without a look', async () => {
  await bench.carryOut('vm note mail "owner: Budi"');
  const { plan, text } = await previewOf('vm note mail "owner: Ani"');
  expect(plan.danger).toBe('confirm');
  expect(text).toContain('owner: Budi');
  expect(textOf(await bench.card('vm show mail'))).toContain('owner: Budi');
});
