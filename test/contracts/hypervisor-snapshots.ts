import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Snapshots } from '../../src/hypervisor/snapshots.ts';
import type { Machine } from '../../src/hypervisor.ts';
import { need, never, type Subject } from './subject.ts';
import { memoryTask } from './task.ts';

const hostile =
  'line one\nline "two" \'three\' --all $(reboot) `id` <x/>&amp; \u202Eevil\u202C é 你好';

export function snapshotFacts(current: () => Subject): void {
  describe('snapshots', () => {
    let snapshots: Snapshots;
    let machine: Machine;

    beforeEach(async ({ skip }) => {
      const { hypervisor, fixture } = current();
      skip(!hypervisor.snapshots, 'no snapshots on this platform');
      snapshots = need(hypervisor.snapshots);
      machine = await current().machine(fixture.running);
    });
    afterEach(() => deleteAll(current()));

    const create = (name: string, description = '') =>
      snapshots.create(machine, { name, description }, memoryTask());
    const names = async () => (await snapshots.list(machine, never)).map(({ name }) => name);
    const remove = async (name: string, children = false) => {
      const snapshot = await current().snapshot(machine, name);
      await snapshots.delete(machine, { snapshot, children }, memoryTask());
    };

    it('a snapshot of a running machine is listed with its RAM, as the current one', async () => {
      const before = Date.now();
      await create('first', 'for the contract');
      const [first, ...more] = await snapshots.list(machine, never);
      expect(more).toEqual([]);
      expect(first).toMatchObject({ name: 'first', description: 'for the contract' });
      expect(first).toMatchObject({ current: true, memory: true });
      // Some platforms keep whole seconds.
      expect(first?.createdAt).toBeGreaterThan(before - 2_000);
      expect(first?.createdAt).toBeLessThan(Date.now() + 2_000);
    });

    it('a snapshot of a machine that is off has no RAM', async () => {
      machine = await current().machine(current().fixture.stopped);
      await create('cold');
      expect(await current().snapshot(machine, 'cold')).toMatchObject({ memory: false });
      await remove('cold');
      expect(await names()).toEqual([]);
    });

    it('snapshots are listed oldest first, each on top of the one before', async () => {
      await create('older');
      await create('newer');
      const [older, newer] = await snapshots.list(machine, never);
      expect(newer).toMatchObject({ name: 'newer', parent: older?.id, current: true });
      expect(older).toMatchObject({ name: 'older', current: false });
    });

    it('a description comes back as it was given, whatever is in it', async () => {
      await create('hostile', hostile);
      expect((await current().snapshot(machine, 'hostile')).description).toBe(hostile);
    });

    it('a name that starts with a dash is a name or refused, never an option', async () => {
      const made = await create('--all').then(
        () => true,
        (error: unknown) => {
          expect(error).toMatchObject({ code: 'invalid' });
          return false;
        },
      );
      expect(await names()).toEqual(made ? ['--all'] : []);
    });

    it('a name with a line break is refused before anything is done', async () => {
      await expect(create('one\ntwo')).rejects.toMatchObject({ code: 'invalid' });
      expect(await names()).toEqual([]);
    });

    it('a second snapshot of one name is a conflict and changes nothing', async () => {
      await create('twice', 'the first');
      await expect(create('twice', 'the second')).rejects.toMatchObject({ code: 'conflict' });
      expect((await current().snapshot(machine, 'twice')).description).toBe('the first');
    });

    it('a missing snapshot cannot be rolled back to, or deleted', async () => {
      await create('there');
      const missing = { ...(await current().snapshot(machine, 'there')), id: 'gone', name: 'gone' };
      const absent = { code: 'not-found' };
      await expect(snapshots.rollback(machine, missing, memoryTask())).rejects.toMatchObject(
        absent,
      );
      const doomed = { snapshot: missing, children: false };
      await expect(snapshots.delete(machine, doomed, memoryTask())).rejects.toMatchObject(absent);
      expect(await names()).toEqual(['there']);
    });

    it('delete takes only that one, and its child is joined to its parent', async () => {
      for (const name of ['one', 'two', 'three']) await create(name);
      await remove('two');
      const [one, three] = await snapshots.list(machine, never);
      expect(await names()).toEqual(['one', 'three']);
      expect(three).toMatchObject({ parent: one?.id, current: true });
    });

    it('delete takes those on top of it too where that is asked, and the machine stays', async () => {
      for (const name of ['one', 'two', 'three']) await create(name);
      await remove('two', true);
      const [one, ...more] = await snapshots.list(machine, never);
      expect(one).toMatchObject({ name: 'one', current: true });
      expect(more).toEqual([]);
      expect((await current().machine(machine.name)).state).toBe('running');
    });

    it('a snapshot of the disks alone has no RAM, or says why it cannot be', async ({ skip }) => {
      const wanted = { name: 'disks', description: 'alone', disksOnly: true };
      const obstacle = await snapshots.createObstacle(machine, wanted, never);
      if (obstacle) {
        // Only a platform that saves the RAM of every machine that is on may say so.
        expect(obstacle.code).toBe('unsupported');
        const made = snapshots.create(machine, wanted, memoryTask());
        await expect(made).rejects.toMatchObject({ code: obstacle.code });
        expect(await names()).toEqual([]);
        expect(current().fixture.memoryAlways).toBe(true);
        skip(obstacle.message);
      }
      await snapshots.create(machine, wanted, memoryTask());
      expect(await current().snapshot(machine, 'disks')).toMatchObject({ memory: false });
      expect((await current().machine(machine.name)).state).toBe('running');
      await remove('disks');
      expect(await names()).toEqual([]);
    });

    it('an external snapshot says that it is one, or why it cannot be', async ({ skip }) => {
      const wanted = { name: 'beside', description: '', external: true };
      const obstacle = await snapshots.createObstacle(machine, wanted, never);
      if (obstacle) {
        const made = snapshots.create(machine, wanted, memoryTask());
        await expect(made).rejects.toMatchObject({ code: obstacle.code });
        expect(await names()).toEqual([]);
        skip(obstacle.message);
      }
      await snapshots.create(machine, wanted, memoryTask());
      const made = await current().snapshot(machine, 'beside');
      expect(made).toMatchObject({ external: true, memory: true });
      expect(
        await snapshots.deleteObstacle(machine, { snapshot: made, children: false }, never),
      ).toBe(undefined);
      await remove('beside');
      expect(await names()).toEqual([]);
      expect((await current().machine(machine.name)).state).toBe('running');
    });

    it('a rollback leaves the machine and the later snapshots as it said it would', async () => {
      await create('old');
      await create('new');
      const old = await current().snapshot(machine, 'old');
      const effect = await snapshots.rollbackEffect(machine, old, never);
      expect(effect).toMatchObject({ laterNames: ['new'], leaves: 'running' });
      const rollback = snapshots.rollback(machine, old, memoryTask());
      if (effect.later === 'in-the-way') {
        await expect(rollback).rejects.toMatchObject({ code: 'conflict' });
        return;
      }
      await rollback;
      expect((await current().machine(machine.name)).state).toBe(effect.leaves);
      expect(await names()).toEqual(effect.later === 'kept' ? ['old', 'new'] : ['old']);
      expect(await current().snapshot(machine, 'old')).toMatchObject({ current: true });
    });

    it('a rollback brings back the files of the guest', async ({ skip }) => {
      skip(!current().guest, 'no way into the guests of this platform');
      const guest = need(current().guest);
      await current().answers(machine.name);
      await create('clean');
      await guest.write(machine, '/root/uji rollback/test.txt', Buffer.from('hello'), never);
      const exists = ['test', '-e', '/root/uji rollback'];
      expect((await current().run(machine, exists)).exitCode).toBe(0);
      const clean = await current().snapshot(machine, 'clean');
      await snapshots.rollback(machine, clean, memoryTask());
      await current().answers(machine.name);
      expect((await current().run(machine, exists)).exitCode).toBe(1);
    });
  });
}

/** Newest first, so that none is in another's way. */
export async function deleteAll({ hypervisor, fixture, machine }: Subject): Promise<void> {
  if (!hypervisor.snapshots) return;
  for (const name of [fixture.running, fixture.stopped]) {
    const of = await machine(name);
    const found = await hypervisor.snapshots.list(of, never);
    for (const snapshot of found.toReversed()) {
      await hypervisor.snapshots.delete(of, { snapshot, children: false }, memoryTask());
    }
  }
}
