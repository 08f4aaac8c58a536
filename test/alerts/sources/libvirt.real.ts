import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { defaultRules } from '../../../src/alerts/rules/default-rules.ts';
import type { Reading } from '../../../src/alerts/source.ts';
import { guestSource } from '../../../src/alerts/sources/guests.ts';
import { probeSource } from '../../../src/alerts/sources/probe.ts';
import { snapshotSource } from '../../../src/alerts/sources/snapshots.ts';
import { stoppedSource } from '../../../src/alerts/sources/stopped.ts';
import { storageSource } from '../../../src/alerts/sources/storage.ts';
import type { Hypervisor } from '../../../src/hypervisor.ts';
import { openLab, openSite } from '../../adapters/hypervisor/libvirt/site.ts';
import { type LabHost, signalOnHost, virsh } from '../../lab/libvirt/host.ts';
import { askSite, fleetOf, inWords, told } from './asked.ts';

const { signal } = new AbortController();
let a: Hypervisor;
let b: Hypervisor;
let host: LabHost;
beforeAll(async () => {
  [a, b] = await Promise.all([openSite('kvm-a'), openSite('kvm-b')]);
  host = (await openLab()).hosts['kvm-a'];
});
afterAll(async () => {
  await Promise.all([a.close?.(), b.close?.()]);
});

const records = { works: async () => [], measured: async () => new Map<string, number>() };

/** A machine without a disk, which runs and does nothing. */
async function withMachine(act: (name: string) => Promise<void>): Promise<void> {
  const name = `sg-${randomUUID()}`;
  const file = join(host.directory, `${name}.xml`);
  await writeFile(
    file,
    `<domain type='qemu'><name>${name}</name><memory unit='MiB'>32</memory>
    <os><type arch='x86_64'>hvm</type></os></domain>`,
  );
  try {
    await virsh(host, ['define', '--file', file], { signal });
    await virsh(host, ['start', name], { signal });
    await act(name);
  } finally {
    await virsh(host, ['destroy', name], { signal }).catch(() => '');
    await virsh(host, ['undefine', name], { signal }).catch(() => '');
    await rm(file);
  }
}

it('a machine whose QEMU is killed is missed, and so is one whose power is cut behind our back', async () => {
  const source = stoppedSource({ fleet: fleetOf(a), records, kinds: [] });
  await withMachine(async (name) => {
    const value = async () =>
      (await told(source, await askSite(a))).find((words) => words.startsWith(name))?.at(-1);
    expect(await value()).toBe('0');
    await signalOnHost(host, { pidFile: `/run/libvirt/qemu/${name}.pid`, with: 'KILL', signal });
    await expect.poll(value, { timeout: 90_000 }).toBe('1');
    const state = async () => (await a.machines(signal)).find((one) => one.name === name);
    expect(await state()).toMatchObject({ endedInOrder: false, stateReason: 'stopped (crashed)' });
    await virsh(host, ['start', name], { signal });
    await expect.poll(value, { timeout: 90_000 }).toBe('0');
    await virsh(host, ['destroy', name], { signal });
    await expect.poll(value, { timeout: 90_000 }).toBe('1');
  });
});

it('a real guest says how full it is and what its clock says, and one without an agent nothing', async () => {
  let readings: readonly Reading[] = [];
  const names = async () => {
    const looks = [a, b].map(async (site) =>
      guestSource(fleetOf(site), () => defaultRules).read(await askSite(site)),
    );
    readings = (await Promise.all(looks)).flat();
    return readings.map(({ subject, signal: name }) => `${subject.name} ${name}`);
  };
  // A busy guest may be late once.
  await expect
    .poll(names)
    .toEqual(
      expect.arrayContaining([
        'e1 machine-disk',
        'e1 guest-clock',
        'e2 machine-disk',
        'e2 guest-clock',
      ]),
    );
  expect(readings.filter(({ subject }) => subject.name === 'mute')).toEqual([]);
  for (const { signal: name, value } of readings) {
    if (name === 'machine-disk') expect(value).toBeGreaterThan(0);
    if (name === 'machine-disk') expect(value).toBeLessThanOrEqual(1);
    if (name === 'guest-clock') expect(value).toBeLessThan(10_000);
  }
});

it('storages have a fill, machines an age of their oldest snapshot, and a guest that answers is not silent', async () => {
  const asked = await askSite(a);
  const fleet = fleetOf(a);
  const fills = (await storageSource(fleet).read(asked)).flatMap(({ value }) => value ?? []);
  expect(fills.length).toBeGreaterThan(0);
  expect(fills.every((value) => value > 0 && value <= 1)).toBe(true);
  expect((await snapshotSource(fleet, () => defaultRules).read(asked)).length).toBe(
    asked.machines.length,
  );
  const rules = defaultRules.map((rule) => ({ ...rule, on: 'e1' }));
  const silent = async () =>
    inWords(await probeSource(fleet, () => rules).read(asked), 'guest-silent');
  await expect.poll(silent).toEqual(['e1 0']);
});
