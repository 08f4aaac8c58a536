import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoSite, openDemo } from '../adapters/hypervisor/demo/site.ts';
import { type Bench, openBench, textOf } from './bench.ts';

let site: DemoSite;
let bench: Bench;

beforeAll(async () => {
  site = await openDemo();
  bench = openBench([site.hypervisor]);
});
afterAll(() => site.close());

describe('vm clone', () => {
  beforeAll(async () => {
    await bench.carryOut('vm create web-8 --image debian-13.qcow2 --no-start');
  });

  it('gives another machine; while a full copy is read, others may copy too', async () => {
    const { operations } = await bench.plan('vm clone web-8 web-81');
    expect(operations[0]?.claims.map(({ target, mode }) => `${target} ${mode}`)).toEqual([
      expect.stringMatching(/^machine:campus\/\d+ shared$/),
      'name:campus/web-81 exclusive',
    ]);
    const { card } = await bench.carryOut('vm clone web-8 web-81 --start');
    expect(card.title).toBe('web-81 was cloned from web-8');
    expect(textOf(card)).toContain('State: running');
  });

  it('a linked one has its source for itself', async () => {
    const { operations } = await bench.plan('vm clone web-8 web-82 --linked');
    expect(operations[0]?.claims[0]?.mode).toBe('exclusive');
  });
});

describe('vm set', () => {
  it('says what was and what is, at once for a machine that is off', async () => {
    const { card } = await bench.carryOut('vm set lab-03 --memory 6G --cpus 4');
    expect(card.title).toBe('lab-03 has 4 CPUs and 6.0 GiB');
    expect(textOf(card)).toContain('CPUs: 2 → 4\nMemory: 2.0 GiB → 6.0 GiB');
  });

  it('says that it waits for the next start of one that runs, and then it has it', async () => {
    const { card } = await bench.carryOut('vm set web-2 --memory 6G');
    expect(card.title).toBe('web-2 will have 6.0 GiB');
    expect(textOf(card)).toContain('Memory: 4.0 GiB → 6.0 GiB (at its next start)');
    expect(card.actions?.[0]?.command).toBe('vm shutdown web-2');
    for (const line of ['vm stop web-2', 'vm start web-2']) await bench.carryOut(line);
    expect(
      (await bench.fleet.machine('web-2', AbortSignal.timeout(5_000))).machine.memoryBytes,
    ).toBe(6 * 1024 ** 3);
  });

  it('without anything to set is not understood', async () => {
    await expect(bench.plan('vm set web-1')).rejects.toMatchObject({ code: 'usage' });
  });

  it('several are one plan with what each has and gets', async () => {
    const plan = await bench.plan('vm set tag:kelas-b --cpus 1');
    expect(plan).toMatchObject({
      danger: 'confirm',
      confirmLabel: 'Set 1 CPU for 2 machines on demo-b',
    });
    expect(textOf(plan.preview ?? { title: '' })).toContain('lab-04 | off | demo-b | 2 → 1');
  });
});

describe('vm resize', () => {
  it('adds to the only disk, and says what is left to do in the guest', async () => {
    const { card } = await bench.carryOut('vm resize lab-03 +10G');
    expect(card.title).toBe('scsi0 of lab-03 has 42.0 GiB');
    expect(textOf(card)).toContain('32.0 GiB → 42.0 GiB');
    expect(textOf(card)).toContain('growpart');
  });

  it('never shrinks, and asks which of several disks', async () => {
    await expect(bench.plan('vm resize lab-04 10G')).rejects.toMatchObject({
      code: 'invalid',
      message: 'scsi0 of lab-04 has 32.0 GiB: it can only grow',
    });
    await expect(bench.plan('vm resize build-1 +10G')).rejects.toMatchObject({
      code: 'ambiguous',
      hint: 'Say which, behind the size: scsi0 (32.0 GiB) or scsi1 (64.0 GiB).',
    });
    await expect(bench.plan('vm resize build-1 +10G vdz')).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});

describe('vm delete', () => {
  it('shows every file with its size, what stays, and what becomes of snapshots and backups', async () => {
    const plan = await bench.plan('vm delete lab-03');
    const text = textOf(plan.preview ?? { title: '' });
    expect(plan).toMatchObject({ danger: 'confirm', confirmLabel: 'Delete lab-03 on demo-b' });
    // A question: a terminal marks the other tone as a failure.
    expect(plan.preview?.tone).toBe('warning');
    expect(text).toMatch(/This cannot be undone: 1 file with [\d.]+ GiB is gone for good\./);
    expect(text).toMatch(/qcow2:vm-111-disk-0 \| disk \| [\d.]+ GiB/);
    expect(text).toContain('Snapshots: none');
    expect(text).toContain('Backups: none: there is no way back');
  });

  it('refuses one that runs, with the two ways to turn it off', async () => {
    await expect(bench.plan('vm delete web-1')).rejects.toMatchObject({
      code: 'conflict',
      message: 'web-1 is running: only what is off is deleted',
      choices: ['vm shutdown web-1', 'vm stop web-1'],
    });
  });

  it('refuses the base of a linked clone, and says whose', async () => {
    await bench.carryOut('vm clone lab-04 lab-14 --linked');
    await expect(bench.plan('vm delete lab-04')).rejects.toMatchObject({
      code: 'conflict',
      message: 'lab-04 cannot be deleted: the disk of lab-14 stands on its disk',
    });
    await expect(bench.plan('vm delete lab-04 lab-14 web-8')).rejects.toMatchObject({
      message: 'lab-04 cannot be deleted: the disk of lab-14 stands on its disk',
      choices: ['vm delete lab-14 web-8'],
    });
    const text = textOf((await bench.plan('vm delete lab-14')).preview ?? { title: '' });
    expect(text).toContain('Stays: the disk of lab-04: this one stands on it');
  });

  it('several are one plan with all their files, and another one when a file has come', async () => {
    const before = await bench.plan('vm delete lab-03 web-8');
    expect(before.confirmLabel).toBe('Delete 2 machines on 2 hosts');
    expect(before.operations).toHaveLength(2);
    await bench.carryOut('vm start web-8');
    await bench.carryOut('vm hibernate web-8');
    const after = await bench.plan('vm delete lab-03 web-8');
    expect(after.fingerprint).not.toBe(before.fingerprint);
    expect(JSON.stringify(after.preview)).toContain('saved memory');
  });

  it('frees the space that it said it would', async () => {
    const { card } = await bench.carryOut('vm delete lab-03');
    expect(card.title).toBe('lab-03 was deleted');
    expect(textOf(card)).toMatch(/Deleted: 1 file\nFreed: [\d.]+ GiB/);
    await expect(bench.card('vm show lab-03')).rejects.toMatchObject({ code: 'not-found' });
  });
});
