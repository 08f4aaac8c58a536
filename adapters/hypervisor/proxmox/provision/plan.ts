import { z } from 'zod';
import { BotError } from '../../../../src/errors.ts';
import { bytes } from '../../../../src/format.ts';
import type { NewMachine, NewMachineEffect } from '../../../../src/hypervisor/provision.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import { path } from '../client/client.ts';
import { refuseTakenName } from '../guests.ts';
import { names } from '../names.ts';
import type { Parts } from '../parts.ts';
import { isNode, type Resource } from '../resources.ts';
import { figure } from '../row.ts';
import { pickSource, readSources, type Source } from './images.ts';
import { chooseStore } from './room.ts';
import { type Plug, plugFor } from './segment.ts';

export type PlanParts = Pick<Parts, 'client' | 'resources' | 'settings' | 'site'>;

/** What is decided once, so that it is the same after a restart: JSON. */
export interface Plan {
  readonly host: string;
  readonly kind: Machine['kind'];
  readonly from: Source['from'];
  /** The volume it is made of; of a template its id. */
  readonly of: string;
  readonly storage: string;
  readonly plug: Plug;
  /** Absent where it takes the size of what it is made of. */
  readonly diskBytes?: number | undefined;
  readonly effect: NewMachineEffect;
}

/** Throws what would be refused, as far as that can be seen without changing anything. */
export async function planMachine(
  parts: PlanParts,
  wanted: NewMachine,
  signal: AbortSignal,
): Promise<Plan> {
  refuseName(wanted.name);
  const rows = await parts.resources.read(signal);
  refuseTakenName(rows, wanted.name, parts.site);
  const source = chooseSource(await readSources(parts, signal), wanted, rows);
  const { host } = source.image;
  const kind = kindOf(source);
  const capacity = await capacityOf(parts, source, signal);
  const diskBytes = diskSize(wanted, source, capacity);
  const [room, plug] = await Promise.all([
    chooseStore(parts, { host, content: kind === 'vm' ? 'images' : 'rootdir', rows }, signal),
    plugFor(parts, { host, segment: wanted.segment }, signal),
  ]);
  const needsBytes = diskBytes ?? capacity ?? source.image.bytes;
  const { freeBytes } = room.figures;
  const warnings = [
    ...overcommitted(room.store.name, { needsBytes, freeBytes }),
    ...tooMuch(rows, host, wanted),
  ];
  return {
    host,
    kind,
    from: source.from,
    of: source.from === 'template' ? String(source.guest.vmid) : source.volid,
    storage: room.store.name,
    plug,
    diskBytes,
    effect: { host, segment: plug.segment, needsBytes, freeBytes, warnings },
  };
}

export function refuseName(name: string): void {
  const verdict = names.machine(name);
  if (verdict.ok) return;
  throw new BotError('invalid', `${JSON.stringify(name)} cannot name a machine: ${verdict.why}`, {
    hint: `Nothing was made. This can: ${verdict.proposal}`,
  });
}

/** Where it may be on several hosts: on the one with most memory left. */
function chooseSource(
  sources: readonly Source[],
  { source, host }: NewMachine,
  rows: readonly Resource[],
): Source {
  const [name, kind] =
    'iso' in source ? [source.iso, 'iso' as const] : [source.image, 'disk' as const];
  const free = new Map(
    rows.filter(isNode).map(({ node, maxmem = 0, mem = 0 }) => [node, maxmem - mem]),
  );
  const roomiest = sources.toSorted(
    (a, b) => (free.get(b.image.host) ?? 0) - (free.get(a.image.host) ?? 0),
  );
  return pickSource(roomiest, { name, kind, host });
}

function kindOf(source: Source): Machine['kind'] {
  if (source.from === 'template') return source.guest.type === 'lxc' ? 'container' : 'vm';
  return source.from === 'container' ? 'container' : 'vm';
}

const Attributes = z.object({ size: figure });

/** The size of the disk that an image becomes; its file is smaller. Undefined where Proxmox does not tell. */
async function capacityOf(
  { client }: PlanParts,
  source: Source,
  signal: AbortSignal,
): Promise<number | undefined> {
  if (source.from === 'template') return source.image.capacityBytes;
  if (source.from !== 'disk') return undefined;
  const { volid, image } = source;
  const storage = volid.slice(0, volid.indexOf(':'));
  const asked = path`/nodes/${image.host}/storage/${storage}/content/${volid}`;
  try {
    return (await client.get(asked, { schema: Attributes, signal })).size;
  } catch (error) {
    if (error instanceof BotError && !signal.aborted) return undefined;
    throw error;
  }
}

/** What `pct create` takes by itself: https://pve.proxmox.com/pve-docs/pct.1.html#pct_settings */
const CONTAINER_DISK = 4 * 1024 ** 3;

function diskSize(
  { diskBytes }: NewMachine,
  { from }: Source,
  capacity: number | undefined,
): number | undefined {
  if (from === 'container') return diskBytes ?? CONTAINER_DISK;
  if (from === 'iso' && diskBytes === undefined) {
    throw new BotError('invalid', 'A machine for an installation needs the size of its disk', {
      hint: 'Nothing was made. For example: --disk 32G',
    });
  }
  if (diskBytes !== undefined && capacity !== undefined && diskBytes < capacity) {
    throw new BotError(
      'invalid',
      `The disk cannot be smaller than the image: ${bytes(diskBytes)} is less than ${bytes(capacity)}`,
      { hint: 'Nothing was made. Leave --disk out to take the size of the image.' },
    );
  }
  return diskBytes;
}

/** A disk takes only what is written to it on most storages: it can be made, and fills them later. */
function overcommitted(
  storage: string,
  { needsBytes = 0, freeBytes }: Pick<NewMachineEffect, 'needsBytes' | 'freeBytes'>,
): readonly string[] {
  if (freeBytes === undefined || needsBytes <= freeBytes) return [];
  return [`${storage} has ${bytes(freeBytes)} free, and the disk may grow to ${bytes(needsBytes)}`];
}

/** It can be made all the same, and changed before it is started. */
function tooMuch(
  rows: readonly Resource[],
  host: string,
  { cpus, memoryBytes }: NewMachine,
): readonly string[] {
  const { maxcpu, maxmem } = rows.filter(isNode).find(({ node }) => node === host) ?? {};
  return [
    ...(maxcpu !== undefined && cpus > maxcpu
      ? [`${host} has ${maxcpu} CPUs: with ${cpus} it does not start there`]
      : []),
    ...(maxmem !== undefined && memoryBytes > maxmem
      ? [
          `${host} has ${bytes(maxmem)} of memory: with ${bytes(memoryBytes)} it does not start there`,
        ]
      : []),
  ];
}
