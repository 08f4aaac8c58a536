import { afterAll, beforeAll, expect, it } from 'vitest';
import { need, never } from '../../../contracts/subject.ts';
import { memoryTask } from '../../../contracts/task.ts';
import { type OpenSite, openSite } from './open-site.ts';

// As in life: a new machine is in the list without its name for a good while.
let site: OpenSite;
beforeAll(async () => {
  site = await openSite({ pace: { statMs: 60_000 } });
});
afterAll(() => site.close());

it('a machine that was just made goes by its name at once, and the name is taken', async () => {
  const { hypervisor, double } = site;
  const provision = need(hypervisor.provision);
  const off = await site.machine('db01');
  const wanted = { name: 'fresh', linked: false, start: false };
  await provision.clone(off, wanted, memoryTask());
  expect((await hypervisor.machines(never)).map(({ name }) => name)).toContain('fresh');
  await expect(need(provision.checkClone)(off, wanted, never)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('fresh'),
  });
  const before = double.calls.length;
  await hypervisor.machines(never);
  const asked = double.calls.slice(before).map(({ path }) => path);
  expect(asked.filter((path) => path.endsWith('/config'))).toEqual([]);
});
