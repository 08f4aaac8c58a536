import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInventory, type Fleet } from '../../../../src/inventory.ts';
import { need, never } from '../../../contracts/subject.ts';
import { memoryTask } from '../../../contracts/task.ts';
import { type OpenSite, openSite } from './open-site.ts';

describe('two clusters with the same ids and names', () => {
  let here: OpenSite;
  let there: OpenSite;
  let fleet: Fleet;
  beforeAll(async () => {
    [here, there] = await Promise.all([openSite(), openSite()]);
    const second = { ...there.hypervisor, site: { name: 'other', kind: 'proxmox' } };
    const { machines } = second;
    const renamed = async (signal: AbortSignal) =>
      (await machines(signal)).map((machine) => ({ ...machine, site: 'other' }));
    fleet = createInventory([here.hypervisor, { ...second, machines: renamed }]);
    await fleet.machines(never);
  });
  afterAll(() => Promise.all([here.close(), there.close()]));

  it('have to be told apart by their site', async () => {
    await expect(fleet.machine('db01', never)).rejects.toMatchObject({
      code: 'ambiguous',
      choices: ['pve/db01', 'other/db01'],
    });
    await expect(fleet.machine('101', never)).rejects.toMatchObject({ code: 'ambiguous' });
  });

  it('are acted on one by one, and have birth marks of their own', async () => {
    const one = await fleet.machine('pve/db01', never);
    const other = await fleet.machine('other/101', never);
    expect(one.machine.id).toBe(other.machine.id);
    expect(one.machine.birth).not.toBe('');
    await one.hypervisor.power(one.machine, 'start', memoryTask());
    const states = (await fleet.machines(never)).flatMap(({ items }) => items);
    const before = there.double.calls.filter(({ method }) => method === 'POST');
    expect(before).toEqual([]);
    expect(states.some(({ site, name }) => site === 'other' && name === 'db01')).toBe(true);
  });
});

describe('names and tags as nobody expects them', () => {
  let site: OpenSite;
  beforeAll(async () => {
    site = await openSite();
    const named = (vmid: number, name: string, tags: string) =>
      site.double.world.plant({ vmid, name, tags, node: 'pve1', agent: 'none' });
    named(700, '🐳 box\u202E<!channel>', '🔥;prod');
    named(701, '', 'a,b c');
    named(702, '--yes', '');
  });
  afterAll(() => site.close());

  it('are listed as they are, and one without a name goes by its number', async () => {
    const all = await site.hypervisor.machines(never);
    const found = (id: string) => all.find((machine) => machine.id === id);
    expect(found('700')).toMatchObject({ name: '🐳 box\u202E<!channel>', tags: ['🔥', 'prod'] });
    expect(found('701')).toMatchObject({ name: 'VM 701', tags: ['a', 'b', 'c'] });
    expect(found('702')).toMatchObject({ name: '--yes', tags: [] });
  });

  it('are acted on like any other: the id alone goes into a path', async () => {
    const all = await site.hypervisor.machines(never);
    const odd = all.find(({ id }) => id === '700') ?? expect.fail();
    const birth = await need(site.hypervisor.identify?.bind(site.hypervisor))(odd, never);
    await site.hypervisor.power({ ...odd, birth }, 'start', memoryTask());
    expect(site.double.world.guests.get(700)?.state).toBe('running');
  });
});
