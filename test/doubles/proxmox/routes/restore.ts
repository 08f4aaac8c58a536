import { sizeText } from '../config/drives.ts';
import { typed } from '../config/keys.ts';
import { changeOf } from '../config/write.ts';
import { poweredOff } from '../inside/inside.ts';
import { invalid, refuse } from '../refusal.ts';
import type { Call } from '../route.ts';
import { type Config, type Disk, disksOf, type Guest, type Kind } from '../world/guest.ts';
import { freeAll, transfer, withNewIdentity } from '../world/guest-work.ts';
import type { Saved, Storage, Volume } from '../world/storage.ts';
import type { Running } from '../world/task-run.ts';
import { allocate, findVolume, formatting, pathOf } from '../world/volumes.ts';
import {
  beginMaking,
  demandPool,
  demandQuorum,
  fill,
  reserve,
  startAfter,
  takenBy,
} from './newcomer.ts';

interface Restoring {
  readonly call: Call;
  readonly kind: Kind;
  readonly vmid: number;
  readonly archive: Volume;
  readonly saved: Saved;
  /** What the call wants otherwise than the backup has it. */
  readonly set: Config;
}

export async function restoreVm(call: Call): Promise<string> {
  const { params, world } = call;
  const vmid = Number(params.need('vmid'));
  const restoring = await prepare(call, 'qemu', vmid, params.need('archive'));
  const isNew = !world.guests.has(vmid);
  const guest = place(restoring, `unable to restore VM ${vmid} - `);
  return beginMaking(call, {
    type: 'qmrestore',
    id: vmid,
    guest,
    isNew,
    async run(task) {
      await keeping(guest, task, async () => {
        if (guest.config['protection'] === 1)
          throw new Error(`unable to restore VM ${vmid} - protection mode enabled`);
        if (guest.state !== 'stopped')
          throw new Error(`unable to restore VM ${vmid} - vm is running`);
        demandQuorum(call);
        await writeVm(restoring, guest, task);
      });
      if (params.flag('start')) startAfter(call, guest, task);
    },
  });
}

/** Who may, and whether the backup is there. */
async function prepare(call: Call, kind: Kind, vmid: number, volid: string): Promise<Restoring> {
  const { world, params, who, node } = call;
  if (!(world.guests.has(vmid) && who.may(`/vms/${vmid}`, 'VM.Backup'))) demandNew(call, vmid);
  demandPool(call);
  const { set } = await changeOf(call, kind);
  const id = volid.split(':')[0] ?? '';
  who.demandAny(`/storage/${id}`, 'Datastore.AllocateSpace', 'Datastore.Allocate');
  await world.storage(id, node);
  const target = params.text('storage');
  if (target !== undefined) {
    who.demand(`/storage/${target}`, 'Datastore.AllocateSpace');
    await world.storage(target, node);
  }
  const archive = findVolume(world, volid, node);
  const taken = kind === 'lxc' ? takenBy(world, vmid) : undefined;
  if (taken !== undefined && !params.flag('force')) throw refuse(taken);
  if (archive?.saved === undefined) throw refuse(`volume '${volid}' does not exist`);
  if (archive.saved.kind !== kind)
    throw invalid({
      [kind === 'qemu' ? 'archive' : 'ostemplate']: `${volid} is no backup of such a guest`,
    });
  const wanted = [...set].map(([key, value]) => [key, typed(kind, key, value)] as const);
  return { call, kind, vmid, archive, saved: archive.saved, set: Object.fromEntries(wanted) };
}

function demandNew({ who, params }: Call, vmid: number): void {
  const pool = params.text('pool');
  if (pool !== undefined && who.may(`/pool/${pool}`, 'VM.Allocate')) return;
  who.demand(`/vms/${vmid}`, 'VM.Allocate');
}

/** The machine it goes to: a new one, or with `force` the one that is there. */
function place({ call, kind, vmid }: Restoring, prefix: string): Guest {
  const { world, params, node } = call;
  const found = world.guests.get(vmid);
  if (found === undefined) return reserve(call, kind, vmid, 'create');
  if (!params.flag('force') || found.kind !== kind || found.node !== node)
    throw refuse(`${prefix}${takenBy(world, vmid)}`);
  const lock = found.config['lock'];
  if (lock !== undefined)
    throw refuse(`${prefix}${kind === 'qemu' ? 'VM' : 'CT'} is locked (${lock})`);
  found.config['lock'] = 'create';
  return found;
}

/** A restore that fails leaves what there was by then, only its lock goes. */
async function keeping(guest: Guest, task: Running, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (error instanceof Error && error.message === 'unexpected status') throw error;
    delete guest.config['lock'];
    task.log(
      `error before or during data restore, some or all disks were not completely restored. VM ${guest.vmid} state is NOT cleaned up.`,
    );
    throw error;
  }
}

