import { randomUUID } from 'node:crypto';
import type { BotError } from '../../src/errors.ts';
import type { Progress, StopReason, TaskControl } from '../../src/operation.ts';
import { createStopping } from '../../src/runner/stopping.ts';
import { createTask, type KnownStep } from '../../src/runner/task.ts';

/** What the store would hold of one operation: give it to a second task to resume the first. */
interface Records {
  readonly tag: string;
  readonly steps: Map<string, KnownStep>;
}

export interface MemoryTask extends TaskControl {
  readonly records: Records;
  readonly progress: readonly Progress[];
  /** Fulfils when the task has come to the point where it was to die. */
  readonly died: Promise<void>;
  stop(reason: StopReason): void;
}

interface MemoryTaskOptions {
  readonly records?: Records | undefined;
  /** As a killed process: nothing after that point happens, the act's promise never settles. */
  readonly dies?: 'after-intent' | 'after-do' | undefined;
  /** Which of its acts it dies at, counted from 0; the first when left out. */
  readonly diesAt?: number | undefined;
  /** Milliseconds to look at what gives no answer. */
  readonly lookLimitMs?: number | undefined;
  /** Stops the task at the moment its first act is recorded, so while it is being followed. */
  readonly stopsAfterStep?: StopReason | undefined;
}

/** A real hypervisor beside other labs takes seconds for one answer; a double is silent only where it is to be. */
const LOOK_LIMIT_MS = process.env['NAKHODA_LAB'] === undefined ? 2_000 : 30_000;

/** The bot's own task control with its records in memory, for adapters' tests. */
export function memoryTask(options: MemoryTaskOptions = {}): MemoryTask {
  const records = options.records ?? { tag: `test-${randomUUID()}`, steps: new Map() };
  const stopping = createStopping();
  const progress: Progress[] = [];
  const died = Promise.withResolvers<void>();
  const die = () => {
    died.resolve();
    return new Promise<never>(() => {});
  };
  const { stop } = stopping;
  const write = (step: KnownStep) => records.steps.set(step.name, step);
  // A step that only reads or prepares has no look: the facts are about the acts.
  let isAct = false;
  let acts = 0;
  const dies = (moment: 'after-intent' | 'after-do') =>
    isAct && options.dies === moment && acts > (options.diesAt ?? 0);
  const task = createTask({
    tag: records.tag,
    known: [...records.steps.values()],
    stopping,
    leaseIsValid: () => true,
    lookLimitMs: options.lookLimitMs ?? LOOK_LIMIT_MS,
    report: (report) => progress.push(report),
    ledger: {
      async begin(name) {
        write({ name, ended: false, result: null, error: null });
        return dies('after-intent') ? die() : true;
      },
      async succeed(name, result) {
        if (dies('after-do')) return die();
        write({
          name,
          ended: true,
          result: JSON.parse(JSON.stringify(result ?? null)),
          error: null,
        });
        if (isAct && options.stopsAfterStep) stop(options.stopsAfterStep);
        return true;
      },
      async fail(name, { code, message, hint }: BotError) {
        write({ name, ended: true, result: null, error: { code, message, hint } });
        return true;
      },
    },
  });
  return {
    ...task,
    step(name, step) {
      isAct = step.look !== undefined;
      if (isAct) acts += 1;
      return task.step(name, step);
    },
    records,
    progress,
    died: died.promise,
    stop,
  };
}
