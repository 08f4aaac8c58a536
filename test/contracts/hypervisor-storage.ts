import { beforeEach, describe, expect, it } from 'vitest';
import type { Storage } from '../../src/hypervisor/storage.ts';
import { need, never, type Subject } from './subject.ts';

export function storageFacts(current: () => Subject): void {
  describe('storage', () => {
    let storage: Storage;

    beforeEach(({ skip }) => {
      const { hypervisor } = current();
      skip(!hypervisor.storage, 'nothing is known of the storage of this platform');
      storage = need(hypervisor.storage);
    });

    it('each pool is on a host of the site, and its figures fit together', async () => {
      const hosts = (await current().hypervisor.hosts(never)).map(({ name }) => name);
      const pools = await storage.pools(never);
      expect(pools.length).toBeGreaterThan(0);
      for (const { host, name, type, capacityBytes, usedBytes, freeBytes } of pools) {
        expect(hosts).toContain(host);
        expect(name).not.toBe('');
        expect(type).not.toBe('');
        const whole = capacityBytes ?? Number.POSITIVE_INFINITY;
        expect(usedBytes ?? 0).toBeLessThanOrEqual(whole);
        expect(freeBytes ?? 0).toBeLessThanOrEqual(whole);
      }
      const keys = pools.map(({ host, name }) => `${host}/${name}`);
      expect(new Set(keys).size).toBe(keys.length);
    });

    it('what lies in a pool is listed largest first, and names only machines that are there', async () => {
      const names = (await current().hypervisor.machines(never)).map(({ name }) => name);
      for (const pool of (await storage.pools(never)).filter(({ active }) => active)) {
        const volumes = await storage.volumes(pool, never);
        const sizes = volumes.flatMap(({ bytes }) => bytes ?? []);
        expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
        for (const name of volumes.flatMap(({ machines }) => machines)) {
          expect(names).toContain(name);
        }
      }
    });

    it('a pool that is not there is not found', async () => {
      const [pool] = await storage.pools(never);
      const missing = { ...need(pool), name: 'no-such-pool' };
      await expect(storage.volumes(missing, never)).rejects.toMatchObject({ code: 'not-found' });
    });

    it('a question whose signal is aborted already is not asked', async () => {
      const gone = AbortSignal.abort(new Error('nobody waits'));
      await expect(storage.pools(gone)).rejects.toThrow('nobody waits');
    });
  });
}
