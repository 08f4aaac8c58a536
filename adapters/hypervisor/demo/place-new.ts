import { BotError } from '../../../src/errors.ts';
import type { NewMachine } from '../../../src/hypervisor/provision.ts';
import { bareAddress } from './address.ts';
import type { Connection } from './connect.ts';
import type { Act } from './world/calls.ts';
import { hosts } from './world/fleet.ts';
import { imageNamed } from './world/images.ts';
import { refuseCreate, type WantedMachine } from './world/making-rules.ts';
import { segments } from './world/network.ts';
import { freeIn, poolOf } from './world/pools.ts';
import { sceneAt } from './world/world.ts';

const GiB = 1024 ** 3;
/** Of a disk to install on, when none is asked for. */
const DEFAULT_DISK = 32 * GiB;

/** Where a new machine comes to be, and the call that makes it. */
interface Placed {
  readonly host: string;
  readonly segment: string;
  readonly needsBytes: number;
  readonly freeBytes: number;
  readonly address?: string | undefined;
  readonly call: Act;
}

/** Throws what the hypervisor would refuse, without asking it to do anything. */
export function placeNew(connection: Connection, wanted: NewMachine): Placed {
  const scene = sceneAt(connection.look(), Date.now());
  const free = (host: string) => freeIn(scene, poolOf({ host, storage: 'qcow2' }));
  const names = hosts.map(({ name }) => name);
  const host = wanted.host ?? names.toSorted((a, b) => free(b) - free(a))[0] ?? '';
  if (!names.includes(host)) throw new BotError('not-found', `There is no host ${host}`);
  const segment = wanted.segment ?? 'vmbr0';
  const there = segments.filter((one) => one.host === host).map(({ name }) => name);
  if (!there.includes(segment)) {
    throw new BotError('not-found', `${host} has no bridge ${segment}`, {
      hint: `It has ${there.join(' and ')}.`,
    });
  }
  const machine = asked(wanted, host);
  const refused = refuseCreate(scene, machine);
  if (refused) throw new BotError(refused.code, refused.message, { hint: refused.hint });
  const image = imageNamed(machine.image);
  const needsBytes = image?.kind === 'disk' ? image.bytes : 0;
  const cloudInit = 'image' in wanted.source ? wanted.source.cloudInit : undefined;
  const address = cloudInit?.address === undefined ? undefined : bareAddress(cloudInit.address);
  const call = {
    call: 'machine.create',
    ...machine,
    segment,
    cloudInit: cloudInit !== undefined,
    address,
  } as const;
  return { host, segment, needsBytes, freeBytes: free(host), address, call };
}

function asked(
  { name, cpus, memoryBytes, diskBytes, source }: NewMachine,
  host: string,
): WantedMachine {
  const image = 'image' in source ? source.image : source.iso;
  const stored = imageNamed(image);
  if (stored && (stored.kind === 'iso') !== 'iso' in source) {
    const [is, option] =
      stored.kind === 'iso' ? ['an installation medium', '--iso'] : ['a disk image', '--image'];
    throw new BotError('invalid', `${image} is ${is}`, {
      hint: `Nothing was changed. Name it with ${option}.`,
    });
  }
  const own = diskBytes ?? stored?.capacityBytes ?? DEFAULT_DISK;
  return { name, host, cpus, memoryBytes, diskBytes: own, image };
}
