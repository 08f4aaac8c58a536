import type { Seed } from './fleet.ts';
import { imageNamed } from './images.ts';
import type { WantedMachine } from './making-rules.ts';
import { temper } from './temper.ts';

/** A machine that was just asked for, off; its id and addresses come with its making. */
export function newSeed(
  wanted: WantedMachine & { readonly cloudInit?: boolean | undefined },
): Seed {
  const { name, host, cpus, memoryBytes, diskBytes } = wanted;
  const image = imageNamed(wanted.image);
  const installs = image?.kind !== 'disk';
  const disk = installs ? 0.001 : image.bytes / diskBytes;
  return {
    id: '',
    name,
    host,
    kind: 'vm',
    state: 'stopped',
    cpus,
    memoryBytes,
    diskBytes,
    tags: [],
    pool: 'new',
    storage: 'qcow2',
    scratch: false,
    // What is to be installed has no system yet, and so no agent.
    agent: !installs,
    address: '',
    mac: '',
    upDays: 0,
    snapshots: [],
    temper: { ...temper(name), disk },
    cloudInit: wanted.cloudInit,
    iso: installs ? wanted.image : undefined,
  };
}
