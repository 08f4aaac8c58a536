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

describe("a node's own network", () => {
  const linksOf = async (node: string) => {
    const links = (await network.links?.(node, never)) ?? expect.fail('it tells none');
    return (name: string) => links.find((link) => link.name === name);
  };
  const write = (node: string, words: Record<string, Record<string, string | number>>) => {
    const { interfaces } = site.double.world.nodes.get(node) ?? expect.fail(`no ${node}`);
    for (const [name, row] of Object.entries(words)) interfaces.set(name, row);
  };

  it('has the ports of its bridges, their addresses, MTU and VLANs', async () => {
    write('pve1', {
      vmbr0: { bridge_ports: 'bond0', mtu: '9000' },
      vmbr1: { bridge_ports: 'eno3.20 eno4', bridge_vids: '2-10 20' },
      bond0: { type: 'bond', slaves: 'eno1 eno2', bond_mode: 'active-backup' },
      eno1: { type: 'eth', mtu: 1500 },
      eno4: { type: 'eth' },
    });
    const link = await linksOf('pve1');
    const addresses = ['10.10.10.1/24'];
    expect(link('vmbr0')).toEqual({
      name: 'vmbr0',
      kind: 'bridge',
      up: true,
      mtu: 9000,
      addresses,
    });
    expect(link('vmbr1')).toMatchObject({ kind: 'bridge', vlans: '2-10 20', addresses: [] });
    expect(link('bond0')).toMatchObject({ kind: 'bond', bridge: 'vmbr0' });
    expect(link('eno1')).toEqual({ name: 'eno1', bridge: 'bond0', mtu: 1500, addresses: [] });
    expect(link('eno3.20')).toMatchObject({ kind: 'vlan', bridge: 'vmbr1' });
  });

  it('has bridges of Open vSwitch, whose own ports lead nowhere', async () => {
    write('pve2', {
      vmbr9: { type: 'OVSBridge', ovs_ports: 'eno1 mgmt' },
      mgmt: { type: 'OVSIntPort', ovs_bridge: 'vmbr9', cidr: '10.9.0.2/24' },
    });
    const link = await linksOf('pve2');
    expect(link('vmbr9')).toMatchObject({ kind: 'bridge' });
    expect(link('mgmt')).toMatchObject({ kind: 'internal', bridge: 'vmbr9' });
    expect(link('eno1')).toMatchObject({ bridge: 'vmbr9' });
  });

  it('is a BotError where the node is down', async () => {
    site.double.faults.downNodes.add('pve3');
    await expect(linksOf('pve3')).rejects.toMatchObject({ code: 'unreachable' });
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

it('a card that is marked is filtered where the cluster and the machine have their firewall on', async () => {
  const { firewall } = site.double.world;
  const machine = await site.machine('web01');
  const told = () => need(network.firewall)(machine, never);
  expect(await told()).toEqual({ on: false, why: 'it is off in the options of web01' });
  firewall.guests.set(Number(machine.id), { enable: 1 });
  expect(await told()).toEqual({ on: false, why: 'it is off for the whole cluster' });
  firewall.cluster['enable'] = 1;
  expect(await told()).toEqual({ on: true });
  firewall.guests.set(Number(machine.id), { enable: 0, policy_in: 'DROP' });
  expect(await told()).toMatchObject({ on: false });
});
