import { BotError, gaveNoAnswer } from '../errors.ts';
import { pause } from '../flow/wait.ts';
import { stopsWork, type TaskControl } from '../operation.ts';
import { launchScript, stateScript, stopScript } from './job-scripts.ts';
import { hostRefusal, runScript, type ScriptHost, type ScriptOptions } from './script.ts';

/** Long work on a site's host, apart from the bot: it goes on when the bot or the way to it is gone. */
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
  host: ScriptHost,
  job: Job,
  { script, options }: { script: readonly [string, ...string[]]; options: ScriptOptions },
): Promise<null> {
  const [text, ...args] = script;
  await runScript(host, [launchScript, job.directory, job.name, text, 'sh', ...args], options);
  return null;
}

/** Launches the job as a step of the task. */
export function launchStep(
  host: ScriptHost,
  { job, task, script }: { job: Job; task: TaskControl; script: readonly [string, ...string[]] },
): Promise<null> {
  return task.step(`start to ${job.name.replaceAll('-', ' ')}`, {
    do: () => launch(host, job, { script, options: { signal: task.signal } }),
    look: async (signal) => {
      const state = await jobState(host, job, signal);
      return state.is === 'none' ? { found: 'not-done' } : { found: 'done', result: null };
    },
  });
}

export async function jobState(host: ScriptHost, job: Job, signal: AbortSignal): Promise<JobState> {
  const text = await runScript(host, [stateScript, job.directory, job.name], { signal });
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
export function follow(host: ScriptHost, followed: Follow): Promise<string> {
  const { job, task } = followed;
  return task.step(`wait for the end of ${job.name.replaceAll('-', ' ')}`, {
    do: async () => {
      try {
        return await followOn(host, followed);
      } catch (error) {
        task.signal.throwIfAborted();
        throw error;
      } finally {
        if (stopsWork(task.signal.reason)) await stopJob(host, job);
      }
    },
  });
}

/** The job needs no way to the bot: it is followed on when there is one again. */
async function followOn(host: ScriptHost, { job, task, seen }: Follow): Promise<string> {
  for (;;) {
    const state = await jobState(host, job, task.signal).catch((error: unknown) => {
      if (gaveNoAnswer(error)) return undefined;
      throw error;
    });
    if (state === undefined) task.report({ note: 'the host does not answer; it is asked again' });
    else if (state.is === 'ended') return ended(state, host);
    else if (state.is === 'running') seen?.(state);
    else throw lost();
    await pause(PAUSE, task.signal);
  }
}

function ended({ code, out, err }: JobState & { is: 'ended' }, { packages }: ScriptHost): string {
  if (code === 0) return out;
  if (code === UNWRITABLE) throw hostRefusal('No space left on device');
  throw hostRefusal(err, packages);
}

function lost(): BotError {
  return new BotError('failed', 'the work on the host was killed before its end', {
    hint: 'Was the host started anew? Nothing half-written is left; ask again.',
  });
}

/** Milliseconds: what does not end by itself is killed, and a busy disk lets it go only then. */
const STOP_LIMIT = 120_000;

export async function stopJob(host: ScriptHost, job: Job): Promise<void> {
  const { signal } = new AbortController();
  await runScript(host, [stopScript, job.directory, job.name], { signal, timeoutMs: STOP_LIMIT });
}
