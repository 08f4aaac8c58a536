import { setTimeout as sleep } from 'node:timers/promises';
import { needAny, type Who } from '../access/who.ts';
import { forbidden, refuse } from '../refusal.ts';
import { type Call, route } from '../route.ts';
import type { Volume } from '../world/storage.ts';
import { findVolume, freeVolume, pathOf, volumesAt } from '../world/volumes.ts';

const place = '/nodes/{node}/storage/{storage}/content';
const read = {
  needs: needAny('/storage/{storage}', 'Datastore.Audit', 'Datastore.AllocateSpace'),
  daemon: true,
};

export const contentRoutes = [
  route('GET', place, list, read),
  route('GET', `${place}/{volume}`, one, { daemon: true }),
  route('PUT', `${place}/{volume}`, update, { daemon: true }),
  route('DELETE', `${place}/{volume}`, remove, { daemon: true }),
];

async function list({ world, who, node, params }: Call) {
  const { id } = await world.storage(params.need('storage'), node);
  const [content, vmid] = [params.text('content'), params.int('vmid')];
  return volumesAt(world, id, node)
    .filter((volume) => (content ?? volume.content) === volume.content)
    .filter((volume) => (vmid ?? volume.vmid) === volume.vmid)
    .filter((volume) => mayRead(who, volume))
    .map(entry);
}

/** Disks are for those who may change the disks of their machine, backups for those who may back it up. */
export function mayRead(who: Who, { storage, content, vmid }: Volume): boolean {
  const path = `/storage/${storage}`;
  if (who.may(path, 'Datastore.Allocate') || vmid === undefined) return true;
  if (content === 'backup')
    return who.may(path, 'Datastore.AllocateSpace') && who.may(`/vms/${vmid}`, 'VM.Backup');
  return who.may(`/vms/${vmid}`, 'VM.Config.Disk');
}

function entry(volume: Volume) {
  const { volid, content, format, size, ctime, vmid, used, subtype, notes, isProtected } = volume;
  const common = { volid, content, format, size, ctime, ...(vmid !== undefined && { vmid }) };
  if (content === 'images' || content === 'rootdir')
    return { ...common, used, parent: volume.parent ?? null };
  return {
    ...common,
    ...(subtype !== undefined && { subtype }),
    ...(notes !== undefined && { notes }),
    ...(isProtected === true && { protected: 1 }),
  };
}

async function volumeOf({ world, node, params, who }: Call): Promise<Volume> {
  const volid = await volidOf({ world, node, params });
  const found = findVolume(world, volid, node);
  if (found === undefined) throw refuse(`volume '${volid}' does not exist`);
  if (!mayRead(who, found)) throw forbidden(`/storage/${found.storage}`, 'Datastore.AllocateSpace');
  return found;
}

/** It may be named without its storage, which the path has. */
async function volidOf({ world, node, params }: Pick<Call, 'world' | 'node' | 'params'>) {
  const { id } = await world.storage(params.need('storage'), node);
  const name = params.need('volume');
  return name.startsWith(`${id}:`) ? name : `${id}:${name}`;
}

async function one(call: Call) {
  const volume = await volumeOf(call);
  const { size, used, format, notes, isProtected, storage, volid, content } = volume;
  const home = call.world.storages.get(storage);
  return {
    size,
    used,
    format: content === 'backup' ? 'raw' : format,
    path: home === undefined ? volid : pathOf(home, volid),
    ...(content === 'backup' && { protected: isProtected === true ? 1 : 0 }),
    ...(notes !== undefined && { notes }),
  };
}

async function update(call: Call): Promise<undefined> {
  const { params } = call;
  const volume = await volumeOf(call);
  if (volume.content !== 'backup')
    throw refuse('attributes are not supported for this volume type');
  if (params.has('protected')) volume.isProtected = params.flag('protected');
  const notes = params.text('notes');
  if (notes !== undefined) volume.notes = notes === '' ? undefined : notes;
}

async function remove(call: Call): Promise<string | undefined> {
  const { world, node, who, params } = call;
  const volid = await volidOf(call);
  const storage = params.need('storage');
  const found = findVolume(world, volid, node);
  const vmid = found?.vmid;
  const isBackup = volid.startsWith(`${storage}:backup/`);
  const mayPrune =
    isBackup && vmid !== undefined && who.may(`/vms/${vmid}`, 'VM.Backup')
      ? who.may(`/storage/${storage}`, 'Datastore.AllocateSpace')
      : false;
  if (!mayPrune) who.demand(`/storage/${storage}`, 'Datastore.Allocate');
  if (!isBackup && vmid !== undefined && world.guests.has(vmid))
    throw refuse(`Cannot remove image, a guest with VMID '${vmid}' exists!`);
  const upid = world.begin({
    type: 'imgdel',
    node,
    id: vmid === undefined ? `@${storage}` : `${vmid}@${storage}`,
    who,
    ms: world.pace.taskMs / 2,
    onEnd(task) {
      const name = volid.slice(storage.length + 1);
      if (findVolume(world, volid, node)?.isProtected === true)
        throw new Error(`cannot remove protected volume '${name}' on '${storage}'`);
      const home = world.storages.get(storage);
      if (freeVolume(world, volid, node) === undefined && home !== undefined)
        task.log(`disk image '${pathOf(home, volid)}' does not exist`);
      task.log(`Removed volume '${volid}'`);
    },
  });
  return (await endsWithin(call, upid)) ? undefined : upid;
}

/** With `delay` it is waited for; nothing is told of what has ended well by then. */
async function endsWithin({ world, params }: Call, upid: string): Promise<boolean> {
  const seconds = params.int('delay');
  if (seconds === undefined) return false;
  const task = world.tasks.find(upid);
  await Promise.race([task.ended, sleep(seconds * world.pace.secondMs)]);
  return task.exitstatus === 'OK';
}
