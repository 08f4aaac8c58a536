import { afterAll, beforeAll, expect, it } from 'vitest';
import { GiB, healthy, hostOf, vitalsOf } from '../doctor/healthy.ts';
import { type World, world } from '../fixtures/stores.ts';

let stores: World;
beforeAll(async () => {
  stores = await world();
});
afterAll(() => stores.dispose());

it('what one process found at a site last is known to the others, with its age', async () => {
  const [one, other] = await Promise.all([stores.join(), stores.join()]);
  const before = healthy('kvm', { machines: [], gaps: [{ what: 'a\0b', why: '\ud800' }] });
  await one.store.checkups.save(before);
  await one.store.checkups.save(healthy('vbox'));
  const after = healthy('kvm', { hosts: [hostOf('kvm', { memoryUsedBytes: 31 * GiB })] });
  const [first] = await other.store.checkups.list();
  expect(first?.gaps).toEqual([{ what: 'a\ufffdb', why: '\ufffd' }]);
  await other.store.checkups.save(after);
  const known = await one.store.checkups.list();
  expect(known.map(({ site }) => site)).toEqual(['kvm', 'vbox']);
  expect(known[0]).toMatchObject({ hosts: after.hosts, machines: after.machines });
  expect(known[0]?.at).toBeGreaterThanOrEqual(first?.at ?? Number.POSITIVE_INFINITY);
  await Promise.all([one.store.close(), other.store.close()]);
});

it('the clocks of one site are read without the rest', async () => {
  const { store } = await stores.join();
  const clock = { there: 5_000, asked: 100, answered: 140 };
  await store.checkups.save(
    healthy('pve', { vitals: [vitalsOf('pve1', { clock }), vitalsOf('pve2')] }),
  );
  expect(await store.checkups.clocks('pve')).toEqual([
    { host: 'pve1', clock, at: expect.any(Number) },
    { host: 'pve2', at: expect.any(Number) },
  ]);
  expect(await store.checkups.clocks('nowhere')).toEqual([]);
  await store.close();
});
