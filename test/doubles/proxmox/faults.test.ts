import { describe, expect, it } from 'vitest';
import { opened } from './opened.ts';

const start = '/nodes/pve1/qemu/101/status/start';

describe('a fault of the double', () => {
  it.each(['before', 'after'] as const)('cuts a call off %s the act was begun', async (when) => {
    const { double, client } = await opened();
    double.faults.call({ method: 'POST', path: /start$/ }, { how: 'cut', when });
    await expect(client.ask('POST', start)).rejects.toThrow();
    expect(double.world.tasks.all).toHaveLength(when === 'after' ? 1 : 0);
  });

  it.each(['before', 'after'] as const)('answers 596 %s the act was begun', async (when) => {
    const { double, client } = await opened();
    double.faults.call({ method: 'POST' }, { how: 'broken', when });
    const { status, text } = await client.ask('POST', start);
    expect({ status, text, begun: double.world.tasks.all.length }).toEqual({
      status: 596,
      text: '',
      begun: when === 'after' ? 1 : 0,
    });
  });

  it('takes a node down: 595 through the others, nothing from itself, offline in the lists', async () => {
    const { double, client, as } = await opened();
    double.faults.downNodes.add('pve2');
    const { status, reason, text } = await client.ask('GET', '/nodes/pve2/qemu');
    expect([status, reason, text]).toEqual([595, 'No route to host', '']);
    await expect(as(double.tokens.root, 1).ask('GET', '/version')).rejects.toThrow();
    const nodes = await client.data('GET', '/cluster/resources', { type: 'node' });
    expect(nodes).toMatchObject([{}, { node: 'pve2', status: 'offline' }, {}]);
  });

  it('lets nothing be written without a quorum', async () => {
    const { double, client } = await opened();
    double.faults.noQuorum = true;
    const upid = await client.data('POST', start);
    expect(await client.outcome(upid)).toBe('cluster not ready - no quorum?');
    const pool = await client.ask('POST', '/pools', { poolid: 'new' });
    expect([pool.status, pool.reason]).toEqual([500, "cfs-lock 'file-user_cfg' error: no quorum!"]);
  });

  it('lets a storage hang until it comes back', async () => {
    const { double } = await opened();
    double.faults.hangingStorages.add('nas');
    const asked = double.world.storage('nas').then(({ id }) => id);
    const isOver = await Promise.race([asked, new Promise((resolve) => setImmediate(resolve))]);
    expect(isOver).toBeUndefined();
    double.faults.hangingStorages.clear();
    expect(await asked).toBe('nas');
  });

  it('lets another machine have a vmid that was used', async () => {
    const { double, client } = await opened();
    const before = await client.data('GET', '/nodes/pve1/qemu/101/config');
    double.world.plant({ vmid: 101, name: 'other', node: 'pve1' });
    const after = await client.data('GET', '/nodes/pve1/qemu/101/config');
    expect(Object(after).smbios1).not.toBe(Object(before).smbios1);
  });
});

describe('the double’s own limits', () => {
  it('is not asked for more than 512 KiB', async () => {
    const { client } = await opened();
    const big = { content: 'x'.repeat(600_000) };
    const { status, reason, text } = await client.ask('POST', start, big);
    expect([status, reason, text]).toEqual([501, 'for data too large', 'for data too large']);
  });

  it('tells figures that are renewed no faster than pvestatd looks', async () => {
    let now = 1e12;
    const { double, client } = await opened({ now: () => now, pace: { statMs: 10_000 } });
    const told = async () => {
      const list = await client.data('GET', '/cluster/resources', { type: 'vm' });
      return JSON.parse(JSON.stringify(list)).find((one: { vmid: number }) => one.vmid === 100);
    };
    const first = await told();
    now += 9999;
    expect(await told()).toEqual(first);
    now += 1;
    const second = await told();
    expect(second.netin).toBeGreaterThan(first.netin);
    expect(second.cpu).toBeGreaterThan(0);
    const guest = double.world.guest('qemu', 'pve1', 100);
    guest.state = 'paused';
    now += 10_000;
    expect((await told()).cpu).toBe(0);
  });
});
