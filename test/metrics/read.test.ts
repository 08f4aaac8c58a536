import { expect, test } from 'vitest';
import type { Host, Usage } from '../../src/hypervisor.ts';
import { hasAny, hostFigures, machineFigures } from '../../src/metrics/read.ts';

const usage: Usage = { id: '1', at: 1, disks: [], nics: [] };

test('all networks and disks of a machine are one figure each way', () => {
  const nics = [
    { name: 'a', receivedBytesPerSecond: 1, sentBytesPerSecond: 10 },
    { name: 'b', receivedBytesPerSecond: 2 },
  ];
  const disks = [{ name: 'vda', readBytesPerSecond: 5 }, { name: 'vdb' }];
  expect(machineFigures({ ...usage, cpuFraction: 0.5, nics, disks })).toMatchObject({
    ...{ cpu: 0.5, received: 3, sent: 10, read: 5, written: undefined },
  });
});

test('what is not known is absent, and no 0', () => {
  expect(hasAny(machineFigures(usage))).toBe(false);
  const host: Host = { site: 'kvm', name: 'kvm-a' };
  expect(hasAny(hostFigures(host))).toBe(false);
  expect(hostFigures({ ...host, load: [1.5, 1, 0.5] })).toMatchObject({ load: 1.5 });
});
