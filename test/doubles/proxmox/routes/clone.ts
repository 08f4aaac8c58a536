import { need } from '../access/who.ts';
import { driveOf, driveText } from '../config/drives.ts';
import { demandBridge } from '../config/nets.ts';
import { freshInside, poweredOff } from '../inside/inside.ts';
import { Refusal, refuse } from '../refusal.ts';
import { type Call, route } from '../route.ts';
import {
  type Config,
  type Disk,
  demandUnlocked,
  disksOf,
  type Guest,
  isTemplate,
  type Kind,
} from '../world/guest.ts';
import { transfer, withNewIdentity } from '../world/guest-work.ts';
import { snapshotOf } from '../world/snapshots.ts';
import type { Storage, Volume } from '../world/storage.ts';
import type { Running } from '../world/task-run.ts';
import { allocate, findVolume, formatting, isOfFiles } from '../world/volumes.ts';
import { guestIn } from './guest-call.ts';
import {
  beginMaking,
  demandAllocate,
  demandPool,
  demandQuorum,
  fill,
  made,
  reserve,
} from './newcomer.ts';

const options = { needs: need('/vms/{vmid}', 'VM.Clone'), daemon: true };

export const cloneRoutes = [
  route('POST', '/nodes/{node}/qemu/{vmid}/clone', (call) => clone(call, 'qemu'), options),
  route('POST', '/nodes/{node}/lxc/{vmid}/clone', (call) => clone(call, 'lxc'), options),
];

interface Cloning {
  readonly call: Call;
  readonly source: Guest;
  readonly isFull: boolean;
  /** As it is now, or as a snapshot has it. */
  readonly from: Readonly<Config>;
}

async function clone(call: Call, kind: Kind): Promise<string> {
  const { world, params } = call;
  const [source, newid] = [guestIn(call, kind), Number(params.need('newid'))];
  demandAllocate(call, newid);
  demandPool(call);
  const isFull = params.has('full') ? params.flag('full') : !isTemplate(source);
  const cloning = { call, source, isFull, from: fromOf(call, source) };
  demandUnlocked(source);
  if (world.guests.has(newid))
    throw refuse(
      `unable to create ${kind === 'qemu' ? 'VM' : 'CT'} ${newid}: config file already exists`,
    );
  await demandDisks(cloning);
  const target = params.text('target');
  const newcomer = reserve(call, kind, newid, 'clone');
  if (target !== undefined) newcomer.node = target;
  return beginMaking(call, {
    type: kind === 'qemu' ? 'qmclone' : 'vzclone',
    id: source.vmid,
    guest: newcomer,
    isNew: true,
    run: (task) =>
      made(world, newcomer, 'clone failed: ', async () => {
        demandQuorum(call);
        const what = kind === 'qemu' ? 'VM' : 'container';
        task.log(`creating a clone of ${what} ${source.vmid} with ID ${newid}`);
        return copy(cloning, newcomer, task);
      }),
  });
}

function fromOf({ params }: Call, source: Guest): Readonly<Config> {
  const name = params.text('snapname');
  return name === undefined || name === 'current'
    ? source.config
    : snapshotOf(source, name, refuse).config;
}

/** Before the task: whether it can be cloned so, and to there. */
async function demandDisks(cloning: Cloning): Promise<void> {
  const { call, source, isFull, from } = cloning;
  const { world, params, who, node } = call;
  const to = params.text('storage');
  if (to !== undefined && !isFull)
    throw refuse("parameter 'storage' not allowed for linked clones");
  if (to !== undefined) await world.storage(to, node);
  if (source.kind === 'lxc' && isFull && source.state !== 'stopped' && !params.has('snapname'))
    throw refuse('Full clone of a running container is only possible from a snapshot');
  for (const disk of disksOf({ kind: source.kind, config: from })) demandDisk(cloning, disk);
  for (const [key, value] of Object.entries(from))
    if (/^net\d+$/.test(key)) demandBridge(who, String(value));
}

function demandDisk({ call, isFull }: Cloning, { key, volid, storage }: Disk): void {
  const { world, params, who, node } = call;
  who.demand(`/storage/${params.text('storage') ?? storage}`, 'Datastore.AllocateSpace');
  if (!(isFull || isBase(volid)))
    throw refuse(`Linked clone feature is not supported for '${volid}' (${key})`);
  const target = params.text('target') ?? node;
  if (!world.nodes.has(target)) throw new Refusal(400, `no such cluster node '${target}'`);
  if (target !== node && world.storages.get(storage)?.shared !== true)
    throw refuse(`can't clone VM to node '${target}' (VM uses local storage)`);
}

