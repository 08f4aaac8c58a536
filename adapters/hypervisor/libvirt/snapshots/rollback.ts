import { BotError, leavesOutcomeOpen } from '../../../../src/errors.ts';
import type { Snapshot } from '../../../../src/hypervisor/snapshots.ts';
import type { Machine, Outcome } from '../../../../src/hypervisor.ts';
import type { Look, TaskControl } from '../../../../src/operation.ts';
import { sayings } from '../../../../src/sayings.ts';
import { prepareAct } from '../act.ts';
import type { Client } from '../client.ts';
import { type Now, readNow, settled } from '../domain.ts';
import { uuidWord } from '../words.ts';
import { currentName } from './records.ts';
import { hasMark, removeMark, setMark } from './revert-mark.ts';
import { rollbackRecord } from './rollback-effect.ts';

/** Milliseconds to read how the machine was left. */
const AFTER_LIMIT = 10_000;

interface Wanted {
  readonly wanted: Snapshot;
  readonly task: TaskControl;
}

/** What was true before the act, so that a look can tell whether it took place. */
interface Before {
  readonly run: string;
  /** False for a transient machine, which has no stored definition to mark. */
  readonly marked: boolean;
}

/**
 * Rolls back. A revert replaces the stored definition with the snapshot's, so a mark set there before is gone
 * afterwards: that tells for running and stopped machines alike whether it took place.
 */
export async function rollBack(
  client: Client,
  machine: Machine,
  { wanted, task }: Wanted,
): Promise<Outcome> {
  const before = await task.step('mark the machine', {
    do: async () => {
      await rollbackRecord(client, machine, { wanted, signal: task.signal });
      const marked = await setMark(client, machine, task);
      return { run: (await readNow(client, machine, task.signal)).run, marked };
    },
  });
  const words = ['snapshot-revert', uuidWord(machine.id), `--snapshotname=${wanted.id}`];
  const act = await prepareAct(client.reach, words, { signal: task.signal, name: machine.name });
  task.report({ note: 'rolling back' });
  try {
    const said = await task.step('roll back', {
      do: () => act.go(),
      look: (signal) => look(client, machine, { wanted, before, task, signal }),
    });
    // The act is done and recorded: a late cancel does not undo it.
    const after = AbortSignal.timeout(AFTER_LIMIT);
    const now = await readNow(client, machine, after).catch(() => undefined);
    return { warnings: [], notes: now ? [`it is ${now.state} now`] : [], log: sayings(said) };
  } catch (error) {
    if (!wasRefused(error)) throw error;
    await removeMark(client, machine, task);
    const now = await readNow(client, machine, AbortSignal.timeout(AFTER_LIMIT)).catch(() => null);
    throw now === null ? error : leftAs(error, { machine, before: before.run, now });
  } finally {
    act.close();
  }
}

async function look(
  client: Client,
  machine: Machine,
  { wanted, before, task, signal }: Wanted & { before: Before; signal: AbortSignal },
): Promise<Look<string>> {
  await settled(client, machine, signal);
  const { run } = await readNow(client, machine, signal);
  const untouched = before.marked
    ? await hasMark(client, machine, { task, signal })
    : run === before.run;
  if (untouched) return { found: 'not-done' };
  // libvirt names the snapshot as current only when all of the rollback went well.
  if ((await currentName(client, machine, signal)) === wanted.id)
    return { found: 'done', result: '' };
  const why = `libvirt began to roll ${machine.name} back to ${wanted.name} and did not finish`;
  return { found: 'unknown', why };
}

interface Left {
  readonly machine: Machine;
  /** The run before the act. */
  readonly before: string;
  readonly now: Now;
}

/** A revert that fails half way has ended the machine already: whoever reads of the failure must know. */
export function leftAs(error: BotError, { machine, before, now }: Left): BotError {
  if (now.run === before) return error;
  const state = now.state === 'stopped' ? 'off' : now.state;
  const hint = `It had begun: ${machine.name} was ended by it and is ${state} now.`;
  return new BotError(error.code, error.message, {
    hint: error.hint === undefined ? hint : `${hint} ${error.hint}`,
    choices: error.choices,
    cause: error,
  });
}

/** Only what libvirt surely did not do may lose its mark: a later look needs it otherwise. */
function wasRefused(error: unknown): error is BotError {
  return error instanceof BotError && error.code !== 'undecided' && !leavesOutcomeOpen(error);
}
