import type { Disk, Host, Machine, Nic, Usage } from '../hypervisor.ts';
import type { Figures, Thing } from './sample.ts';

export function hostThing({ site, name, cpus }: Host): Thing {
  return { site, kind: 'host', id: name, birth: '', name, host: name, tags: [], cpus };
}

export function machineThing({ site, id, birth, name, host, tags, cpus }: Machine): Thing {
  return { site, kind: 'machine', id, birth, name, host, tags, cpus };
}

export function hostFigures({ cpuFraction, memoryUsedBytes, memoryBytes, load }: Host): Figures {
  return { cpu: cpuFraction, memory: memoryUsedBytes, memoryOf: memoryBytes, load: load?.[0] };
}

export function machineFigures(usage: Usage): Figures {
  const { cpuFraction, memoryUsedBytes, memoryBytes, nics, disks } = usage;
  return {
    ...{ cpu: cpuFraction, memory: memoryUsedBytes, memoryOf: memoryBytes },
    received: sum(nics, (nic: Nic) => nic.receivedBytesPerSecond),
    sent: sum(nics, (nic: Nic) => nic.sentBytesPerSecond),
    read: sum(disks, (disk: Disk) => disk.readBytesPerSecond),
    written: sum(disks, (disk: Disk) => disk.writtenBytesPerSecond),
  };
}

/** Of those that are known; unknown where none is. */
function sum<T>(all: readonly T[], of: (one: T) => number | undefined): number | undefined {
  const known = all.map(of).filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((a, b) => a + b, 0);
}

/** True where there is anything to keep. */
export function hasAny(figures: Figures): boolean {
  return Object.values(figures).some((value) => value !== undefined);
}