function isBase(volid: string): boolean {
  return /(?:^|[:/])base(?:vol)?-\d+-[^/]*$/.test(volid);
}

const left = ['lock', 'template', 'parent', 'vmstate', 'snaptime', 'runningmachine', 'runningcpu'];

async function copy(cloning: Cloning, newcomer: Guest, task: Running): Promise<Config> {
  const { call, source, from } = cloning;
  const { params } = call;
  const kept = Object.entries(from).filter(
    ([key]) => !(left.includes(key) || /^unused\d+$/.test(key)),
  );
  const config = withNewIdentity(source.kind, Object.fromEntries(kept));
  for (const disk of disksOf({ kind: source.kind, config: from })) {
    const text = await copyDisk(cloning, disk, newcomer, task);
    newcomer.config[disk.key] = text;
    config[disk.key] = text;
  }
  cloneCloudInit(cloning, config, newcomer);
  const nameKey = source.kind === 'qemu' ? 'name' : 'hostname';
  config[nameKey] = params.text(nameKey) ?? copyName(source, config[nameKey]);
  if (params.has('description')) config['description'] = params.text('description');
  fill(newcomer, insideOf(cloning));
  return config;
}

function copyName({ vmid, kind }: Guest, name: string | number | undefined): string {
  return kind === 'qemu' ? `Copy-of-VM-${name ?? vmid}` : `Copy-of-CT-${name ?? vmid}`;
}

function insideOf({ call, source }: Cloning) {
  const name = call.params.text('snapname');
  if (name !== undefined && name !== 'current') return poweredOff(snapshotOf(source, name).inside);
  return source.inside.system === 'linux'
    ? poweredOff(source.inside)
    : freshInside('', source.inside.system);
}

async function copyDisk(
  cloning: Cloning,
  disk: Disk,
  newcomer: Guest,
  task: Running,
): Promise<string> {
  const { call, source, isFull, from } = cloning;
  const what = source.kind === 'qemu' ? 'drive' : 'mountpoint';
  const how = isFull ? 'full' : 'linked';
  task.log(`create ${how} clone of ${what} ${disk.key} (${disk.volid})`);
  const id = (isFull ? call.params.text('storage') : undefined) ?? disk.storage;
  const storage = await call.world.storage(id, call.node);
  const volume = newDisk(cloning, disk, newcomer, storage);
  const drive = driveOf(disk.key, String(from[disk.key]));
  const text = driveText(volume.volid, drive.options);
  newcomer.config[disk.key] = text;
  for (const line of formatting(storage, volume)) task.log(line);
  await fillDisk(cloning, disk, volume.volid, task);
  return text;
}

function newDisk(
  { call, source, isFull }: Cloning,
  disk: Disk,
  { node, vmid }: Guest,
  storage: Storage,
): Volume {
  const { world, params } = call;
  const before = findVolume(world, disk.volid, call.node);
  return allocate(world, {
    storage,
    node,
    kind: source.kind,
    vmid,
    bytes: disk.bytes,
    used: isFull ? (before?.used ?? 0) : 200_704,
    format: params.text('format') ?? (isOfFiles(storage.type) ? fileFormat(before) : undefined),
    base: isFull ? undefined : before,
  });
}

function fileFormat(before: Volume | undefined): string | undefined {
  return before?.content === 'images' ? 'qcow2' : undefined;
}

async function fillDisk(
  { call, source, isFull }: Cloning,
  disk: Disk,
  volid: string,
  task: Running,
): Promise<void> {
  if (!isFull) return task.midway(call.world.pace.taskMs / 2);
  if (source.kind === 'lxc') return rsync(call, disk.bytes, task);
  task.log(`allocated target volume '${volid}'`);
  await transfer(call.world, task, disk.bytes);
}

async function rsync({ world }: Call, bytes: number, task: Running): Promise<void> {
  await task.midway(world.pace.taskMs);
  task.log(`\nNumber of files: 34 (reg: 3, dir: 16, link: 15)\nTotal file size: ${bytes} bytes`);
}

/** A cloud-init drive is made anew. */
function cloneCloudInit({ call }: Cloning, config: Config, { vmid, node }: Guest): void {
  for (const [key, value] of Object.entries(config)) {
    const found = /^([\w.-]+):(?:\d+\/)?vm-\d+-cloudinit/.exec(String(value));
    if (found === null) continue;
    const volid = String(value).split(',')[0] ?? '';
    const before = findVolume(call.world, volid, node);
    const own = volid.replaceAll(/\d+(?=\/)|(?<=vm-)\d+/g, String(vmid));
    config[key] = String(value).replace(volid, own);
    if (before !== undefined) call.world.volumes.push({ ...before, volid: own, vmid });
  }
}