async function writeVm(restoring: Restoring, guest: Guest, task: Running): Promise<void> {
  const { call, archive, saved } = restoring;
  const { world } = call;
  const home = world.storages.get(archive.storage);
  const path = home === undefined ? archive.volid : pathOf(home, archive.volid);
  const fifo = `/var/tmp/vzdumptmp${guest.pid}`;
  task.log(`restore vma archive: zstd -q -d -c ${path} | vma extract -v -r ${fifo}.fifo - ${fifo}`);
  task.log('CFG: size: 421 name: qemu-server.conf');
  const disks = disksOf(saved);
  for (const [index, { key, bytes }] of disks.entries())
    task.log(`DEV: dev_id=${index + 1} size: ${bytes} devname: drive-${key}`);
  task.log(`CTIME: ${new Date(archive.ctime * 1000).toUTCString()}`);
  const config = await writeDisks(restoring, guest, task);
  const total = disks.reduce((sum, { bytes }) => sum + bytes, 0);
  await read(call, task, total);
  task.log(`total bytes read ${total}, sparse bytes ${total} (100%)`);
  task.log('rescan volumes...');
  settle(restoring, guest, config);
}

/** Each percent is a line of the log. */
async function read({ world }: Call, task: Running, total: number): Promise<void> {
  for (let percent = 1; percent <= 100; percent += 1) {
    if (percent % 10 === 0) await task.midway(world.pace.taskMs / 10);
    const bytes = Math.floor((total * percent) / 100);
    task.log(`progress ${percent}% (read ${bytes} bytes, duration 0 sec)`);
  }
}

/** What the machine has is gone from here on. */
async function writeDisks(restoring: Restoring, guest: Guest, task: Running): Promise<Config> {
  const { call, saved, kind } = restoring;
  const { world, node } = call;
  freeAll({ world, guest });
  for (const { key } of disksOf(guest)) delete guest.config[key];
  const config: Config = { ...saved.config };
  for (const disk of disksOf(saved)) {
    const storage = await storageFor(restoring, disk);
    const volume = allocate(world, {
      storage,
      node,
      kind,
      vmid: guest.vmid,
      bytes: disk.bytes,
      used: Math.floor(disk.bytes / 10),
    });
    const before = String(saved.config[disk.key]);
    const text = before
      .replace(disk.volid, volume.volid)
      .replace(/size=[^,]+/, `size=${sizeText(disk.bytes)}`);
    guest.config[disk.key] = text;
    config[disk.key] = text;
    for (const line of formatting(storage, volume)) task.log(line);
    if (kind === 'qemu') {
      task.log(`new volume ID is '${volume.volid}'`);
      task.log(`map 'drive-${disk.key}' to '${pathOf(storage, volume.volid)}' (write zeros = 0)`);
    }
  }
  return config;
}

function storageFor({ call, set }: Restoring, disk: Disk): Promise<Storage> {
  const named = /^([\w.-]+):/.exec(String(set[disk.key] ?? call.params.text('rootfs') ?? ''))?.[1];
  return call.world.storage(call.params.text('storage') ?? named ?? disk.storage, call.node);
}

function settle({ call, kind, saved, set }: Restoring, guest: Guest, config: Config): void {
  const isUnique = call.params.flag('unique');
  const own = isUnique ? withNewIdentity(kind, config) : config;
  guest.config = { ...own, ...set };
  delete guest.config['lock'];
  guest.pending = {};
  guest.snapshots = [];
  guest.parent = undefined;
  guest.state = 'stopped';
  const pool = call.params.text('pool');
  if (pool !== undefined) guest.pool = pool;
  fill(guest, poweredOff(saved.inside));
}

export async function restoreContainer(call: Call): Promise<string> {
  const { params, world } = call;
  const vmid = Number(params.need('vmid'));
  const restoring = await prepare(call, 'lxc', vmid, params.need('ostemplate'));
  const existing = world.guests.get(vmid);
  if (existing !== undefined && existing.state !== 'stopped')
    throw refuse("can't overwrite running container");
  if (existing?.config['protection'] === 1)
    throw refuse(`unable to restore CT ${vmid} - protection mode enabled`);
  const guest = place(restoring, '');
  const isNew = existing === undefined;
  const { archive } = restoring;
  return beginMaking(call, {
    type: 'vzrestore',
    id: vmid,
    guest,
    isNew,
    async run(task) {
      try {
        demandQuorum(call);
        task.log(`recovering backed-up configuration from '${archive.volid}'`);
        task.log(`restoring '${archive.volid}' now..`);
        const config = await writeDisks(restoring, guest, task);
        const home = world.storages.get(archive.storage);
        if (home !== undefined) task.log(`extracting archive '${pathOf(home, archive.volid)}'`);
        await transfer(world, { log: () => undefined, midway: task.midway }, archive.size);
        task.log('Total bytes read: 2088960 (2.0MiB, 225MiB/s)');
        task.log('merging backed-up and given configuration..');
        settle(restoring, guest, config);
      } catch (error) {
        throw abandon(call, guest, isNew, error);
      }
      if (params.flag('start')) startAfter(call, guest, task);
    },
  });
}

/** Of a new one nothing is left. */
function abandon({ world }: Call, guest: Guest, isNew: boolean, error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  if (reason !== 'unexpected status') {
    delete guest.config['lock'];
    if (isNew) {
      freeAll({ world, guest });
      world.guests.delete(guest.vmid);
    }
  }
  return new Error(isNew ? `unable to restore CT ${guest.vmid} - ${reason}` : reason);
}
