import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { need } from '../../../../contracts/subject.ts';
import { memoryTask } from '../../../../contracts/task.ts';
import { virsh } from '../../../../lab/libvirt/host.ts';
import { disk, useWorkshop } from './workshop.ts';

const { signal } = new AbortController();
const MEGABYTE = 1024 ** 2;
const shop = useWorkshop();

describe('backups of machines in every state', () => {
  it('a paused one is backed up and stays paused', async () => {
    await shop().fill(join(shop().images, 'p.raw'), 2);
    const paused = await shop().define('paused', disk('vda', join(shop().images, 'p.raw')));
    await virsh(shop().host, ['start', paused.id, '--paused'], { signal });
    const { backup, notes } = await shop().create(await shop().machine('paused'));
    expect(notes.join()).toMatch(/paused.*power cut/);
    expect(await shop().isWhole(backup)).toBe(true);
    expect((await shop().machine('paused')).state).toBe('paused');
  });

  it('a guest with an agent holds still for it, and is thawed', async () => {
    const { notes } = await shop().create(await shop().machine('e1'));
    expect(notes).toContain('its file systems held still for it');
    const asked = ['qemu-agent-command', (await shop().machine('e1')).id];
    const status = [...asked, '{"execute":"guest-fsfreeze-status"}'];
    expect(await virsh(shop().host, status, { signal })).toContain('"thawed"');
  });

  it('a hibernated one is copied as it lies, and the restore throws its memory away', async () => {
    const sum = await shop().fill(join(shop().images, 'h.raw'), 2);
    const sleeper = await shop().define('sleeper', disk('vda', join(shop().images, 'h.raw')));
    await virsh(shop().host, ['start', sleeper.id], { signal });
    await virsh(shop().host, ['managedsave', sleeper.id], { signal });
    const { backup, notes } = await shop().create(await shop().machine('sleeper'));
    expect(notes.join()).toContain('memory');
    const effect = await shop().backups.restoreEffect(backup, { as: 'same', start: false }, signal);
    expect(effect.replaces).toMatchObject({ state: 'hibernated' });
    expect(effect.says.join()).toContain('memory it saved is thrown away');
    await shop().backups.restore(backup, { as: 'same', start: false }, memoryTask());
    expect((await shop().machine('sleeper')).state).toBe('stopped');
    expect(await shop().sumOf(await shop().diskPath(sleeper, 'vda'))).toBe(sum);
  });

  it.each(['running', 'stopped'] as const)(
    'with every kind of disk, %s, comes back as it was',
    async (state) => {
      const raw = join(shop().images, 'a.raw');
      const sums = { vda: await shop().fill(raw, 3), vdb: '' };
      const [base, top] = [join(shop().images, 'base.qcow2'), join(shop().images, 'top.qcow2')];
      await shop().fill(join(shop().images, 'b.raw'), 2);
      await shop().run('qemu-img', 'convert', '-O', 'qcow2', join(shop().images, 'b.raw'), base);
      await shop().run('qemu-img', 'create', '-q', '-f', 'qcow2', '-b', base, '-F', 'qcow2', top);
      sums.vdb = await shop().sumOf(top);
      await shop().fill(join(shop().images, 'read-only.raw'), 1);
      const readOnly = disk('vdc', join(shop().images, 'read-only.raw')).replace(
        '</disk>',
        '<readonly/></disk>',
      );
      const cdrom = `<disk type='file' device='cdrom'><target dev='sda' bus='sata'/><readonly/></disk>`;
      const many = await shop().define(
        'many',
        disk('vda', raw) + disk('vdb', top, 'qcow2') + readOnly + cdrom,
      );
      if (state === 'running') await virsh(shop().host, ['start', many.id], { signal });
      const prospect = await shop().backups.prospect(
        await shop().machine('many'),
        { note: '' },
        signal,
      );
      expect(prospect.needsBytes).toBeGreaterThan(5 * MEGABYTE);
      expect(prospect.warnings.join()).toContain('same disk as the machine');
      const { backup, warnings } = await shop().create(await shop().machine('many'));
      expect(warnings).toContain('vdc is not in it: read only');
      expect(backup.diskBytes).toBe(5 * MEGABYTE);
      expect(await shop().isWhole(backup)).toBe(true);
      if (state === 'running') await virsh(shop().host, ['destroy', many.id], { signal });
      const restored = await shop().backups.restore(
        backup,
        { as: 'same', start: false },
        memoryTask(),
      );
      expect(await shop().sumOf(await shop().diskPath(many, 'vda'))).toBe(sums.vda);
      expect(await shop().sumOf(await shop().diskPath(many, 'vdb'))).toBe(sums.vdb);
      expect(await shop().diskPath(many, 'vdc')).toBe(join(shop().images, 'read-only.raw'));
      expect(restored.notes.join()).not.toContain('stays');
      // The old disks went, the base image did not.
      const left = (await shop().run('ls', shop().images)).split('\n');
      expect(left).not.toContain('a.raw');
      expect(left).not.toContain('top.qcow2');
      expect(left).toContain('base.qcow2');
      const xml = await virsh(shop().host, ['dumpxml', many.id, '--security-info'], { signal });
      expect(xml).toContain("passwd='s3cret'");
    },
  );

  it('a disk that another machine stands on is not deleted by a restore', async () => {
    const [base, top] = [join(shop().images, 'shared.qcow2'), join(shop().images, 'linked.qcow2')];
    await shop().run('qemu-img', 'create', '-q', '-f', 'qcow2', base, '2M');
    const original = await shop().define('original', disk('vda', base, 'qcow2'));
    const { backup } = await shop().create(original);
    await shop().run('qemu-img', 'create', '-q', '-f', 'qcow2', '-b', base, '-F', 'qcow2', top);
    await shop().define('linked', disk('vda', top, 'qcow2'));
    const { notes } = await shop().backups.restore(
      backup,
      { as: 'same', start: false },
      memoryTask(),
    );
    expect(notes).toContain(`${base} stays: linked stands on it`);
    await shop().run('qemu-img', 'check', '-q', top);
  });

  it("the firmware's variables come back, and a new machine has its own", async () => {
    await shop().fill(join(shop().images, 'u.raw'), 1);
    const loader = join(shop().images, 'firmware.fd');
    const nvram = join(shop().images, 'u_VARS.fd');
    await shop().fill(loader, 1);
    const sum = await shop().fill(nvram, 1);
    const os = `<loader readonly='yes' type='pflash'>${loader}</loader><nvram>${nvram}</nvram>`;
    const uefi = await shop().define('uefi', disk('vda', join(shop().images, 'u.raw')), os);
    const { backup } = await shop().create(uefi);
    await shop().fill(nvram, 1);
    await shop().backups.restore(backup, { as: 'new', name: 'uefi-2', start: false }, memoryTask());
    shop().expects('uefi-2');
    const second = await shop().machine('uefi-2');
    const own = join(shop().images, `${second.id}_VARS.fd`);
    expect(await virsh(shop().host, ['dumpxml', second.id], { signal })).toContain(own);
    expect(await shop().sumOf(own)).toBe(sum);
    expect(await shop().sumOf(nvram)).not.toBe(sum);
    await shop().backups.restore(backup, { as: 'same', start: false }, memoryTask());
    expect(await shop().sumOf(nvram)).toBe(sum);
  });

  it('one that was deleted is made again, with its identity', async () => {
    const sum = await shop().fill(join(shop().images, 'g.raw'), 1);
    const gone = await shop().define('gone', disk('vda', join(shop().images, 'g.raw')));
    const { backup } = await shop().create(gone);
    await virsh(shop().host, ['undefine', gone.id], { signal });
    await shop().run('rm', join(shop().images, 'g.raw'));
    expect((await shop().backups.list({ signal }))[0]).toMatchObject({
      machine: { id: gone.id, name: 'gone' },
    });
    await shop().backups.restore(backup, { as: 'same', start: false }, memoryTask());
    expect((await shop().machine('gone')).id).toBe(gone.id);
    expect(await shop().sumOf(await shop().diskPath(gone, 'vda'))).toBe(sum);
  });

  it('its snapshots are named before a restore, and gone after it', async () => {
    const path = join(shop().images, 's.qcow2');
    await shop().run('qemu-img', 'create', '-q', '-f', 'qcow2', path, '2M');
    const marked = await shop().define('marked', disk('vda', path, 'qcow2'));
    await virsh(shop().host, ['snapshot-create-as', marked.id, 'before me'], { signal });
    const { backup, notes } = await shop().create(marked);
    expect(notes).toContain('its snapshots are not in it');
    const effect = await shop().backups.restoreEffect(backup, { as: 'same', start: false }, signal);
    expect(effect.says).toContain('its snapshots are deleted: before me');
    await shop().backups.restore(backup, { as: 'same', start: false }, memoryTask());
    expect(await need(shop().site.snapshots).list(await shop().machine('marked'), signal)).toEqual(
      [],
    );
  });
});

