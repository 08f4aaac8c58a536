import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { opened } from './opened.ts';

const place = '/nodes/pve1/storage';
const listed = z.array(z.looseObject({ volid: z.string(), content: z.string() }));
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('a storage of the double', () => {
  it('holds what is on its node, and what is on all of them', async () => {
    const { client } = await opened();
    const volids = async (path: string, params = {}) =>
      listed.parse(await client.data('GET', path, params)).map(({ volid }) => volid);
    expect(await volids(`${place}/local/content`, { content: 'images' })).toEqual([
      'local:100/vm-100-disk-0.qcow2',
      'local:101/vm-101-disk-0.qcow2',
    ]);
    expect(await volids('/nodes/pve2/storage/local/content', { content: 'images' })).toEqual([]);
    expect(await volids(`${place}/nas/content`, { vmid: 104 })).toHaveLength(1);
    expect(await volids(`${place}/local/content`, { content: 'iso' })).toHaveLength(1);
  });

  it('that is off line has no figures, and nothing is on it', async () => {
    const { client, double } = await opened();
    const nas = double.world.storages.get('nas');
    if (nas !== undefined) nas.online = false;
    const storages = await client.data('GET', place, { storage: 'nas' });
    expect(storages).toMatchObject([{ storage: 'nas', active: 0, total: 0, used: 0 }]);
    expect((await client.ask('GET', `${place}/nas/content`)).reason).toBe(
      "storage 'nas' is not online",
    );
  });

  it('that hangs keeps whoever asks it, and nobody else', async () => {
    const { client, double } = await opened();
    double.faults.hangingStorages.add('nas');
    const hung = client.ask('GET', `${place}/nas/status`).then(() => 'told');
    expect((await client.ask('GET', `${place}/local/status`)).status).toBe(200);
    expect(await Promise.race([hung, pause(50).then(() => 'waits')])).toBe('waits');
    double.faults.hangingStorages.clear();
    expect(await hung).toBe('told');
  });

  it('keeps the disk of a machine that is there', async () => {
    const { client } = await opened();
    const volume = encodeURIComponent('local:101/vm-101-disk-0.qcow2');
    expect((await client.ask('DELETE', `${place}/local/content/${volume}`)).reason).toBe(
      "Cannot remove image, a guest with VMID '101' exists!",
    );
  });

  it('tells no task of a removal that has ended by then', async () => {
    const { client, double } = await opened();
    const volid = 'local:iso/debian-13.1.0-amd64-netinst.iso';
    const path = `${place}/local/content/${encodeURIComponent(volid)}`;
    expect(await client.data('DELETE', path, { delay: 30 })).toBeNull();
    const left = double.world.volumes.filter((one) => one.volid === volid);
    expect(left.map(({ node }) => node)).toEqual(['pve2', 'pve3']);
  });

  it('shows whoever may do little nothing of others', async () => {
    const { double, as } = await opened();
    double.grant(double.tokens.bare, { '/storage/local': ['Datastore.Audit'] });
    const client = as(double.tokens.bare);
    expect(await client.data('GET', place)).toMatchObject([{ storage: 'local' }]);
    const seen = listed.parse(await client.data('GET', `${place}/local/content`));
    expect(new Set(seen.map(({ content }) => content))).toEqual(
      new Set(['iso', 'import', 'vztmpl']),
    );
  });
});

describe('the history of the double', () => {
  it('begins with rows of which only the time is known', async () => {
    const { client, double } = await opened();
    const rows = z.array(z.looseObject({ time: z.number() }));
    const node = double.world.nodes.get('pve1');
    if (node !== undefined) Object.assign(node, { bootedAt: Date.now() - 600_000 });
    const path = '/nodes/pve1/qemu/100/rrddata';
    const found = rows.parse(await client.data('GET', path, { timeframe: 'hour' }));
    expect(found).toHaveLength(60);
    expect(Object.keys(found[0] ?? {})).toEqual(['time']);
    expect(found.at(-1)).toMatchObject({ maxcpu: 1, cpu: expect.any(Number) });
  });
});

describe('the network of the double', () => {
  it('has a bridge that knows VLANs and one that does not', async () => {
    const { client } = await opened();
    const bridges = await client.data('GET', '/nodes/pve1/network', { type: 'any_bridge' });
    expect(bridges).toMatchObject([
      { iface: 'vmbr0', type: 'bridge' },
      { iface: 'vmbr1', bridge_vlan_aware: 1, bridge_vids: '2-4094' },
    ]);
  });

  it('knows the addresses of a container that runs', async () => {
    const { client } = await opened();
    expect(await client.data('GET', '/nodes/pve1/lxc/200/interfaces')).toMatchObject([
      { name: 'lo' },
      { name: 'eth0', inet: '10.10.10.200/24' },
    ]);
    expect((await client.ask('GET', '/nodes/pve3/lxc/202/interfaces')).status).toBe(500);
  });
});
