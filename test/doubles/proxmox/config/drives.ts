import type { Who } from '../access/who.ts';
import { invalid, Refusal } from '../refusal.ts';
import { bytesOf, type Kind } from '../world/guest.ts';
import type { Storage, Volume } from '../world/storage.ts';
import { allocate, findVolume, formatting, isOfFiles } from '../world/volumes.ts';
import type { World } from '../world/world.ts';

const GiB = 1024 ** 3;

/** `local:8,format=qcow2`: what stands before the first comma, and the rest. */
export interface Drive {
  readonly key: string;
  readonly file: string;
  readonly options: ReadonlyMap<string, string>;
}

export function driveOf(key: string, value: string): Drive {
  const [file = '', ...parts] = value.split(',');
  const options = new Map(
    parts.map((part) => [part.split('=')[0] ?? '', part.split(/=(.*)/s)[1] ?? ''] as const),
  );
  return { key, file: file.replace(/^(?:file|volume)=/, ''), options };
}

export function driveText(file: string, options: ReadonlyMap<string, string>): string {
  const sorted = [...options].sort(([one], [other]) => (one < other ? -1 : 1));
  return [file, ...sorted.map(([name, value]) => `${name}=${value}`)].join(',');
}

/** The gigabytes of one that is to be made: `local:8`. */
function newSize(file: string): { storage: string; gigabytes: number } | undefined {
  const found = /^([\w.-]+):(\d+(?:\.\d+)?)$/.exec(file);
  return found === null ? undefined : { storage: found[1] ?? '', gigabytes: Number(found[2]) };
}

/** Before the task: whether the storages are there, can hold it, and may be used. */
export async function demandDrive(
  { world, who, node }: { world: World; who: Who; node: string },
  kind: Kind,
  drive: Drive,
): Promise<void> {
  const { key, file, options } = drive;
  const source = options.get('import-from');
  if (source !== undefined) await demandSource({ world, who, node }, key, source);
  const made = newSize(file);
  const id = made?.storage ?? /^([\w.-]+):/.exec(file)?.[1];
  if (file.startsWith('/')) throw onlyRoot();
  if (id === undefined) return;
  const storage = await world.storage(id, node);
  if (/^[\w.-]+:iso\//.test(file) && options.get('media') !== 'cdrom')
    throw invalid({ [key]: "explicit 'media=cdrom' is required for iso images" });
  if (made !== undefined || file.endsWith(':cloudinit')) demandSpace(who, kind, storage);
}

function demandSpace(who: Who, kind: Kind, storage: Storage): void {
  const { id } = storage;
  who.demand(`/storage/${id}`, 'Datastore.AllocateSpace');
  const content = kind === 'qemu' ? 'images' : 'rootdir';
  if (!storage.content.includes(content))
    throw kind === 'qemu'
      ? invalid({ storage: `storage '${id}' does not support vm images` })
      : invalid({ storage: `storage '${id}' does not support container directories` });
}

async function demandSource(
  { world, who, node }: { world: World; who: Who; node: string },
  key: string,
  source: string,
): Promise<void> {
  if (source.startsWith('/')) throw onlyRoot();
  const id = source.split(':')[0] ?? '';
  await world.storage(id, node);
  const type = /^[\w.-]+:(import|iso|vztmpl|backup)\//.exec(source)?.[1] ?? 'images';
  if (type !== 'images' && type !== 'import')
    throw invalid({
      [key]: `${source} has wrong type '${type}' - needs to be 'images' or 'import'`,
    });
  who.demandAny(`/storage/${id}`, 'Datastore.AllocateSpace', 'Datastore.Audit');
}

function onlyRoot(): Refusal {
  return new Refusal(
    403,
    'Permission check failed (Only root can pass arbitrary filesystem paths.)',
  );
}

export interface Making {
  readonly world: World;
  readonly node: string;
  readonly kind: Kind;
  readonly vmid: number;
  log(line: string): void;
  /** Told of a volume as soon as it is there. */
  note(volid: string): void;
  /** Waits while so much is copied. */
  copy(bytes: number): Promise<void>;
}

/** In the task: makes what is to be made, and gives the line of the file. */
export async function makeDrive(making: Making, drive: Drive): Promise<string> {
  const { world, node } = making;
  const { file, options } = drive;
  if (file.endsWith(':cloudinit')) return cloudInit(making, drive);
  const made = newSize(file);
  if (made === undefined) {
    if (!file.includes(':')) return driveText(file, options);
    const found = findVolume(world, file, node);
    if (found === undefined) throw new Error(`volume '${file}' does not exist`);
    return driveText(file, new Map([...options, ['size', sizeText(found.size)]]));
  }
  const storage = await world.storage(made.storage, node);
  const volume = await newDisk(making, storage, made.gigabytes, options);
  const kept = new Map(options);
  for (const name of ['import-from', 'format']) kept.delete(name);
  kept.set('size', sizeText(volume.size));
  const text = driveText(volume.volid, kept);
  if (making.kind === 'qemu') making.log(`${drive.key}: successfully created disk '${text}'`);
  return text;
}

async function newDisk(
  making: Making,
  storage: Storage,
  gigabytes: number,
  options: ReadonlyMap<string, string>,
): Promise<Volume> {
  const { world, node, kind, vmid } = making;
  const from = options.get('import-from');
  const source = from === undefined ? undefined : findVolume(world, from, node);
  if (from !== undefined && source === undefined)
    throw new Error(`volume '${from}' does not exist`);
  const bytes = source?.size ?? Math.ceil(gigabytes * GiB);
  const format = options.get('format');
  const used = source?.used ?? 200_704;
  const volume = allocate(world, { storage, node, kind, vmid, bytes, used, format });
  making.note(volume.volid);
  for (const line of formatting(storage, volume)) making.log(line);
  if (source !== undefined) await making.copy(bytes);
  return volume;
}

function cloudInit(making: Making, { key, file, options }: Drive): string {
  const { world, node, vmid } = making;
  const id = file.split(':')[0] ?? '';
  const storage = world.storages.get(id);
  if (storage === undefined) throw new Error(`storage '${id}' does not exist`);
  const isFile = isOfFiles(storage.type);
  const volid = isFile ? `${id}:${vmid}/vm-${vmid}-cloudinit.qcow2` : `${id}:vm-${vmid}-cloudinit`;
  const size = 4 * 1024 ** 2;
  world.volumes.push({
    volid,
    storage: id,
    node: storage.shared ? undefined : node,
    content: 'images',
    format: isFile ? 'qcow2' : 'raw',
    vmid,
    size,
    used: size,
    ctime: Math.floor(world.seconds()),
  });
  const text = driveText(volid, new Map([...options, ['media', 'cdrom'], ['size', '4M']]));
  making.log(`${key}: successfully created disk '${text}'`);
  making.log('generating cloud-init ISO');
  return text;
}

/** As the file writes it: the largest unit that leaves nothing over. */
export function sizeText(bytes: number): string {
  for (const unit of ['T', 'G', 'M', 'K'])
    if (bytes % bytesOf(`1${unit}`) === 0 && (unit !== 'T' || bytes > 0))
      return `${bytes / bytesOf(`1${unit}`)}${unit}`;
  return String(bytes);
}
