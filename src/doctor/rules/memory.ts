import { bytes, bytesOf, count, percent } from '../../format.ts';
import type { Host } from '../../hypervisor.ts';
import type { KnownMachine, SiteFacts } from '../facts.ts';
import type { Found } from '../finding.ts';

/** Shares of the memory that are free: below this the host is full, or nearly. */
const FULL = 0.03;
const LOW = 0.1;
/** Virtual processors for each real one that are no trouble yet. */
const CPU_RATIO = 4;

/** Bytes that are neither taken nor a cache that gives way; nothing where the host does not tell. */
export function freeMemory({ memoryBytes, memoryUsedBytes }: Host): number | undefined {
  if (memoryBytes === undefined || memoryUsedBytes === undefined) return undefined;
  return Math.max(0, memoryBytes - memoryUsedBytes);
}

/** How many more with so much memory each; nothing where the host does not tell. */
export function roomFor(host: Host, memoryBytes: number): number | undefined {
  const free = freeMemory(host);
  return free === undefined ? undefined : Math.floor(free / memoryBytes);
}

/** `neighbours` run on the same physical host, whosesoever they are. */
export function ofMemory(facts: SiteFacts, neighbours: Neighbours): readonly Found[] {
  return facts.hosts.flatMap((host) => {
    const running = neighbours(host);
    return [
      ...fill(host),
      ...promised(host, running),
      ...processors(host, running),
      ...tooLarge(
        host,
        facts.machines.filter((one) => one.host === host.name),
      ),
    ];
  });
}

export type Neighbours = (host: Host) => readonly KnownMachine[];

function fill(host: Host): readonly Found[] {
  const free = freeMemory(host);
  const { name, memoryBytes } = host;
  if (free === undefined || memoryBytes === undefined) return [];
  const share = free / memoryBytes;
  if (share >= LOW) return [];
  const says = `${bytesOf(free, memoryBytes)} are free (${percent(share)})`;
  return share < FULL
    ? [
        {
          code: 'memory-full',
          severity: 'critical',
          host: name,
          says,
          fix: 'Stop a machine there, or give one less memory.',
        },
      ]
    : [
        {
          code: 'memory-low',
          severity: 'warning',
          host: name,
          says,
          fix: 'Start nothing large there.',
        },
      ];
}

function promised({ name, memoryBytes }: Host, running: readonly KnownMachine[]): readonly Found[] {
  const sum = running.reduce((all, machine) => all + (machine.memoryBytes ?? 0), 0);
  if (memoryBytes === undefined || sum <= memoryBytes) return [];
  return [
    {
      code: 'memory-overcommitted',
      severity: 'warning',
      host: name,
      says: `${count(running.length, 'machine')} that run may take ${bytes(sum)} of ${bytes(memoryBytes)}`,
      fix: 'Stop one, or give one less: when all of them want it, one is killed.',
    },
  ];
}

function processors({ name, cpus }: Host, running: readonly KnownMachine[]): readonly Found[] {
  const sum = running.reduce((all, machine) => all + (machine.cpus ?? 0), 0);
  if (cpus === undefined || sum <= cpus * CPU_RATIO) return [];
  return [
    {
      code: 'cpu-overcommitted',
      severity: 'warning',
      host: name,
      says: `the machines that run have ${sum} processors, the host ${cpus}`,
      fix: 'Give them fewer, or move one to another host.',
    },
  ];
}

/** Machines that are off and could not be started now. */
function tooLarge(host: Host, machines: readonly KnownMachine[]): readonly Found[] {
  const free = freeMemory(host);
  if (free === undefined) return [];
  return machines
    .filter(({ state, template, memoryBytes = 0 }) => {
      return state === 'stopped' && template !== true && memoryBytes > free;
    })
    .map(({ id, name, memoryBytes }): Found => {
      return {
        code: 'memory-short',
        severity: 'info',
        host: host.name,
        machine: { id, name },
        says: `it wants ${bytes(memoryBytes)}, and ${bytes(free)} are free on ${host.name}`,
        fix: 'Stop another machine there first, or give it less with vm set.',
        stops: [id],
      };
    });
}
