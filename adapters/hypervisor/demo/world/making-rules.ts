import { clip } from '../../../../src/line/clip.ts';
import { listed } from '../../../../src/line/usage.ts';
import type { Scene } from './backup-task.ts';
import type { MakingCall } from './calls.ts';
import { storedFiles } from './files.ts';
import { hosts } from './fleet.ts';
import { imageNamed, images } from './images.ts';
import { everyId } from './made.ts';
import { freeIn, poolOf } from './pools.ts';
import { type Refusal, refusal } from './refusal.ts';
import { nameTaken } from './restore-tasks.ts';
import type { Found } from './world.ts';

type Of<C extends MakingCall['call']> = Extract<MakingCall, { call: C }>;

/** What a new machine is asked to be, without where the call came from. */
export type WantedMachine = Pick<
  Of<'machine.create'>,
  'name' | 'host' | 'cpus' | 'memoryBytes' | 'diskBytes' | 'image'
>;

/** Why the machine cannot be made; the check before and the call itself ask the same. */
export function refuseCreate(scene: Scene, wanted: WantedMachine): Refusal | undefined {
  const image = imageNamed(wanted.image);
  if (!image) return refusal('not-found', `there is no image ${clip(wanted.image)}`, whatThereIs());
  if (image.kind === 'disk' && wanted.diskBytes < (image.capacityBytes ?? 0)) {
    return refusal('invalid', `the disk is smaller than ${image.name}`, 'Ask for a larger one.');
  }
  const needs = image.kind === 'disk' ? image.bytes : 0;
  return (
    nameTaken(scene, wanted.name) ??
    refuseHardware(wanted.host, wanted) ??
    noSpace(scene, { host: wanted.host, storage: 'qcow2' }, needs)
  );
}

function whatThereIs(): string {
  const named = (kind: 'disk' | 'iso') =>
    listed(images.filter((image) => image.kind === kind).map(({ name }) => name));
  return `Nothing was changed. Images: ${named('disk')}. Installation media: ${named('iso')}.`;
}

/** Why what is asked of a machine cannot be done now. */
export function refuseChange(
  scene: Scene,
  call: Exclude<MakingCall, Of<'machine.create'>>,
  found: Found,
): Refusal | undefined {
  switch (call.call) {
    case 'machine.clone':
      return refuseClone(scene, call, found);
    case 'machine.set':
      return refuseHardware(found.seed.host, call);
    case 'disk.resize':
      return refuseResize(scene, call, found);
    case 'machine.delete':
      return refuseDelete(scene, call, found);
    default:
      return call satisfies never;
  }
}

function refuseHardware(
  host: string,
  { cpus = 1, memoryBytes = 1 }: Pick<Of<'machine.set'>, 'cpus' | 'memoryBytes'>,
): Refusal | undefined {
  const node = hosts.find(({ name }) => name === host);
  if (!node) return refusal('not-found', `there is no host ${host}`);
  if (cpus > node.cpus) {
    return refusal('invalid', `${host} has ${node.cpus} CPUs, not ${cpus}`, 'Ask for fewer.');
  }
  return memoryBytes > node.memoryBytes
    ? refusal('invalid', `${host} does not have that much memory`, 'Ask for less.')
    : undefined;
}

/** Why it cannot be copied; the check before and the call itself ask the same. */
export function refuseClone(
  scene: Scene,
  { name, linked }: Pick<Of<'machine.clone'>, 'name' | 'linked'>,
  { seed, state }: Found,
): Refusal | undefined {
  if (state.state !== 'stopped') {
    const hint = 'Nothing was changed. Shut it down first.';
    return refusal('conflict', `${seed.name} is ${state.state}, not off`, hint);
  }
  if (linked && seed.storage === 'netapp') {
    const hint = 'Make a full clone.';
    return refusal('unsupported', 'disks on netapp cannot stand on each other', hint);
  }
  const needs = linked ? 0 : seed.diskBytes * seed.temper.disk;
  return nameTaken(scene, name) ?? noSpace(scene, seed, needs);
}

function refuseResize(
  scene: Scene,
  { disk, bytes }: Of<'disk.resize'>,
  { seed }: Found,
): Refusal | undefined {
  if (disk !== 'scsi0') return refusal('not-found', `${seed.name} has no disk ${disk} that grows`);
  if (bytes <= seed.diskBytes) {
    return refusal('invalid', 'a disk can only grow', 'Ask for more than it has.');
  }
  // It takes the space only when the guest writes: what is promised may be more than there is.
  return bytes > 64 * 1024 ** 4 || freeIn(scene, poolOf(seed)) === 0
    ? refusal('conflict', `${seed.storage} has no room for that`)
    : undefined;
}

function refuseDelete(
  scene: Scene,
  { files }: Of<'machine.delete'>,
  { seed, state }: Found,
): Refusal | undefined {
  if (state.state !== 'stopped' && state.state !== 'hibernated') {
    return refusal('conflict', `${seed.name} is ${state.state}`, 'Stop it first.');
  }
  const [child] = childrenOf(scene, seed.id);
  if (child) {
    const hint = `Delete ${child} first.`;
    return refusal('conflict', `the disk of ${child} stands on that of ${seed.name}`, hint);
  }
  const own = new Set(storedFiles(seed, state).map(({ path }) => path));
  return own.symmetricDifference(new Set(files)).size === 0
    ? undefined
    : refusal('conflict', `${seed.name} has other files now`, 'Look at them again.');
}

/** The names of the machines whose disks stand on this one's, those being made among them. */
export function childrenOf({ world, machine, at }: Scene, id: string): readonly string[] {
  return everyId(world).flatMap((other) => {
    const made = world.made.get(other);
    const found = machine(other) ?? (made && made.from > at ? made : undefined);
    return found?.seed.base === id ? [found.seed.name] : [];
  });
}

function noSpace(
  scene: Scene,
  where: Parameters<typeof poolOf>[0],
  needs: number,
): Refusal | undefined {
  if (needs <= freeIn(scene, poolOf(where))) return undefined;
  const hint = 'Delete what nobody needs, or take another host.';
  return refusal('conflict', `No space left on ${where.storage} of ${where.host}`, hint);
}
