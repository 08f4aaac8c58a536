import type { Who } from '../access/who.ts';

/** What a task is told to do. */
export interface Work {
  /** `qmstart` */
  readonly type: string;
  readonly node: string;
  /** The vmid, or what else the UPID names; empty for a vzdump of several. */
  readonly id: string | number;
  readonly who: Who;
  /** Told one after another while its time passes. */
  readonly lines?: readonly string[] | undefined;
  /** How long it takes; the double's own `taskMs` when absent. */
  readonly ms?: number | undefined;
  /** At its end: what has changed by it. An error thrown is its failure: "TASK ERROR: <message>". */
  readonly onEnd?: ((task: Running) => void | Promise<void>) | undefined;
  /** Instead of `lines` and `ms`: all of it, at its own pace. */
  readonly run?: ((task: Running) => Promise<void>) | undefined;
  /** However it ended: locks are let go. */
  readonly onSettled?: (() => void) | undefined;
}

/** What a task can do while it runs. */
export interface Running {
  readonly upid: string;
  /** Aborted when somebody cancels it. */
  readonly signal: AbortSignal;
  log(line: string): void;
  /** Logs it, and the task ends with "WARNINGS: n". */
  warn(line: string): void;
  /** Throws "received interrupt" when it is cancelled meanwhile. */
  wait(ms: number): Promise<void>;
  /** Waits in the midst of its work: where a fault breaks it, what was begun is left as it is. */
  midway(ms: number): Promise<void>;
}

/** One task, and how it ended. */
export interface Task extends Running {
  readonly work: Work;
  readonly node: string;
  readonly starttime: number;
  readonly lines: string[];
  endtime: number | undefined;
  /** "OK", "WARNINGS: 2" or what went wrong. */
  exitstatus: string | undefined;
  /** No longer in any list, nor to be asked about. */
  isGone: boolean;
  /** Not in the list of the active ones, though it runs. */
  isHidden: boolean;
  cancel(): void;
  readonly ended: Promise<void>;
}