describe('a backup that is damaged', () => {
  it('is told by verify with the file and what is wrong with it, and a missing one in the list', async () => {
    await shop().fill(join(shop().images, 'd.raw'), 2);
    const { backup } = await shop().create(
      await shop().define('damaged', disk('vda', join(shop().images, 'd.raw'))),
    );
    const file = join(shop().place, backup.id, 'vda.qcow2');
    await shop().run('truncate', '-s', '1M', file);
    const verdict = await shop().backups.verify(backup, memoryTask());
    expect(verdict).toMatchObject({
      whole: false,
      says: expect.stringContaining('vda.qcow2 is cut short'),
    });
    await shop().run('rm', file);
    expect((await shop().backups.list({ signal }))[0]?.warnings).toContain('vda.qcow2 is missing');
    expect(await shop().backups.verify(backup, memoryTask())).toMatchObject({
      says: expect.stringContaining('vda.qcow2 is missing'),
    });
    const refused = shop().backups.restore(backup, { as: 'same', start: false }, memoryTask());
    await expect(refused).rejects.toMatchObject({
      code: 'failed',
      message: expect.stringContaining('vda.qcow2'),
    });
    expect(await shop().diskPath(await shop().machine('damaged'), 'vda')).toBe(
      join(shop().images, 'd.raw'),
    );
  });
});
