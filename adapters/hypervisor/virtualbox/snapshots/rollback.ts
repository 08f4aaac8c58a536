import { BotError } from '../../../../src/errors.ts';
import type { RollbackEffect, Snapshot } from '../../../../src/hypervisor/snapshots.ts';
import type { Machine, Outcome } from '../../../../src/hypervisor.ts';
import type { Look, TaskControl } from '../../../../src/operation.ts';
import type { Done } from '../act.ts';
import type { Client } from '../client.ts';
import type { Info } from '../info.ts';
import { readNow, settled } from '../now.ts';
import { uuidWord } from '../words.ts';
import { readShelf, type SnapshotRecord, sameRecord } from './records.ts';

/** Later snapshots are kept. Where memory was saved the machine goes on from it, else it boots anew where it ran. */
export async function rollbackEffect(
  client: Client,
  machine: Machine,
  { wanted, signal }: { wanted: Snapshot; signal: AbortSignal },
): Promise<RollbackEffect> {
  const shelf = await readShelf(client, machine, signal);
  const record = sameRecord(shelf, wanted, machine);
  const later = shelf.records.slice(shelf.records.indexOf(record) + 1);
  return {
    later: 'kept',
    laterNames: later.map(({ name }) => name),
    leaves: runsAfter(record, shelf.info) ? 'running' : 'stopped',
    disksNotIncluded: [],
  };
}

function runsAfter({ memory }: SnapshotRecord, { active }: Info): boolean {
  return memory || active;
}

/** What was true before the restore, so that a look can tell whether it took place. */
interface Before {
  readonly ran: boolean;
  readonly runsAfter: boolean;
}

interface Rolling {
  readonly wanted: Snapshot;
  readonly task: TaskControl;
}

/** VirtualBox goes back only while the machine is off: one operation ends its run, goes back, and starts it again. */
export async function rollBack(
  client: Client,
  machine: Machine,
  { wanted, task }: Rolling,
): Promise<Outcome> {
  const before = await task.step('check the snapshot', {
    async do(): Promise<Before> {
      const shelf = await readShelf(client, machine, task.signal);
      const record = sameRecord(shelf, wanted, machine);
      return { ran: shelf.info.active, runsAfter: runsAfter(record, shelf.info) };
    },
  });
  if (before.ran) await endRun(client, machine, task);
  const said = await restore(client, machine, { wanted, task, before });
  if (before.runsAfter) await startAgain(client, machine, task);
  const notes = [before.runsAfter ? 'it is running now' : 'it is off now'];
  return { ...said, notes };
}

/** What it does since the snapshot is given up by the rollback anyway. */
async function endRun(client: Client, machine: Machine, task: TaskControl): Promise<void> {
  const words = ['controlvm', uuidWord(machine.id), 'poweroff'];
  await task.step('end its run', {
    async do() {
      const now = await readNow(client, machine, task.signal);
      if (now.active)
        await client.act(words, { task, name: machine.name, note: 'cutting the power' });
      return {};
    },
    look: async (signal) =>
      (await settled(client, machine, signal)).active
        ? { found: 'not-done' }
        : { found: 'done', result: {} },
  });
}

async function restore(
  client: Client,
  machine: Machine,
  { wanted, task, before }: Rolling & { before: Before },
): Promise<Done> {
  const { name } = machine;
  const traces = await task.step('see the machine', {
    do: async () => tracesOf((await readShelf(client, machine, task.signal)).info),
  });
  try {
    return await task.step('roll back', {
      do: () =>
        client.act(['snapshot', uuidWord(machine.id), 'restore', uuidWord(wanted.id)], {
          ...{ task, name },
          note: 'rolling back',
        }),
      look: (signal) => look(client, machine, { wanted, traces, signal }),
    });
  } catch (error) {
    if (!(error instanceof BotError) || !before.ran || error.code === 'undecided') throw error;
    const hint = `It had begun: ${name} was ended for it and is off now.`;
    throw new BotError(error.code, error.message, {
      hint: error.hint === undefined ? hint : `${hint} ${error.hint}`,
      cause: error,
    });
  }
}

/** A restore gives each disk a new layer and the machine a new time of its last change. */
function tracesOf({ fields, changedAt }: Info): readonly string[] {
  const images = [...fields].filter(([key]) => /-ImageUUID-\d+-\d+$/.test(key));
  return [changedAt, ...images.map(([, uuid]) => uuid)];
}

interface Looked {
  readonly wanted: Snapshot;
  readonly traces: readonly string[];
  readonly signal: AbortSignal;
}

async function look(
  client: Client,
  machine: Machine,
  { wanted, traces, signal }: Looked,
): Promise<Look<Done>> {
  await settled(client, machine, signal);
  const { info, records } = await readShelf(client, machine, signal);
  const now = tracesOf(info);
  if (now.join() === traces.join()) return { found: 'not-done' };
  if (records.find(({ current }) => current)?.id === wanted.id) {
    return { found: 'done', result: { warnings: [], log: [] } };
  }
  const why = `${machine.name} has changed, and does not stand on ${wanted.name}`;
  return { found: 'unknown', why };
}

async function startAgain(client: Client, machine: Machine, task: TaskControl): Promise<void> {
  const words = ['startvm', uuidWord(machine.id), '--type', 'headless'];
  try {
    await task.step('start it again', {
      do: () => client.act(words, { task, name: machine.name, note: 'starting it again' }),
      look: async (signal) =>
        (await settled(client, machine, signal)).active
          ? { found: 'done', result: { warnings: [], log: [] } }
          : { found: 'not-done' },
    });
  } catch (error) {
    if (!(error instanceof BotError) || error.code === 'undecided') throw error;
    throw new BotError(
      error.code,
      `it was rolled back, but did not start again: ${error.message}`,
      {
        hint: error.hint,
        cause: error,
      },
    );
  }
}
