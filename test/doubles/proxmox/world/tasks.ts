import { setTimeout as sleep } from 'node:timers/promises';
import type { TaskFault } from '../faults.ts';
import { invalid } from '../refusal.ts';
import type { Running, Task, Work } from './task-run.ts';
import { readUpid, writeUpid } from './upid.ts';

/** Every task there was, the newest first. */
export interface Tasks {
  readonly all: readonly Task[];
  /** Starts it and gives its UPID at once. */
  begin(work: Work): string;
  /** Throws 400: "unable to parse worker upid", "no such task". */
  find(upid: string): Task;
  /** Cancels what runs and waits for it. */
  close(): Promise<void>;
}

interface Surroundings {
  readonly taskMs: number;
  seconds(): number;
  /** The fault a test has set for such a task. */
  fault(work: Work): TaskFault | undefined;
}

export function createTasks({ taskMs, seconds, fault }: Surroundings): Tasks {
  const all: Task[] = [];
  let pid = 0x1000;

  function begin(work: Work): string {
    const set = fault(work) ?? {};
    pid += 7;
    const starttime = Math.floor(seconds());
    const { type, node, id } = work;
    const upid = writeUpid({
      node,
      pid,
      pstart: pid * 100,
      starttime,
      type,
      id: String(id),
      user: work.who.name,
    });
    const cancelled = new AbortController();
    const lines: string[] = [];
    let warnings = 0;
    const running: Running = {
      upid,
      signal: cancelled.signal,
      log: (line) => void lines.push(...line.split('\n')),
      warn(line) {
        warnings += 1;
        lines.push(`WARN: ${line}`);
      },
      wait: (ms) => interruptible(ms, cancelled.signal),
      async midway(ms) {
        await interruptible(set.ms ?? ms, cancelled.signal);
        if (set.fail !== undefined) throw new Error(set.fail);
      },
    };
    const start = Promise.withResolvers<void>();
    const task: Task = {
      ...running,
      work,
      node,
      starttime,
      lines,
      endtime: undefined,
      exitstatus: undefined,
      isGone: false,
      isHidden: set.hidden === true,
      cancel: () => cancelled.abort(),
      ended: start.promise
        .then(() => live(running, work, set, taskMs))
        .then(
          () => settle(warnings > 0 ? `WARNINGS: ${warnings}` : 'OK'),
          (error: unknown) => settle(error instanceof Error ? error.message : String(error)),
        ),
    };
    function settle(exitstatus: string): void {
      task.endtime = Math.floor(seconds());
      task.exitstatus = exitstatus;
      const isFine = exitstatus === 'OK' || exitstatus.startsWith('WARNINGS: ');
      if (exitstatus !== 'unexpected status')
        lines.push(`TASK ${isFine ? exitstatus : `ERROR: ${exitstatus}`}`);
      task.isGone = set.vanish === true;
      work.onSettled?.();
    }
    all.unshift(task);
    start.resolve();
    return upid;
  }

  return {
    all,
    begin,
    find(upid) {
      if (readUpid(upid) === undefined) throw invalid({ upid: 'unable to parse worker upid' });
      const task = all.find((one) => one.upid === upid && !one.isGone);
      if (task === undefined) throw invalid({ upid: 'no such task' });
      return task;
    },
    async close() {
      for (const task of all) task.cancel();
      await Promise.all(all.map(({ ended }) => ended));
    },
  };
}

async function live(task: Running, work: Work, set: TaskFault, taskMs: number): Promise<void> {
  for (let line = 0; line < (set.lines ?? 0); line += 1) task.log(`INFO: line ${line + 1}`);
  if (set.hold !== undefined) await Promise.race([set.hold, task.wait(forever)]);
  const ms = set.ms ?? work.ms ?? taskMs;
  if (set.fail !== undefined && set.midway !== true) {
    await task.wait(ms);
    throw new Error(set.fail);
  }
  await labour(task, work, set.ms, ms);
  for (const warning of set.warn ?? []) task.warn(warning);
  await work.onEnd?.(task);
}

/** @param slower what a fault adds to one that goes at its own pace. */
async function labour(
  task: Running,
  { run, lines = [] }: Work,
  slower: number | undefined,
  ms: number,
): Promise<void> {
  if (run === undefined) return pass(task, lines, ms);
  if (slower !== undefined) await task.wait(slower);
  await run(task);
}

/** Tells the lines one after another while the time passes. */
async function pass(task: Running, lines: readonly string[], ms: number): Promise<void> {
  const pause = ms / (lines.length + 1);
  for (const line of lines) {
    await task.wait(pause);
    task.log(line);
  }
  await task.wait(pause);
}

/** The longest a timer can wait. */
const forever = 2 ** 31 - 1;

async function interruptible(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch {
    throw new Error('received interrupt');
  }
}
