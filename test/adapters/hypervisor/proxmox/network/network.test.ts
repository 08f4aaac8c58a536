import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Network } from '../../../../../src/hypervisor/network.ts';
import { need, never } from '../../../../contracts/subject.ts';
import { memoryTask } from '../../../../contracts/task.ts';
import { type OpenSite, openSite } from '../open-site.ts';

let site: OpenSite;
let network: Network;
beforeAll(async () => {
  site = await openSite();
  network = need(site.hypervisor.network);
});
afterEach(() => site.double.faults.clear());
afterAll(() => site.close());

const vmbr1 = { name: 'vmbr1', kind: 'bridge' } as const;
const vmbr0 = { name: 'vmbr0', kind: 'bridge' } as const;
async function cardOf(name: string) {
  const [card] = await network.cards(await site.machine(name), never);
  return card ?? expect.fail(`${name} has no card`);
}
async function connect(name: string, plug: Partial<Parameters<Network['connect']>[1]> = {}) {
  const wanted = { card: 'net0', segment: vmbr1, ...plug };
  return network.connect(await site.machine(name), wanted, memoryTask());
}
const puts = (since: number) =>
  site.double.calls.slice(since).filter(({ method }) => method === 'PUT').length;

describe('segments', () => {
  it('are the bridges of every node, with what is known of them', async () => {
    const all = await network.segments(never);
    expect(new Set(all.map(({ host }) => host))).toEqual(new Set(['pve1', 'pve2', 'pve3']));
    const aware = all.find(({ host, name }) => host === 'pve1' && name === 'vmbr1');
    expect(aware).toMatchObject({ kind: 'bridge', active: true });
    expect(aware?.says).toContain('VLAN aware');
  });

  it('of a node that is down are missing, and the others are there', async () => {
    site.double.faults.downNodes.add('pve3');
    const hosts = (await network.segments(never)).map(({ host }) => host);
    expect(new Set(hosts)).toEqual(new Set(['pve1', 'pve2']));
  });
});

describe('a card', () => {
  it.each(['web01', 'db01', 'ct-dns'])(
    'of %s gets a bridge, a VLAN and the firewall, and loses them again',
    async (name) => {
      await connect(name, { vlan: 20, firewall: true });
      const after = await cardOf(name);
      expect(after).toMatchObject({ segment: 'vmbr1', vlan: 20, firewall: true });
      await connect(name, { segment: vmbr0, vlan: 0, firewall: false });
      const back = await cardOf(name);
      expect(back).toMatchObject({ segment: 'vmbr0', firewall: false });
      expect(back.vlan).toBeUndefined();
      expect(back.mac).toBe(after.mac);
    },
  );

  it('keeps its VLAN where only the bridge was asked for', async () => {
    await connect('web01', { vlan: 30 });
    await connect('web01', { segment: vmbr0 });
    expect(await cardOf('web01')).toMatchObject({ segment: 'vmbr0', vlan: 30 });
    await connect('web01', { segment: vmbr0, vlan: 0 });
  });

  it('is not plugged into a bridge that its node does not have: Proxmox would take it', async () => {
    const since = site.double.calls.length;
    await expect(connect('db01', { segment: { ...vmbr1, name: 'vmbr9' } })).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('vmbr9'),
    });
    expect(puts(since)).toBe(0);
  });

  it('is left alone where somebody else changed the machine meanwhile', async () => {
    const machine = await site.machine('web01');
    const task = memoryTask();
    const step = task.step.bind(task);
    // Between what was read and what is written.
    const meddled: typeof task = {
      ...task,
      async step(name, wanted) {
        const done = await step(name, wanted);
        if (name === 'what it has') {
          const labels = need(site.hypervisor.labels);
          await labels.note(machine, 'by another', memoryTask());
        }
        return done;
      },
    };
    const plug = { card: 'net0', segment: vmbr1 };
    await expect(network.connect(machine, plug, meddled)).rejects.toMatchObject({
      code: 'conflict',
      hint: expect.stringContaining('Nothing was changed'),
    });
    expect((await cardOf('web01')).segment).toBe('vmbr0');
  });

  it('whose change was cut off is written once', async () => {
    const since = site.double.calls.length;
    site.double.faults.call({ method: 'PUT', path: /config$/ }, { how: 'cut', when: 'after' });
    await connect('web01');
    expect(puts(since)).toBe(1);
    expect((await cardOf('web01')).segment).toBe('vmbr1');
    await connect('web01', { segment: vmbr0 });
  });

  it('that the guest does not let go of stays where it is, in Proxmox’s words', async () => {
    const busy = "hotplug problem - error on hot-unplugging device 'net0' - still busy in guest?";
    const body = JSON.stringify({ data: null, errors: { net0: `${busy}\n` } });
    const reason = 'Parameter verification failed.';
    site.double.faults.call(
      { method: 'PUT', path: /config$/ },
      { how: 'answer', status: 400, reason, body },
    );
    await expect(connect('web01')).rejects.toMatchObject({
      code: 'failed',
      message: expect.stringContaining('still busy in guest'),
    });
    expect((await cardOf('web01')).segment).toBe('vmbr0');
  });
});
