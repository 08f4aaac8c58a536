import { BotError } from '../../../../src/errors.ts';
import type { NewMachine } from '../../../../src/hypervisor/provision.ts';
import type { DomainSegment } from '../storage/domain-disks.ts';
import { hostName } from '../storage/host-name.ts';
import { fullCopyBytes, readStock } from '../storage/stock.ts';
import { type Platform, readPlatform } from './capabilities.ts';
import { checkSpace, type Home, homePool } from './home.ts';
import { findSource, type Source, sources } from './images.ts';
import { checkNewName } from './names.ts';
import type { Parts } from './parts.ts';
import { checkCloudInit } from './seed.ts';
import { findSegment } from './segment.ts';

/** A new machine thought through: everything that can be refused has been. */
export interface Plan {
  readonly host: string;
  readonly home: Home;
  readonly source: Source;
  readonly platform: Platform;
  readonly segment?: DomainSegment | undefined;
  readonly diskBytes: number;
  readonly needsBytes: number;
  readonly hostCpus: number;
  readonly warnings: readonly string[];
}

export async function planMachine(
  { client, settings }: Parts,
  wanted: NewMachine,
  signal: AbortSignal,
): Promise<Plan> {
  checkNewName(wanted.name, { domains: [] });
  const stock = await readStock(client, signal);
  checkNewName(wanted.name, stock);
  const isIso = 'iso' in wanted.source;
  const name = 'iso' in wanted.source ? wanted.source.iso : wanted.source.image;
  const source = findSource(sources(stock, settings.images), {
    name,
    kind: isIso ? 'iso' : 'disk',
  });
  if ('image' in wanted.source && wanted.source.cloudInit) checkCloudInit(wanted.source.cloudInit);
  const diskBytes = sizeOf(wanted, source);
  const home = homePool(stock, settings.pool);
  const needsBytes = isIso ? 0 : fullCopyBytes(stock, source);
  checkSpace(home, needsBytes);
  const emulate = settings.emulate === true;
  const platform = await readPlatform(client, { emulate, signal });
  const node = await nodeOf(client, signal);
  checkResources(wanted, platform);
  const segment = await findSegment(client, { stock, wanted: wanted.segment, signal });
  const host = await hostName(client, signal);
  const warnings = warningsOf(wanted, { home, segment, diskBytes, platform, emulate, node });
  return {
    host,
    home,
    source,
    platform,
    segment,
    diskBytes,
    needsBytes,
    hostCpus: node.cpus,
    warnings,
  };
}

type Node = { readonly cpus: number; readonly memoryBytes: number };

/** https://www.libvirt.org/manpages/virsh.html#nodeinfo */
async function nodeOf(client: Parts['client'], signal: AbortSignal): Promise<Node> {
  const [text = ''] = await client.query(['nodeinfo'], { signal });
  const cpus = Number(/^CPU\(s\): +(\d+)$/m.exec(text)?.[1] ?? Number.NaN);
  const memory = Number(/^Memory size: +(\d+) KiB$/m.exec(text)?.[1] ?? Number.NaN);
  return { cpus, memoryBytes: memory * 1024 };
}

function sizeOf({ diskBytes, source: { ...from } }: NewMachine, source: Source): number {
  if ('iso' in from) {
    if (diskBytes !== undefined) return sectors(diskBytes);
    throw new BotError('invalid', 'a machine made from a medium needs the size of its disk', {
      hint: 'Say how large: `disk=20G`.',
    });
  }
  const least = source.capacityBytes ?? 0;
  if (diskBytes === undefined || diskBytes >= least) return sectors(diskBytes ?? least);
  throw new BotError('invalid', `the disk of ${source.title} is larger than that`, {
    hint: `It takes ${Math.ceil(least / 1024 ** 2)} MiB at least.`,
  });
}

/** QEMU's disks are whole sectors: of another size the disk would never be as it was asked for. */
function sectors(bytes: number): number {
  if (Number.isFinite(bytes) && bytes > 0) return Math.ceil(bytes / 512) * 512;
  throw new BotError('invalid', 'a disk has a size above zero');
}

/** Bytes below which no system boots, and QEMU may not even start. */
const LEAST_MEMORY = 16 * 1024 ** 2;

function checkResources({ cpus, memoryBytes }: NewMachine, { maxCpus }: Platform): void {
  if (!Number.isInteger(cpus) || cpus < 1 || cpus > maxCpus) {
    throw new BotError('invalid', `a machine here has 1 to ${maxCpus} CPUs`);
  }
  if (Number.isFinite(memoryBytes) && memoryBytes >= LEAST_MEMORY) return;
  throw new BotError('invalid', 'a machine needs 16 MiB of memory at least');
}

interface Seen {
  readonly home: Home;
  readonly segment: DomainSegment | undefined;
  readonly diskBytes: number;
  readonly platform: Platform;
  readonly emulate: boolean;
  readonly node: Node;
}

function warningsOf(wanted: NewMachine, seen: Seen): string[] {
  const { home, segment, diskBytes, platform, emulate, node } = seen;
  const told: readonly [boolean, string][] = [
    [segment === undefined, 'it gets no network card: this host has nothing to plug it into'],
    // Whoever configured it so knows it.
    [platform.type === 'qemu' && !emulate, 'it is emulated, many times slower than with KVM'],
    [
      diskBytes > (home.freeBytes ?? diskBytes),
      `its disk may grow to more than is free in ${home.name}`,
    ],
    [wanted.memoryBytes > node.memoryBytes, 'it gets more memory than its host has'],
    [wanted.cpus > node.cpus, 'it gets more CPUs than its host has'],
  ];
  return told.flatMap(([isSo, words]) => (isSo ? [words] : []));
}
