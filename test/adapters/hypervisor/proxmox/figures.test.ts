import { describe, expect, it } from 'vitest';
import { Current, detailsOf } from '../../../../adapters/hypervisor/proxmox/details.ts';
import {
  createHistory,
  frameOf,
  pointsOf,
  Rows,
} from '../../../../adapters/hypervisor/proxmox/history.ts';
import { createHostFacts } from '../../../../adapters/hypervisor/proxmox/host-facts.ts';
import { createHosts } from '../../../../adapters/hypervisor/proxmox/hosts.ts';
import { createResources, type Guest } from '../../../../adapters/hypervisor/proxmox/resources.ts';
import { createUsage, nextSample, usageOf } from '../../../../adapters/hypervisor/proxmox/usage.ts';
import { BotError } from '../../../../src/errors.ts';
import { recorded, toldClient } from './recorded.ts';

const { signal } = new AbortController();
const guest: Guest = {
  ...{ id: 'qemu/100', type: 'qemu', vmid: 100, node: 'pve1', status: 'running', uptime: 100 },
  ...{ cpu: 0.5, netin: 1000, netout: 2000, diskread: 0, diskwrite: 500 },
};

describe('usage', () => {
  it('of a recorded cluster has those that run, and nothing made up', async () => {
    const resources = createResources(toldClient(() => recorded('cluster_resources')));
    const usage = await createUsage(resources)(signal);
    expect(usage).toMatchObject([
      {
        ...{ id: '100', cpuFraction: 0.470976542165323, memoryUsedBytes: 63_471_616 },
        ...{ memoryBytes: 268_435_456, hostMemoryBytes: 263_073_792 },
        nics: [{ name: 'total', receivedBytes: 220, sentBytes: 516 }],
      },
      {
        id: '200',
        disks: [
          { name: 'total' },
          { name: 'rootfs', allocatedBytes: 37_767_577_600, capacityBytes: 270_553_174_016 },
        ],
      },
    ]);
    const [, container] = usage;
    // A container of 3 s whose figures nobody has measured yet.
    expect([container?.cpuFraction, container?.memoryUsedBytes]).toEqual([undefined, undefined]);
    expect(container?.nics[0]?.sentBytesPerSecond).toBeUndefined();
  });

  it('a share of 0 is none that was measured in the first seconds, and true afterwards', () => {
    expect(usageOf({ ...guest, cpu: 0, uptime: 7 }, {}, 1).cpuFraction).toBeUndefined();
    expect(usageOf({ ...guest, cpu: 0, uptime: 700 }, {}, 1).cpuFraction).toBe(0);
  });

  it('rates come from two samples, and the same sample seen again keeps them', () => {
    const first = nextSample(undefined, guest);
    expect(first.rates).toEqual({});
    const grown = {
      ...guest,
      uptime: 110,
      netin: 6000,
      netout: 2000,
      diskread: 100,
      diskwrite: 500,
    };
    const second = nextSample(first, grown);
    expect(second.rates).toEqual({ netin: 500, netout: 0, diskread: 10, diskwrite: 0 });
    expect(nextSample(second, grown)).toBe(second);
  });

  it('a machine that was started anew has no rates, and a counter that went back none', () => {
    const first = nextSample(undefined, guest);
    expect(nextSample(first, { ...guest, uptime: 3 }).rates).toEqual({});
    const back = nextSample(first, { ...guest, uptime: 110, netin: 5 });
    expect(back.rates).toEqual({ netout: 0, diskread: 0, diskwrite: 0 });
    expect(nextSample(first, { ...guest, uptime: 9_999 }).rates).toEqual({});
  });
});

describe('details', () => {
  it('of a running VM have what the summary page has', () => {
    const current = Current.parse(recorded('qemu_status_current_running_full'));
    expect(detailsOf('vm', current, 5)).toEqual({
      ...{ state: 'running', bootDiskBytes: 1_073_741_824, version: 'QEMU 10.0.13', agent: true },
      ...{ ha: 'none', uptimeMs: 7_000 },
      pressure: {
        cpu: { some: 0, full: 0 },
        io: { some: 0, full: 0 },
        memory: { some: 0, full: 0 },
      },
      usage: {
        ...{ at: 5, memoryUsedBytes: 61_214_720, memoryBytes: 268_435_456 },
        hostMemoryBytes: 271_360_000,
      },
    });
  });

  it('a paused one is paused, and its pressure is a share', () => {
    const details = detailsOf('vm', Current.parse(recorded('status_paused')), 5);
    expect(details.state).toBe('paused');
    expect(details.pressure?.cpu?.some).toBeCloseTo(0.0017);
  });

  it('a container tells its pressure as text, has no agent and no QEMU', () => {
    const details = detailsOf('container', Current.parse(recorded('lxc_status_current')), 5);
    expect(details).toMatchObject({ state: 'running', pressure: { memory: { some: 0, full: 0 } } });
    expect([details.agent, details.version]).toEqual([undefined, undefined]);
  });

  it('a container tells its swap, once somebody has measured it', () => {
    const told = Current.parse(recorded('lxc_status_current'));
    const swap = (mem: number) => {
      const { swapBytes, swapUsedBytes } = detailsOf('container', { ...told, mem, swap: 512 }, 5);
      return [swapBytes, swapUsedBytes];
    };
    expect(swap(0)).toEqual([536_870_912, undefined]);
    expect(swap(1_000)).toEqual([536_870_912, 512]);
  });

  it('one that is off has no figures, and without an agent that is said', () => {
    const details = detailsOf('vm', Current.parse(recorded('qemu_status_current_stopped')), 5);
    expect(details).toEqual({
      ...{ state: 'stopped', bootDiskBytes: 1_073_741_824, agent: false, ha: 'none' },
    });
  });

  it('HA is told where it manages the machine, and that it does not', () => {
    const of = (ha: object) => detailsOf('vm', Current.parse({ status: 'running', ha }), 5).ha;
    expect(of({ managed: 0 })).toBe('none');
    expect(of({ managed: 1, state: 'started' })).toBe('started');
    expect(of({ managed: 1 })).toBe('managed');
  });
});

