import { BotError, gaveNoAnswer } from '../../../../src/errors.ts';
import { stopsWork, type TaskControl } from '../../../../src/operation.ts';
import { pause } from '../../../../src/wait.ts';
import type { Reach } from '../reach.ts';
import { hostRefusal, runScript, type ScriptOptions } from './host-script.ts';
import { launchScript, stateScript, stopScript } from './job-scripts.ts';

/** Long work on the libvirt's host, apart from the bot: it goes on when the bot or the way to it is gone. */
export interface Job {
  /** A directory of the operation's own on the host, which holds the job's state too. */
  readonly directory: string;
  /** One plain word; a job of a name runs once in its directory, however often it is launched. */
  readonly name: string;
}

export type JobState =
  | { readonly is: 'none' }
  /** Its process is gone and left no word: killed, or the host was started anew. */
  | { readonly is: 'lost' }
  | { readonly is: 'running'; readonly out: string; readonly position?: number | undefined }
  | { readonly is: 'ended'; readonly code: number; readonly out: string; readonly err: string };

/** Safe to repeat: the first launch alone runs the script. */
export async function launch(
  reach: Reach,
  job: Job,
  { script, options }: { script: readonly [string, ...string[]]; options: ScriptOptions },
): Promise<null> {
  const [text, ...args] = script;
  await runScript(reach, [launchScript, job.directory, job.name, text, 'sh', ...args], options);
  return null;
}

/** Launches the job as a step of the task. */
export function launchStep(
  reach: Reach,
  { job, task, script }: { job: Job; task: TaskControl; script: readonly [string, ...string[]] },
): Promise<null> {
  return task.step(`start to ${job.name.replaceAll('-', ' ')}`, {
    do: () => launch(reach, job, { script, options: { signal: task.signal } }),
    look: async (signal) => {
      const state = await jobState(reach, job, signal);
      return state.is === 'none' ? { found: 'not-done' } : { found: 'done', result: null };
    },
  });
}

export async function jobState(reach: Reach, job: Job, signal: AbortSignal): Promise<JobState> {
  const text = await runScript(reach, [stateScript, job.directory, job.name], { signal });
  const [first = '', err = '', position = '', ...out] = text.split('\n');
  const [word, code] = first.split(' ');
  if (word === 'none' || word === 'lost') return { is: word };
  if (word === 'running') {
    const at = /^\d+$/.test(position) ? Number(position) : undefined;
    return { is: 'running', out: out.join('\n'), position: at };
  }
  const said = Buffer.from(err, 'base64').toString();
  return { is: 'ended', code: Number(code), out: out.join('\n'), err: said };
}

/** What the runner ends with when it cannot write its own state. */
const UNWRITABLE = 74;
/** Milliseconds between two looks; through ssh each costs a tenth of a second. */
const PAUSE = 500;

export interface Follow {
  readonly job: Job;
  readonly task: TaskControl;
  seen?(state: JobState & { is: 'running' }): void;
}

/**
 * Follows a job to its end and gives what it wrote, once and for all: whoever resumes may find the job cleared away.
 * A cancelled task, or one past its deadline, ends the job.
 */
export function follow(reach: Reach, followed: Follow): Promise<string> {
  const { job, task } = followed;
  return task.step(`wait for the end of ${job.name.replaceAll('-', ' ')}`, {
    do: async () => {
      try {
        return await followOn(reach, followed);
      } catch (error) {
        task.signal.throwIfAborted();
        throw error;
      } finally {
        if (stopsWork(task.signal.reason)) await stopJob(reach, job);
      }
    },
  });
}

/** The job needs no way to the bot: it is followed on when there is one again. */
async function followOn(reach: Reach, { job, task, seen }: Follow): Promise<string> {
  for (;;) {
    const state = await jobState(reach, job, task.signal).catch((error: unknown) => {
      if (gaveNoAnswer(error)) return undefined;
      throw error;
    });
    if (state === undefined) task.report({ note: 'the host does not answer; it is asked again' });
    else if (state.is === 'ended') return ended(state);
    else if (state.is === 'running') seen?.(state);
    else throw lost();
    await pause(PAUSE, task.signal);
  }
}

function ended({ code, out, err }: JobState & { is: 'ended' }): string {
  if (code === 0) return out;
  if (code === UNWRITABLE) throw hostRefusal('No space left on device');
  throw hostRefusal(err);
}

function lost(): BotError {
  return new BotError('failed', 'the work on the host was killed before its end', {
    hint: 'Was the host started anew? Nothing half-written is left; ask again.',
  });
}

export async function stopJob(reach: Reach, job: Job): Promise<void> {
  const signal = AbortSignal.timeout(20_000);
  await runScript(reach, [stopScript, job.directory, job.name], { signal });
}
