import { describe, expect, it } from 'vitest';
import type { Backup, NewBackup } from '../../src/hypervisor/backups.ts';
import { backupDesk } from './backup-desk.ts';
import { beginAndDie } from './hypervisor-recovery.ts';
import { never, type Subject } from './subject.ts';
import { type MemoryTask, memoryTask } from './task.ts';

const hostile = 'line one\nline "two" \'three\' --all $(reboot) `id` <x/>&amp; \u202Eevil\u202C é';

export function backupFacts(current: () => Subject): void {
  describe('backups', () => {
    const desk = backupDesk(current);

    const moments = ['after-intent', 'after-do'] as const;

    it('a place says how much is free, never more than it holds', async () => {
      const places = await desk().backups.places(never);
      expect(places.length).toBeGreaterThan(0);
      const hosts = (await current().hypervisor.hosts(never)).map(({ name }) => name);
      for (const { host, name, freeBytes, capacityBytes, problem } of places) {
        expect(name).not.toBe('');
        expect(hosts).toContain(host);
        if (problem === undefined) expect(freeBytes).toBeLessThanOrEqual(capacityBytes ?? 0);
      }
    });

    it('what a backup would need and where it would lie is known before', async () => {
      const { place, needsBytes } = await desk().backups.prospect(
        desk().machine,
        { note: '' },
        never,
      );
      const names = (await desk().backups.places(never)).map(({ name }) => name);
      expect(names).toContain(place.name);
      expect(place.host).toBe(desk().machine.host);
      expect(needsBytes).toBeGreaterThan(0);
    });

    it('a backup of a running machine is listed, and it runs on', async () => {
      const from = Date.now();
      const made = await desk().create('for the contract');
      const [listed, ...more] = await desk().ours();
      expect(more).toEqual([]);
      expect(listed).toMatchObject({ id: made.id, note: 'for the contract', kind: 'full' });
      const { id, birth, name, host, site } = desk().machine;
      expect(listed).toMatchObject({ site, host, machine: { id, name } });
      // Not every platform keeps the birth mark with it.
      expect([birth, '']).toContain(listed?.machine.birth);
      expect(listed?.bytes).toBeGreaterThan(0);
      // Some platforms keep whole seconds.
      expect(listed?.createdAt).toBeGreaterThan(from - 2_000);
      expect(listed?.createdAt).toBeLessThan(Date.now() + 2_000);
      expect(listed?.verified).toBeUndefined();
      expect((await current().machine(desk().machine.name)).state).toBe('running');
    });

    it('a backup of a machine that is off is listed too, and it stays off', async () => {
      const off = await current().machine(current().fixture.stopped);
      const made = await desk().create('', off);
      expect((await desk().list(off)).map(({ id }) => id)).toContain(made.id);
      expect((await current().machine(off.name)).state).toBe('stopped');
    });

    it('backups are listed newest first', async () => {
      const older = await desk().create('older');
      const newer = await desk().create('newer');
      expect((await desk().ours()).map(({ id }) => id)).toEqual([newer.id, older.id]);
      const all = (await desk().list()).map(({ createdAt }) => createdAt);
      expect(all).toEqual(all.toSorted((a, b) => b - a));
    });

    it('progress goes forward and says how much is done', async () => {
      const task = memoryTask();
      await desk().backups.create(desk().machine, { note: '' }, task);
      const fractions = task.progress.flatMap(({ fraction }) => fraction ?? []);
      expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
      for (const fraction of fractions) {
        expect(fraction).toBeGreaterThanOrEqual(0);
        expect(fraction).toBeLessThanOrEqual(1);
      }
      expect(task.progress.some(({ note }) => /\d+(\.\d)? [KMGT]iB/.test(note))).toBe(true);
    });

    it('a note comes back as it was given, whatever is in it', async () => {
      await desk().create(hostile);
      expect((await desk().ours())[0]?.note).toBe(hostile);
    });

    it('a backup that was just made is whole, and is remembered as verified', async ({ skip }) => {
      const made = await desk().create();
      const verdict = await desk().verify(made);
      skip(verdict === 'unsupported', 'no backup is read back on this platform');
      expect(verdict).toMatchObject({ whole: true });
      const [listed] = await desk().ours();
      expect(listed?.verified).toMatchObject({ verdict: { whole: true } });
      expect(Math.abs((listed?.verified?.at ?? 0) - Date.now())).toBeLessThan(60_000);
    });

    it('a place without room refuses before anything is written', async ({ skip }) => {
      const { fullPlace } = current().fixture.backups ?? {};
      skip(fullPlace === undefined, 'the fixture has no full place');
      const wanted = { note: '', place: fullPlace };
      const { place, needsBytes = 0 } = await desk().backups.prospect(
        desk().machine,
        wanted,
        never,
      );
      expect(needsBytes).toBeGreaterThan(place.freeBytes ?? Number.POSITIVE_INFINITY);
      await expect(
        desk().backups.create(desk().machine, wanted, memoryTask()),
      ).rejects.toMatchObject({
        code: 'conflict',
      });
      expect(await desk().ours()).toEqual([]);
    });

    it('a place that the host does not have is not-found', async () => {
      const wanted = { note: '', place: 'no such place' };
      const missing = { code: 'not-found' };
      await expect(desk().backups.prospect(desk().machine, wanted, never)).rejects.toMatchObject(
        missing,
      );
      await expect(
        desk().backups.create(desk().machine, wanted, memoryTask()),
      ).rejects.toMatchObject(missing);
      expect(await desk().ours()).toEqual([]);
    });

    it('delete takes only that one', async () => {
      const keep = await desk().create('keep');
      const drop = await desk().create('drop');
      await desk().backups.delete(drop, memoryTask());
      expect((await desk().ours()).map(({ id }) => id)).toEqual([keep.id]);
    });

    it('a protected one is not deleted until its protection is taken away', async ({ skip }) => {
      const { protect } = desk().backups;
      skip(protect === undefined, 'no backup is protected on this platform');
      const kept = await desk().create('kept');
      await protect?.(kept, true, memoryTask());
      expect((await desk().ours())[0]?.protected).toBe(true);
      const refused = desk().backups.delete(kept, memoryTask());
      await expect(refused).rejects.toMatchObject({ code: 'conflict' });
      expect((await desk().ours()).map(({ id }) => id)).toEqual([kept.id]);
      await protect?.(kept, false, memoryTask());
      await desk().backups.delete(kept, memoryTask());
      expect(await desk().ours()).toEqual([]);
    });

    it('each mode and compression that there is makes a backup', async ({ skip }) => {
      const { choices } = desk().backups;
      skip(choices === undefined, 'there is nothing to choose on this platform');
      const off = await current().machine(current().fixture.stopped);
      const act = (more: Partial<NewBackup>) =>
        desk().backups.create(off, { note: '', ...more }, memoryTask());
      for (const mode of choices?.modes ?? []) await act({ mode });
      for (const compress of choices?.compressions ?? []) await act({ compress });
      const made = (choices?.modes.length ?? 0) + (choices?.compressions.length ?? 0);
      expect(await desk().ours()).toHaveLength(made);
    });

    it('a backup that is gone is not-found', async () => {
      const gone: Backup = { ...(await desk().create()), id: 'gone' };
      const missing = { code: 'not-found' };
      await expect(desk().backups.verify(gone, memoryTask())).rejects.toMatchObject(missing);
      await expect(desk().backups.delete(gone, memoryTask())).rejects.toMatchObject(missing);
      const wanted = { as: 'new', name: 'from-gone', start: false } as const;
      await expect(desk().backups.restoreEffect(gone, wanted, never)).rejects.toMatchObject(
        missing,
      );
    });

    it('an incremental backup stands on the last one, which then cannot be deleted', async ({
      skip,
    }) => {
      const base = await desk().create('base');
      const wanted = { note: 'changes', incremental: true };
      const made = await desk()
        .backups.create(desk().machine, wanted, memoryTask())
        .catch((error: { readonly code?: string }) => error.code);
      skip(made === 'unsupported', 'no incremental backups here');
      if (made === undefined || typeof made === 'string') throw new Error(`refused: ${made}`);
      expect(made.backup).toMatchObject({ kind: 'incremental', parent: base.id });
      await expect(desk().backups.delete(base, memoryTask())).rejects.toMatchObject({
        code: 'conflict',
      });
      expect(await desk().isWhole(made.backup)).toBe(true);
      await desk().backups.delete(made.backup, memoryTask());
      expect((await desk().ours()).map(({ id }) => id)).toEqual([base.id]);
    });

    it('a cancel leaves nothing half-written, and the next one goes ahead', async () => {
      const task = memoryTask({ stopsAfterStep: 'cancelled' });
      const ended = await desk()
        .backups.create(desk().machine, { note: 'cancelled' }, task)
        .then(
          () => 'done',
          (error: { readonly code?: string }) => error.code,
        );
      // A small machine may be copied before the cancel reaches the hypervisor.
      expect(ended).toBeOneOf(['cancelled', 'done']);
      expect(await desk().ours()).toHaveLength(ended === 'done' ? 1 : 0);
      const next = await desk().create('next');
      expect(await desk().isWhole(next)).toBe(true);
    });

    it.for(moments)('killed %s of a create: there is the one backup, whole', async (dies) => {
      const act = (task: MemoryTask) =>
        desk().backups.create(desk().machine, { note: 'once' }, task);
      const { backup } = await act(await beginAndDie(dies, act));
      expect((await desk().ours()).map(({ id }) => id)).toEqual([backup.id]);
      expect(await desk().isWhole(backup)).toBe(true);
    });

    it.for(moments)('killed %s of a delete: that one is gone, the other is there', async (dies) => {
      const keep = await desk().create('keep');
      const drop = await desk().create('drop');
      const act = (task: MemoryTask) => desk().backups.delete(drop, task);
      await act(await beginAndDie(dies, act));
      expect((await desk().ours()).map(({ id }) => id)).toEqual([keep.id]);
    });
  });
}
