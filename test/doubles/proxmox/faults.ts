import type { Work } from './world/task-run.ts';

/** How one call goes wrong. */
export type Trouble =
  /** The connection ends without an answer; `after`: the act was begun. */
  | { readonly how: 'cut'; readonly when: 'before' | 'after' }
  /** 596 with an empty body; `after`: the act was begun. */
  | { readonly how: 'broken'; readonly when: 'before' | 'after'; readonly reason?: string }
  /** 595, as for a node that is down. */
  | { readonly how: 'unreachable' }
  /** No answer until the client goes away. */
  | { readonly how: 'hang' }
  /** Any answer. */
  | {
      readonly how: 'answer';
      readonly status: number;
      readonly reason: string;
      readonly body?: string;
    }
  /** Slower than the others. */
  | { readonly how: 'slow'; readonly ms: number };

/** Which calls: all when nothing is said. */
export interface Which {
  readonly method?: string | undefined;
  /** Of the path below `/api2/json`. */
  readonly path?: RegExp | undefined;
}

/** How the next tasks of a type go wrong. */
export interface TaskFault {
  readonly type?: string | undefined;
  readonly id?: string | number | undefined;
  /** It takes so long. */
  readonly ms?: number | undefined;
  /** It goes on only when this is settled, or it is cancelled. */
  readonly hold?: Promise<unknown> | undefined;
  /** It ends with this error and has changed nothing; "unexpected status" is a worker that died. */
  readonly fail?: string | undefined;
  /** It fails in the midst of its work: locks and halves are left. */
  readonly midway?: boolean | undefined;
  /** It ends with "WARNINGS: n". */
  readonly warn?: readonly string[] | undefined;
  /** Its log begins with so many lines more. */
  readonly lines?: number | undefined;
  /** At its end it is forgotten: "no such task". */
  readonly vanish?: boolean | undefined;
  /** It is not in the list of the active ones. */
  readonly hidden?: boolean | undefined;
  /** How often; once when absent. */
  readonly times?: number | undefined;
}

/** What a test can switch on. */
export interface Faults {
  /** Before every answer. */
  latencyMs: number;
  /** No quorum: nothing can be written. */
  noQuorum: boolean;
  readonly downNodes: Set<string>;
  /** Whatever asks them gets no answer. */
  readonly hangingStorages: Set<string>;
  /** The next calls of a kind. */
  call(which: Which, trouble: Trouble, times?: number): void;
  /** The next tasks of a kind. */
  task(fault: TaskFault): void;
  /** All of it is over. */
  clear(): void;
}

export interface FaultBook extends Faults {
  troubleFor(method: string, path: string): Trouble | undefined;
  faultFor(work: Work): TaskFault | undefined;
}

interface Left<T> {
  readonly what: T;
  left: number;
}

export function createFaults(): FaultBook {
  const calls: Left<{ which: Which; trouble: Trouble }>[] = [];
  const tasks: Left<TaskFault>[] = [];
  const faults: FaultBook = {
    latencyMs: 0,
    noQuorum: false,
    downNodes: new Set(),
    hangingStorages: new Set(),
    call: (which, trouble, times = 1) => void calls.push({ what: { which, trouble }, left: times }),
    task: (fault) => void tasks.push({ what: fault, left: fault.times ?? 1 }),
    clear() {
      calls.length = 0;
      tasks.length = 0;
      faults.latencyMs = 0;
      faults.noQuorum = false;
      faults.downNodes.clear();
      faults.hangingStorages.clear();
    },
    troubleFor(method, path) {
      return take(
        calls,
        ({ which }) =>
          (which.method ?? method) === method &&
          (which.path === undefined || which.path.test(path)),
      )?.trouble;
    },
    faultFor: ({ type, id }) =>
      take(
        tasks,
        (fault) => (fault.type ?? type) === type && String(fault.id ?? id) === String(id),
      ),
  };
  return faults;
}

function take<T>(all: readonly Left<T>[], fits: (what: T) => boolean): T | undefined {
  const found = all.find(({ left, what }) => left > 0 && fits(what));
  if (found === undefined) return;
  found.left -= 1;
  return found.what;
}
