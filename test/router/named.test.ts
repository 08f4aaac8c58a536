import { afterAll, beforeAll, expect, it } from 'vitest';
import { createInventory, type Fleet } from '../../src/inventory.ts';
import { namesFor } from '../../src/router/named.ts';
import { type DemoSite, openDemo } from '../adapters/hypervisor/demo/site.ts';

let site: DemoSite;
let fleet: Fleet;
const asking = { signal: AbortSignal.timeout(60_000), may: () => true, now: Date.now };

beforeAll(async () => {
  site = await openDemo();
  fleet = createInventory([site.hypervisor]);
});
afterAll(() => site.close());

it('images, pools and segments are those of the host that was named, each once', async () => {
  expect(await namesFor('image', {}, { fleet, ...asking })).toEqual([
    'debian-13.qcow2',
    'ubuntu-26.04.qcow2',
    'debian-13-netinst.iso',
  ]);
  expect(await namesFor('pool', { host: 'demo-b' }, { fleet, ...asking })).toEqual([
    'qcow2',
    'zfs',
    'media',
  ]);
  expect(await namesFor('segment', {}, { fleet, ...asking })).toEqual(['vmbr0', 'vmbr1']);
});

it('disks are those of the machine that was named, without what is in its drives', async () => {
  const disks = await namesFor('disk', { machine: 'build-1' }, { fleet, ...asking });
  expect(disks).toEqual(['scsi0', 'scsi1']);
  expect(await namesFor('disk', {}, { fleet, ...asking })).toEqual([]);
});

it('a site that does not answer spoils nothing', async () => {
  const silent = {
    ...site.hypervisor,
    site: { name: 'silent', kind: 'demo' },
    provision: { images: () => Promise.reject(new Error('down')) } as never,
  };
  const both = createInventory([silent, site.hypervisor]);
  expect(await namesFor('image', {}, { fleet: both, ...asking })).toContain('debian-13.qcow2');
  expect(await namesFor('site', {}, { fleet: both, ...asking })).toEqual(['silent', 'campus']);
});