it('a node tells its processor, kernel and how it boots', async () => {
  const client = toldClient(() => recorded('node_status'));
  expect(await createHostFacts(client)({ site: 'pve', name: 'pve1' }, signal)).toEqual([
    { label: 'Processor', value: '2 × AMD EPYC (1 socket)' },
    { label: 'Kernel', value: 'Linux 6.18.44-fc-v595' },
    { label: 'Boots by', value: 'legacy-bios' },
  ]);
});

describe('history', () => {
  const always = { from: 0, to: 4_000_000_000_000 };

  it('of a machine begins with its first figures and keeps the gaps between', () => {
    const points = pointsOf(Rows.parse(recorded('rrddata_vm_hour')), always);
    expect(points[0]).toEqual({ at: 1_795_381_560_000, cpuFraction: 0.440510764012742 });
    expect(points[1]).toMatchObject({
      receivedBytesPerSecond: 0,
      sentBytesPerSecond: 98.1766666666667,
    });
    expect(points.at(-1)?.at).toBe(1_795_383_600_000);
    expect(points.at(-1)?.memoryUsedBytes).toBe(113_016_832);
  });

  it('of a node has its memory too', () => {
    const points = pointsOf(Rows.parse(recorded('rrddata_node_hour')), always);
    expect(points[0]).toMatchObject({
      ...{ at: 1_795_380_840_000, cpuFraction: 0.726668127823725 },
      memoryUsedBytes: 2_013_541_034.66667,
    });
  });

  it('has only what was asked for', () => {
    const span = { from: 1_795_383_480_000, to: 1_795_383_540_000 };
    const points = pointsOf(Rows.parse(recorded('rrddata_vm_hour')), span);
    expect(points.map(({ at }) => at)).toEqual([span.from, span.to]);
    expect(pointsOf(Rows.parse([{ time: 1 }]), always)).toEqual([]);
  });

  it.each([
    [3_600_000, 'hour'],
    [3_600_001, 'day'],
    [6 * 86_400_000, 'week'],
    [29 * 86_400_000, 'month'],
    [900 * 86_400_000, 'year'],
  ])('%i ms back is in the archive of the %s', (back, frame) => {
    expect(frameOf({ from: 1e12 - back, to: 1e12 }, 1e12)).toBe(frame);
  });

  it('is asked for where the machine is', async () => {
    const client = toldClient(() => []);
    const host = { site: 'pve', name: 'pve 2' };
    await createHistory(client).host(host, { from: Date.now(), to: Date.now() }, signal);
    expect(client.asked).toEqual(['/nodes/pve%202/rrddata']);
  });
});

describe('hosts', () => {
  const nodes = ['pve1', 'pve2', 'pve3'].map((node) => ({
    ...{ id: `node/${node}`, type: 'node', node, status: node === 'pve2' ? 'offline' : 'online' },
    ...{ cpu: 0.25, maxcpu: 2, mem: 1_000, maxmem: 4_000, disk: 5_000, maxdisk: 9_000, uptime: 60 },
  }));
  const hostsOver = (says: (path: string) => unknown) => {
    const client = toldClient((path) => (path === '/cluster/resources' ? nodes : says(path)));
    return createHosts({ site: 'pve', client, resources: createResources(client) })(signal);
  };

  it('tell load, memory, swap, root disk, uptime, version and address; one that is down only that', async () => {
    const hosts = await hostsOver((path) =>
      path === '/cluster/status' ? recorded('cluster_status') : recorded('node_status'),
    );
    expect(hosts).toEqual([
      {
        ...{ site: 'pve', name: 'pve1', version: 'Proxmox VE 9.2.11', cpus: 2, cpuFraction: 0.25 },
        ...{ memoryBytes: 25_276_514_304, memoryUsedBytes: 2_347_470_848 },
        ...{ load: [3.87, 3.65, 3], uptimeMs: 2_141_000, addresses: ['10.10.10.1'] },
        ...{ swapBytes: 0, swapUsedBytes: 0, sharedMemoryBytes: 0, ioWaitFraction: 0 },
        ...{ rootBytes: 270_553_174_016, rootUsedBytes: 35_192_696_832 },
      },
      { site: 'pve', name: 'pve2', problem: 'is offline' },
      expect.objectContaining({ name: 'pve3', load: [3.87, 3.65, 3] }),
    ]);
  });

  it('that may not be looked into have what the list has', async () => {
    const hosts = await hostsOver(() => new BotError('forbidden', 'needs Sys.Audit'));
    expect(hosts).toMatchObject([
      {
        ...{ name: 'pve1', cpus: 2, cpuFraction: 0.25, memoryBytes: 4_000, memoryUsedBytes: 1_000 },
        ...{ uptimeMs: 60_000, rootBytes: 9_000, rootUsedBytes: 5_000 },
      },
      { name: 'pve2', problem: 'is offline' },
      { name: 'pve3' },
    ]);
    expect(hosts[0]?.load).toBeUndefined();
  });
});
