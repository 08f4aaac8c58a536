import { invalid, refuse } from '../refusal.ts';
import { type Call, route } from '../route.ts';
import type { Storage } from '../world/storage.ts';
import type { Running } from '../world/task-run.ts';
import { findVolume } from '../world/volumes.ts';
import { backUp, type Job } from '../world/vzdump.ts';
import { mayRead } from './content.ts';
import { pruneAfter } from './prune.ts';

export const vzdumpRoutes = [
  route('POST', '/nodes/{node}/vzdump', vzdump, { daemon: true }),
  route('GET', '/nodes/{node}/vzdump/extractconfig', extractConfig, { daemon: true }),
];

const rootOnly = ['tmpdir', 'dumpdir', 'script', 'job-id'];

/** Machines of other nodes are passed over; where none is left it answers "OK" and begins nothing. */
function vzdump(call: Call): string {
  const { params, who, world, node } = call;
  const wanted = vmidsOf(call);
  for (const vmid of wanted) who.demand(`/vms/${vmid}`, 'VM.Backup');
  const storage = params.text('storage') ?? 'local';
  demandOptions(call, storage);
  const away = wanted.filter((vmid) => (world.guests.get(vmid)?.node ?? node) !== node);
  const here = wanted.filter((vmid) => !away.includes(vmid));
  if (here.length === 0) return 'OK';
  return world.begin({
    type: 'vzdump',
    node,
    id: here.length === 1 ? (here[0] ?? '') : '',
    who,
    run: (task) => runJob(call, { storage, here, away, task }),
  });
}

function demandOptions({ params, who, world }: Call, storage: string): void {
  for (const name of rootOnly)
    if (params.has(name) && !who.isRoot)
      throw invalid({ [name]: 'Only root may set this option.' });
  if (world.storages.has(storage)) who.demand(`/storage/${storage}`, 'Datastore.AllocateSpace');
  if (params.has('prune-backups')) who.demand(`/storage/${storage}`, 'Datastore.Allocate');
  if (['bwlimit', 'ionice', 'performance'].some(params.has)) who.demand('/', 'Sys.Modify');
}

function vmidsOf({ params, world, node }: Call): readonly number[] {
  const listed = (name: string) => (params.text(name) ?? '').split(/[,;\s]+/).filter(Boolean);
  const pool = params.text('pool');
  const own = [...world.guests.values()].filter((guest) => guest.node === node);
  const excluded = new Set(listed('exclude').map(Number));
  if (params.flag('all')) return own.map(({ vmid }) => vmid).filter((vmid) => !excluded.has(vmid));
  if (pool !== undefined)
    return [...world.guests.values()]
      .filter((guest) => guest.pool === pool)
      .map(({ vmid }) => vmid);
  if (!params.has('vmid')) throw invalid({ vmid: 'property is missing and it is not optional' });
  return listed('vmid').map(Number);
}

interface Run {
  readonly storage: string;
  readonly here: readonly number[];
  readonly away: readonly number[];
  readonly task: Running;
}

async function runJob(call: Call, { storage: id, here, away, task }: Run): Promise<void> {
  const { world, node, params } = call;
  const storage = await storageFor(call, id);
  task.log(`INFO: starting new backup job: vzdump ${here.join(' ')}${spoken(call)}`);
  if (away.length > 0) task.log(`INFO: skip external VMs: ${away.join(', ')}`);
  const job: Job = {
    world,
    node,
    storage,
    task,
    mode: params.text('mode') ?? 'snapshot',
    compress: params.text('compress') ?? '0',
    notes: params.text('notes-template'),
    isProtected: params.flag('protected'),
    prune: (vmid) =>
      params.has('remove') && !params.flag('remove')
        ? undefined
        : pruneAfter(call, storage, vmid, params.text('prune-backups')),
    keep: params.text('prune-backups') ?? storage.prune,
  };
  let failures = 0;
  for (const vmid of here) if (!(await backUp(job, vmid))) failures += 1;
  if (failures === 0) return task.log('INFO: Backup job finished successfully');
  task.log('INFO: Backup job finished with errors');
  throw new Error('job errors');
}

async function storageFor({ world, node }: Call, id: string): Promise<Storage> {
  const prefix = `could not get storage information for '${id}': `;
  let found: Storage;
  try {
    found = await world.storage(id, node);
  } catch (error) {
    throw new Error(prefix + (error instanceof Error ? error.message : String(error)));
  }
  if (!found.content.includes('backup'))
    throw new Error(`${prefix}can't use storage '${id}' for backups - wrong content type`);
  return found;
}

/** The options, as its first line has them. */
function spoken({ params, node }: Call): string {
  const words = Object.keys(params.all)
    .filter((name) => name !== 'vmid' && name !== 'node')
    .map((name) => {
      const value = params.text(name) ?? '';
      return ` --${name} ${/^[\w.,=/-]+$/.test(value) ? value : `'${value}'`}`;
    });
  return `${words.join('')} --node ${node}`;
}

/** The configuration in a backup, as its file would have it. */
async function extractConfig({ world, node, params, who }: Call): Promise<string> {
  const volid = params.need('volume');
  await world.storage(volid.split(':')[0] ?? '', node);
  const found = findVolume(world, volid, node);
  if (found?.saved === undefined) throw refuse(`volume '${volid}' does not exist`);
  if (!mayRead(who, found)) who.demand(`/vms/${found.vmid}`, 'VM.Backup');
  return Object.entries(found.saved.config)
    .map(([key, value]) => `${key}: ${value}\n`)
    .join('');
}
