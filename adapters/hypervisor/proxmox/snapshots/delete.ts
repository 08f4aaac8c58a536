import { BotError } from '../../../../src/errors.ts';
import type { DoomedSnapshot } from '../../../../src/hypervisor/snapshots.ts';
import type { Machine, Outcome } from '../../../../src/hypervisor.ts';
import { listed } from '../../../../src/line/usage.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import { path } from '../client/client.ts';
import { guestPath } from '../guest-path.ts';
import type { Parts } from '../parts.ts';
import { inWords } from '../said.ts';
import { descendants, readShelf, type SnapshotRecord, sameRecord } from './records.ts';
import { explained } from './refusals.ts';

type Shared = Pick<Parts, 'client' | 'tasks' | 'births'>;

/** One that goes, as the operation remembers it. */
type Victim = Pick<SnapshotRecord, 'id' | 'name' | 'createdAt' | 'unfinished'>;

/** Its identity is name and creation time: another of the same name, made since, is not touched. */
export async function deleteSnapshots(
  parts: Shared,
  machine: Machine,
  { doomed, task }: { readonly doomed: DoomedSnapshot; readonly task: TaskControl },
): Promise<Outcome> {
  const victims = await task.step('check the snapshot', {
    async do(): Promise<readonly Victim[]> {
      await parts.births.check(machine, task.signal);
      const shelf = await readShelf(parts, machine, task.signal);
      const record = sameRecord(shelf, machine, doomed.snapshot);
      const below = doomed.children ? descendants(record, shelf.records) : [];
      return [...below, record].map(({ id, name, createdAt, unfinished }) => ({
        ...{ id, name, createdAt },
        ...(unfinished !== undefined && { unfinished }),
      }));
    },
  });
  const [warnings, log]: [string[], string[]] = [[], []];
  for (const [at, victim] of victims.entries()) {
    const gone = victims.slice(0, at).map(({ name }) => name);
    const ended = await deleteOne(parts, machine, { victim, task, gone });
    warnings.push(...ended.warnings);
    log.push(...ended.log);
  }
  return { warnings, notes: [], log };
}

interface Deletion {
  readonly victim: Victim;
  readonly task: TaskControl;
  /** Those that were deleted before it. */
  readonly gone: readonly string[];
}

async function deleteOne(
  parts: Shared,
  machine: Machine,
  { victim, task, gone }: Deletion,
): Promise<Outcome> {
  const { id, host: node, name, kind } = machine;
  const happened = async (signal: AbortSignal) => {
    const { records } = await readShelf(parts, machine, signal);
    return !records.some((each) => each.id === victim.id && each.createdAt === victim.createdAt);
  };
  try {
    return await parts.tasks.act(
      {
        ...{ step: `delete ${victim.name}`, node, id, name, machine, happened },
        types: [kind === 'vm' ? 'qmdelsnapshot' : 'vzdelsnapshot'],
        method: 'DELETE',
        path: `${guestPath(machine)}${path`/snapshot/${victim.id}`}`,
        // What was never finished may be missing on the disks.
        params: { force: victim.unfinished === undefined ? undefined : true },
        doing: `deleting ${victim.name}`,
      },
      task,
    );
  } catch (error) {
    const failure = explained(error, { machine, snapshot: victim.name });
    if (!(failure instanceof BotError) || gone.length === 0) throw failure;
    const hint = [`Deleted before it: ${listed(gone)}.`, failure.hint].filter(Boolean).join(' ');
    throw inWords(failure, { message: `${victim.name}: ${failure.message}`, hint });
  }
}
