import { BotError, gaveNoAnswer } from '../../../../src/errors.ts';
import { pause } from '../../../../src/flow/wait.ts';
import type { Machine, Outcome } from '../../../../src/hypervisor.ts';
import { Stop, type TaskControl } from '../../../../src/operation.ts';
import type { Parts } from '../parts.ts';
import { agentAnswers } from './agent.ts';
import { type Now, readNow } from './now.ts';

/** Milliseconds between two looks. */
const BETWEEN = 1_000;
/** Milliseconds until a guest whose agent answered before is expected to answer again. */
const BACK_LIMIT = 120_000;

/** A machine that boots anew, and how it was before. */
export interface Rebooting {
  readonly machine: Machine;
  readonly before: Now;
  /** Its agent answered before. */
  readonly answered: boolean;
  readonly task: TaskControl;
}

/**
 * The task of a reboot ends when the guest is down; what starts it again is another one. It is up when another
 * process runs it.
 */
export async function untilStartedAgain(
  parts: Pick<Parts, 'client'>,
  rebooting: Rebooting,
): Promise<void> {
  const { machine, task } = rebooting;
  task.report({ note: 'it is down; waiting until it is started again' });
  try {
    while (!(await runsAnew(parts, rebooting))) await pause(BETWEEN, task.signal);
  } catch (error) {
    throw error instanceof Stop ? left(error, machine) : error;
  }
}

async function runsAnew(
  parts: Pick<Parts, 'client'>,
  { machine, before, task }: Rebooting,
): Promise<boolean> {
  try {
    const now = await readNow(parts, machine, task.signal);
    return now.state !== 'stopped' && now.pid !== undefined && now.pid !== before.pid;
  } catch (error) {
    if (!gaveNoAnswer(error)) throw error;
    task.report({ note: `still waiting: ${error.message}` });
    return false;
  }
}

function left(stop: Stop, { name }: Machine): unknown {
  if (stop.reason !== 'deadline') return stop;
  return new BotError(
    'failed',
    `${name} was shut down for a reboot, and was not seen to run again`,
    {
      hint: 'Start it with `vm start`.',
    },
  );
}

/** Waits for the agent where there was one: a guest that boots is not up yet. */
export async function untilAgentAnswers(
  parts: Pick<Parts, 'client'>,
  { machine, answered, task }: Rebooting,
): Promise<Pick<Outcome, 'notes' | 'silentGuest'>> {
  if (machine.kind === 'container') return { notes: ['it has booted anew'] };
  if (!answered) {
    return { notes: ['it boots anew; no agent says when it is up'], silentGuest: true };
  }
  task.report({ note: 'it boots anew; waiting for its agent' });
  const backBy = performance.now() + BACK_LIMIT;
  while (!(await agentAnswers(parts, machine, task.signal))) {
    if (performance.now() > backBy)
      return { notes: ['it boots anew; its agent does not answer yet'] };
    await pause(BETWEEN, task.signal);
  }
  return { notes: ['it has booted anew and is up again'] };
}
