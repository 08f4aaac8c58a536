import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Machine } from '../../src/hypervisor.ts';
import { setAndSee, type Workshop, workshopOf } from './made.ts';
import { need, never, type Subject } from './subject.ts';
import { memoryTask } from './task.ts';

const GiB = 1024 ** 3;

/** In order: the first makes the machine that most of the others work on, because booting is slow. */
export function provisionFacts(current: () => Subject): void {
  describe('making and changing machines', () => {
    let shop: Workshop;

    beforeEach(({ skip }) => {
      const { hypervisor, fixture } = current();
      skip(!hypervisor.provision, 'no machines can be made on this platform');
      skip(!fixture.provision, 'the fixture has nothing to make machines of');
      shop = workshopOf(current());
    });
    afterAll(async () => {
      const { hypervisor, fixture } = current();
      if (hypervisor.provision && fixture.provision) await workshopOf(current()).clear();
    });

    const power = async (name: string, action: 'start' | 'stop') =>
      current().hypervisor.power(await current().machine(name), action, memoryTask());
    const diskOf = async (machine: Machine) => {
      const disks = await shop.provision.disks(machine, never);
      return need(disks.find(({ cdrom }) => !cdrom));
    };

    it('images say where they lie, and what they are', async () => {
      const { hypervisor, fixture } = current();
      const images = await shop.provision.images(never);
      const hosts = (await hypervisor.hosts(never)).map(({ name }) => name);
      expect(images.map(({ name }) => name)).toContain(fixture.provision?.image);
      for (const { host, path, kind } of images) {
        expect(hosts).toContain(host);
        expect(path).not.toBe('');
        expect(['disk', 'iso']).toContain(kind);
      }
    });

    it('a check says what it would take, and changes nothing', async () => {
      const [names, files] = [await shop.names(), await shop.files()];
      const effect = await shop.provision.check(shop.wanted('one'), never);
      expect(effect.host).not.toBe('');
      if (effect.needsBytes !== undefined && effect.freeBytes !== undefined) {
        expect(effect.needsBytes).toBeLessThan(effect.freeBytes);
      }
      expect(await shop.names()).toEqual(names);
      expect(await shop.files()).toEqual(files);
    });

    it('a machine made from an image boots, and its guest answers', async () => {
      const made = await shop.create('one', { start: true, description: 'line "one" <x/> $(id)' });
      const { memoryBytes } = need(current().fixture.provision);
      const found = await current().answers('made-one');
      expect(found).toMatchObject({ id: made.machine.id, birth: made.machine.birth });
      expect(found).toMatchObject({ state: 'running', cpus: 1, memoryBytes });
    });

    it('its disk is a volume that names it', async ({ skip }) => {
      const { storage } = current().hypervisor;
      skip(!storage, 'nothing is known of the storage of this platform');
      const found = [];
      for (const pool of await need(storage).pools(never)) {
        if (pool.active) found.push(...(await need(storage).volumes(pool, never)));
      }
      const named = found.filter(({ machines }) => machines.includes('made-one'));
      const { path } = await diskOf(await current().machine('made-one'));
      expect(named.map((volume) => volume.path ?? volume.name)).toContain(path);
    });

    it.for(['check', 'create'] as const)(
      'a name that is taken is refused by %s, and nothing is left',
      async (how) => {
        const [names, files] = [await shop.names(), await shop.files()];
        const again =
          how === 'check'
            ? shop.provision.check(shop.wanted('one'), never)
            : shop.create('one', { start: true });
        await expect(again).rejects.toMatchObject({ code: 'conflict' });
        expect(await shop.names()).toEqual(names);
        expect(await shop.files()).toEqual(files);
      },
    );

    it.for(['no-such-image', '/etc/passwd', '../../etc/passwd', '--help'])(
      'the image %s is not one',
      async (image) => {
        const files = await shop.files();
        const wrong = { source: { image } };
        const absent = { code: expect.stringMatching(/^(not-found|invalid)$/) };
        await expect(shop.provision.check(shop.wanted('two', wrong), never)).rejects.toMatchObject(
          absent,
        );
        await expect(shop.create('two', wrong)).rejects.toMatchObject(absent);
        expect(await shop.names()).not.toContain('made-two');
        expect(await shop.files()).toEqual(files);
      },
    );

    it('a name with a slash or a line break is refused before anything is made', async () => {
      for (const name of ['up/../down', 'one\ntwo', '']) {
        const task = memoryTask();
        const wanted = { ...shop.wanted('x'), name };
        await expect(shop.provision.create(wanted, task), name).rejects.toMatchObject({
          code: 'invalid',
        });
      }
    });

    it('CPUs and memory are the new ones at the latest after the next start', async () => {
      const { memoryBytes } = need(current().fixture.provision);
      const change = { cpus: 2, memoryBytes: memoryBytes + 64 * 1024 ** 2 };
      await setAndSee(current(), change);
      if ((await current().machine('made-one')).state === 'running')
        await power('made-one', 'stop');
      await power('made-one', 'start');
      expect(await current().machine('made-one')).toMatchObject(change);
    });

    it('a disk grows to the size that was asked for, and never shrinks', async () => {
      await power('made-one', 'stop');
      const machine = await current().machine('made-one');
      const { name, capacityBytes } = await diskOf(machine);
      const larger = need({ bytes: capacityBytes ?? Number.NaN }).bytes + GiB;
      await shop.provision.resize(machine, { disk: name, bytes: larger }, memoryTask());
      expect((await diskOf(machine)).capacityBytes).toBe(larger);
      const smaller = shop.provision.resize(machine, { disk: name, bytes: GiB / 64 }, memoryTask());
      await expect(smaller).rejects.toMatchObject({ code: 'invalid' });
      expect((await diskOf(machine)).capacityBytes).toBe(larger);
      const other = shop.provision.resize(machine, { disk: '--all', bytes: larger }, memoryTask());
      await expect(other).rejects.toMatchObject({ code: 'not-found' });
    });

    it('a clone is another machine, with the data of then and its own from then on', async () => {
      if (current().guest) await writeAndShutDown('made-one', '/root/of-both');
      const first = await current().machine('made-one');
      const made = await shop.clone(first, { name: 'two', start: true });
      expect(made.machine.id).not.toBe(first.id);
      expect(made.machine.birth).not.toBe(first.birth);
      const second = await current().answers('made-two');
      expect(second).toMatchObject({ id: made.machine.id, birth: made.machine.birth });
      if (current().guest) {
        expect(await has(second, '/root/of-both')).toBe(true);
        await need(current().guest).write(second, '/root/of-two', Buffer.from('x'), never);
        await power('made-one', 'start');
        expect(await has(await current().answers('made-one'), '/root/of-two')).toBe(false);
        await power('made-one', 'stop');
      }
      expect(await cardOf('made-two')).not.toBe(await cardOf('made-one'));
    });

    it('a clone to a name that is taken is refused, and nothing is left', async () => {
      const files = await shop.files();
      const one = await current().machine('made-one');
      for (const act of [shop.checkClone, shop.clone]) {
        await expect(act(one, { name: 'two' })).rejects.toMatchObject({ code: 'conflict' });
      }
      await shop.checkClone(one, { name: 'free' });
      expect(await shop.files()).toEqual(files);
    });

    it('a running machine is not deleted', async () => {
      const running = await current().machine('made-two');
      const { files } = await shop.provision.deletion(running, never);
      const paths = files.map(({ path }) => path);
      const gone = shop.provision.delete(running, paths, memoryTask());
      await expect(gone).rejects.toMatchObject({ code: 'conflict' });
      expect((await current().machine('made-two')).state).toBe('running');
    });

    it('a deletion names exactly the files that are gone afterwards', async () => {
      await power('made-two', 'stop');
      const machine = await current().machine('made-two');
      const before = await shop.files();
      const { files, snapshots } = await shop.provision.deletion(machine, never);
      const paths = files.map(({ path }) => path).sort();
      expect(paths.length).toBeGreaterThan(0);
      expect(snapshots).toBe(0);
      await shop.provision.delete(machine, paths, memoryTask());
      expect(await shop.names()).not.toContain('made-two');
      const after = await shop.files();
      const gone = before?.filter((path) => !after?.includes(path));
      if (gone) expect(paths).toEqual(expect.arrayContaining(gone));
      for (const path of paths) expect(after ?? []).not.toContain(path);
    });

    it('a linked clone keeps its base from being deleted, until it is gone', async ({ skip }) => {
      const base = await shop.linkable();
      skip(await shop.cloneLinked(base, 'three'), 'only templates have them, and there is none');
      const { files } = await shop.provision.deletion(base, never);
      const paths = files.map(({ path }) => path);
      await expect(shop.provision.delete(base, paths, memoryTask())).rejects.toMatchObject({
        code: 'conflict',
      });
      expect(await shop.names()).toContain(base.name);
      await shop.remove('made-three');
      await shop.remove('made-one');
      expect(await shop.names()).not.toContain('made-one');
    });

    it('a machine made for an installation starts with its medium', async ({ skip }) => {
      const { iso } = need(current().fixture.provision);
      skip(iso === undefined, 'the fixture has no installation medium');
      await shop.create('four', {
        source: { iso: need({ iso }).iso ?? '' },
        diskBytes: GiB,
        start: true,
      });
      const machine = await current().machine('made-four');
      expect(machine.state).toBe('running');
      const disks = await shop.provision.disks(machine, never);
      expect(disks.filter(({ cdrom }) => cdrom)).toHaveLength(1);
      expect((await diskOf(machine)).capacityBytes).toBe(GiB);
      // The medium stays: other machines are installed from it.
      const { files } = await shop.provision.deletion(machine, never);
      const medium = disks.find(({ cdrom }) => cdrom)?.path;
      expect(files.map(({ path }) => path)).not.toContain(medium);
      await shop.remove('made-four');
    });

    async function writeAndShutDown(name: string, path: string): Promise<void> {
      await power(name, 'start');
      const machine = await current().answers(name);
      await need(current().guest).write(machine, path, Buffer.from('x'), never);
      await current()
        .run(machine, ['sync'])
        .catch(() => {});
      await current().hypervisor.power(machine, 'shutdown', memoryTask());
    }

    const has = async (machine: Machine, path: string) =>
      (await current().run(machine, ['ls', path])).exitCode === 0;

    async function cardOf(name: string): Promise<string | undefined> {
      const machine = await current().machine(name);
      const { hypervisor } = current();
      const cards = await hypervisor.network?.cards(machine, never);
      if (cards) return cards[0]?.mac;
      const usage = await hypervisor.usage(never);
      return usage.find((one) => one.id === machine.id)?.nics[0]?.mac;
    }
  });
}
