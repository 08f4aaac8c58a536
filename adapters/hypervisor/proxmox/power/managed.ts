import { BotError, gaveNoAnswer } from '../../../../src/errors.ts';
import { pause } from '../../../../src/flow/wait.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import { Stop, type TaskControl } from '../../../../src/operation.ts';
import type { Parts } from '../parts.ts';
import type { Resource } from '../resources.ts';
import { readNow } from './now.ts';

/** Milliseconds; the HA manager itself acts every ten seconds: https://pve.proxmox.com/wiki/High_Availability */
const BETWEEN = 2_000;

interface Wanted {
  readonly machine: Machine;
  readonly state: 'running' | 'stopped';
  readonly task: TaskControl;
}

/**
 * The task of a managed machine ends when the HA manager has heard the wish. What it makes of it is seen in the
 * machine's state, on whichever node it is by then.
 */
export async function untilManaged(
  parts: Pick<Parts, 'client' | 'resources'>,
  { machine, state, task }: Wanted,
): Promise<readonly string[]> {
  task.report({ note: 'the HA manager was told; waiting until it has acted' });
  try {
    for (;;) {
      const row = find(await parts.resources.read(task.signal), machine.id);
      if (!row) throw new BotError('not-found', `${machine.name} is not there any more`);
      if (row.hastate === 'error') throw stuck(machine);
      if (await isIn(parts, { machine, state, task }, row)) return placeNotes(row, machine);
      await pause(BETWEEN, task.signal);
    }
  } catch (error) {
    throw error instanceof Stop ? left(error, machine) : error;
  }
}

/** By its node, as the list is seconds behind. While it moves it is on neither. */
async function isIn(
  parts: Pick<Parts, 'client'>,
  { machine, state, task }: Wanted,
  { node: host = machine.host }: Resource,
): Promise<boolean> {
  try {
    const now = await readNow(parts, { ...machine, host }, task.signal);
    return (now.state === 'stopped') === (state === 'stopped');
  } catch (error) {
    const moves = error instanceof BotError && error.code === 'not-found';
    if (!moves && !gaveNoAnswer(error)) throw error;
    return false;
  }
}

function find(rows: readonly Resource[], id: string): Resource | undefined {
  return rows.find(({ vmid }) => vmid !== undefined && String(vmid) === id);
}

function placeNotes({ node }: Resource, { host }: Machine): readonly string[] {
  return node === undefined || node === host ? [] : [`the HA manager moved it to ${node}`];
}

function stuck({ name }: Machine): BotError {
  return new BotError(
    'failed',
    `the HA manager has given up on ${name}: its state there is error`,
    {
      hint: 'An administrator looks at `ha-manager status`, mends the cause, and takes the error away by asking for `disabled` first.',
    },
  );
}

function left(stop: Stop, { name }: Machine): unknown {
  if (stop.reason === 'deadline') {
    return new BotError('failed', `the HA manager was told about ${name} and has not acted yet`, {
      hint: '`vm show` tells its state; the HA manager goes on by itself.',
    });
  }
  if (stop.reason !== 'cancelled') return stop;
  return new BotError('cancelled', `the HA manager was told about ${name}, and may still act`, {
    hint: 'This only ended the waiting.',
  });
}
