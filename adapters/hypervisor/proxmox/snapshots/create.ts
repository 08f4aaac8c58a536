import { z } from 'zod';
import { BotError } from '../../../../src/errors.ts';
import type { NewSnapshot, Obstacle } from '../../../../src/hypervisor/snapshots.ts';
import type { Machine, Outcome } from '../../../../src/hypervisor.ts';
import type { Progress, TaskControl } from '../../../../src/operation.ts';
import { guestPath } from '../guest-path.ts';
import { checkSnapshotName } from '../names.ts';
import type { Parts } from '../parts.ts';
import { marked, readShelf, type Shelf } from './records.ts';
import { explained, noFeature, refuse, unfinishedObstacle } from './refusals.ts';
import { readVolumes } from './volumes.ts';

type Shared = Pick<Parts, 'client' | 'tasks'>;

/** What stands against it, asked of Proxmox before it is tried. */
export async function createObstacle(
  parts: Shared,
  machine: Machine,
  { wanted, shelf, signal }: Wanted,
): Promise<Obstacle | undefined> {
  if (wanted.external) {
    return {
      code: 'unsupported',
      message: 'Proxmox has no snapshots beside the disks: the storage decides how it keeps them',
      hint: 'Take it without `external`.',
    };
  }
  const unfinished = unfinishedObstacle(machine, shelf.records);
  if (unfinished) return unfinished;
  const { hasFeature } = await parts.client.get(`${guestPath(machine)}/feature`, {
    schema: z.object({ hasFeature: z.number() }),
    params: { feature: 'snapshot' },
    signal,
    name: machine.name,
  });
  if (hasFeature === 1) return undefined;
  const disks = await readVolumes(parts, machine, { signal });
  return noFeature(
    machine,
    disks.map(({ key, volume }) => `${key} (${volume})`),
  );
}

interface Wanted {
  readonly wanted: NewSnapshot;
  readonly shelf: Shelf;
  readonly signal: AbortSignal;
}

/** The mark of the operation stands in the description, so that a look knows its own snapshot. */
export async function createSnapshot(
  parts: Shared,
  machine: Machine,
  { wanted, task }: { readonly wanted: NewSnapshot; readonly task: TaskControl },
): Promise<Outcome> {
  const { name: snapname } = wanted;
  checkSnapshotName(snapname);
  const { vmstate } = await task.step('see what stands against it', {
    do: () => prepare(parts, machine, { wanted, task }),
  });
  const { id, host: node, name, kind } = machine;
  const made = async (signal: AbortSignal) => {
    const { records } = await readShelf(parts, machine, signal);
    return records.find((each) => each.name === snapname);
  };
  const happened = async (signal: AbortSignal) => {
    const found = await made(signal);
    return found?.tag === task.tag && found.unfinished === undefined;
  };
  try {
    const outcome = await parts.tasks.act(
      {
        ...{ step: `snapshot ${id}`, node, id, name, machine, happened },
        types: [kind === 'vm' ? 'qmsnapshot' : 'vzsnapshot'],
        method: 'POST',
        path: `${guestPath(machine)}/snapshot`,
        params: { snapname, description: marked(wanted.description, task.tag), vmstate },
        doing: vmstate ? 'saving disks and memory' : 'saving the disks',
        progress: saved,
      },
      task,
    );
    return { ...outcome, notes: [...outcome.notes, vmstate ? 'with memory' : 'disks only'] };
  } catch (error) {
    throw explained(error, { machine, snapshot: snapname });
  }
}

async function prepare(
  parts: Shared,
  machine: Machine,
  { wanted, task: { signal } }: { readonly wanted: NewSnapshot; readonly task: TaskControl },
): Promise<{ vmstate?: boolean }> {
  const shelf = await readShelf(parts, machine, signal);
  if (shelf.records.some(({ name }) => name === wanted.name)) {
    const message = `${machine.name} has a snapshot ${wanted.name} already`;
    throw new BotError('conflict', message, { hint: 'Take another name.' });
  }
  refuse(await createObstacle(parts, machine, { wanted, shelf, signal }));
  // A container has no such parameter, and what is off has no RAM.
  return machine.kind === 'vm' && shelf.isOn && !wanted.disksOnly ? { vmstate: true } : {};
}

/** `5.01 MiB in 0s`: how much of the RAM is written; how much there will be is not known. */
function saved(lines: readonly string[]): Progress | undefined {
  const last = lines.findLast((line) => /^[\d.]+ [KMGT]?i?B in \d+s$/.test(line));
  const written = last?.split(' in ')[0];
  return written === undefined ? undefined : { note: `saving the memory: ${written}` };
}
