import { z } from 'zod';
import { BotError } from '../../../../src/errors.ts';
import { bytes } from '../../../../src/format.ts';
import type {
  Backup,
  BackupProspect,
  Compression,
  CreatedBackup,
  NewBackup,
} from '../../../../src/hypervisor/backups.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import { path } from '../client/client.ts';
import type { Parts } from '../parts.ts';
import { volidOf } from './backup-id.ts';
import { inStore } from './list.ts';
import { notesTemplate, storedNote } from './note.ts';
import { backupStores } from './places.ts';
import { vzdumpProgress } from './progress.ts';
import { prospect } from './prospect.ts';

/** The newest come first, and only those of the last seconds could be taken for it. */
const RECENT = 20;

interface Wanted {
  readonly machine: Machine;
  readonly wanted: NewBackup;
}

/** vzdump's words; without any it would not compress at all. */
const packing: Readonly<Record<Compression, string>> = {
  none: '0',
  lzo: 'lzo',
  gzip: 'gzip',
  zstd: 'zstd',
};

/** vzdump itself takes away what it half wrote when it fails or is stopped. */
export async function createBackup(
  parts: Parts,
  { machine, wanted }: Wanted,
  task: TaskControl,
): Promise<CreatedBackup> {
  const { id, host, name } = machine;
  // What was there before tells the new one from the others.
  const before = await task.step('look at what is kept', {
    async do() {
      const found = await prospect(parts, { machine, wanted }, task.signal);
      refuseFull(found);
      const place = found.place.name;
      const all = await keptIn(parts, { machine, place }, task.signal);
      const tasks = await dumpsOf(parts, machine, task.signal);
      return { place, known: all.map((backup) => backup.id), tasks };
    },
  });
  const { place } = before;
  const outcome = await parts.tasks.act(
    {
      step: `back up ${id}`,
      node: host,
      id,
      name,
      types: ['vzdump'],
      method: 'POST',
      path: path`/nodes/${host}/vzdump`,
      params: {
        vmid: id,
        storage: place,
        mode: wanted.mode ?? 'snapshot',
        compress: packing[wanted.compress ?? 'zstd'],
        'notes-template': notesTemplate(wanted.note) || undefined,
        // By default vzdump deletes others as the storage's retention says: nothing goes that nobody was shown.
        remove: false,
      },
      doing: 'backing up',
      progress: vzdumpProgress,
      machine,
      besides: before.tasks,
    },
    task,
  );
  const backup = await made(parts, { machine, wanted, ...before }, task);
  const written = bytes(backup.bytes ?? backup.diskBytes);
  task.report({ fraction: 1, note: `${written} written` });
  return { ...outcome, backup };
}

const Tasks = z.array(z.object({ upid: z.string() }));

/** Those that ran already: one that ended a moment ago is not taken for this one. */
async function dumpsOf(
  { client }: Parts,
  { host, id }: Machine,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const params = { source: 'all', typefilter: 'vzdump', vmid: Number(id), limit: RECENT };
  const asked = path`/nodes/${host}/tasks`;
  const list = await client.get(asked, { schema: Tasks, params, signal });
  return list.map(({ upid }) => upid);
}

function refuseFull({ place, needsBytes = 0 }: BackupProspect): void {
  const { name, host, problem, freeBytes } = place;
  if (problem !== undefined) {
    throw new BotError('conflict', `${name} on ${host} cannot be used: ${problem}`, {
      hint: 'Nothing was begun. Name another place with --place.',
    });
  }
  if (freeBytes === undefined || needsBytes <= freeBytes) return;
  throw new BotError(
    'conflict',
    `${name} on ${host} has ${bytes(freeBytes)} free, and the backup may need ${bytes(needsBytes)}`,
    { hint: 'Nothing was begun. backup prune makes room there.' },
  );
}

async function keptIn(
  parts: Parts,
  { machine, place }: { readonly machine: Machine; readonly place: string },
  signal: AbortSignal,
): Promise<readonly Backup[]> {
  const rows = await parts.resources.read(signal);
  const store = backupStores(rows, parts.settings).find(
    ({ node, name }) => node === machine.host && name === place,
  );
  if (store === undefined)
    throw new BotError('not-found', `${machine.host} has no ${place} any more`);
  return inStore(parts, store, { rows, vmid: machine.id, signal });
}

interface Before extends Wanted {
  readonly place: string;
  readonly known: readonly string[];
}

/** The one that was not there before; with its note, where the template could not carry it. */
async function made(parts: Parts, before: Before, task: TaskControl): Promise<Backup> {
  const { machine, wanted, place } = before;
  const found = await newest(parts, before, task.signal);
  if (found.note === wanted.note) return found;
  await task.step('write its note', {
    do: async () => {
      const volid = volidOf(found);
      const asked = path`/nodes/${machine.host}/storage/${place}/content/${volid}`;
      const params = { notes: storedNote(wanted.note) };
      await parts.client.send('PUT', asked, { schema: z.unknown(), params, signal: task.signal });
      return true;
    },
  });
  return newest(parts, before, task.signal);
}

/** A scheduled job may have made another one since: ours is the older of the two. */
async function newest(
  parts: Parts,
  { machine, place, known }: Before,
  signal: AbortSignal,
): Promise<Backup> {
  const all = await keptIn(parts, { machine, place }, signal);
  const [ours] = all
    .filter(({ id }) => !known.includes(id))
    .toSorted((a, b) => a.createdAt - b.createdAt);
  if (ours) return ours;
  throw new BotError('undecided', 'The backup was made, and is not in the list', {
    hint: `Look at ${place} in Proxmox, then task settle.`,
  });
}
