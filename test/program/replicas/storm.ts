import { setTimeout as sleep } from 'node:timers/promises';
import type { Fleet } from './fleet.ts';
import type { ReplicaProcess } from './process.ts';

/** What goes wrong while people work. */
export interface Storm {
  /** How often each thing happened. */
  readonly struck: Readonly<Record<'killed' | 'stopped' | 'restarted' | 'cut', number>>;
  /** Ends it: everything is as it should be, and three replicas run. */
  calm(): Promise<void>;
}

export interface Strikes {
  /** From 0 to 1: how much of the work is done. */
  progress(): number;
}

/** Milliseconds between two kills of the first replica, once it is ready again. */
const KILL_MS = 3_000;
/** Milliseconds for which the second one stands still, longer than a lease of a seat; and between two of those. */
const STILL_MS = 7_000;
const PAUSE_MS = 4_000;
/** Milliseconds for which the site is away. */
const CUT_MS = 8_000;

/** One replica is killed again and again, one stands still now and then; PostgreSQL is restarted twice, and a site cut off. */
export function storm(
  fleet: Fleet,
  [first, second]: readonly [ReplicaProcess, ReplicaProcess],
  { progress }: Strikes,
): Storm {
  const struck = { killed: 0, stopped: 0, restarted: 0, cut: 0 };
  let over = false;
  const pause = async (ms: number) => {
    for (const until = Date.now() + ms; Date.now() < until && !over; ) await sleep(100);
  };
  const kills = async () => {
    while (!over) {
      await pause(KILL_MS);
      struck.killed += 1;
      await first.again();
    }
  };
  const stops = async () => {
    while (!over) {
      await pause(PAUSE_MS);
      second.kill('SIGSTOP');
      struck.stopped += 1;
      await pause(STILL_MS);
      second.kill('SIGCONT');
    }
  };
  const others = async () => {
    const due = [
      { at: 0.25, strike: restart },
      { at: 0.45, strike: cut },
      { at: 0.65, strike: restart },
    ];
    for (const { at, strike } of due) {
      while (!over && progress() < at) await sleep(100);
      await strike();
    }
  };
  const restart = async () => {
    struck.restarted += 1;
    await fleet.server.restart();
  };
  const cut = async () => {
    struck.cut += 1;
    await fleet.wire.cut();
    await sleep(CUT_MS);
    await fleet.wire.lay();
  };
  const all = [kills(), stops(), others()];
  return {
    struck,
    async calm() {
      over = true;
      await Promise.all(all);
    },
  };
}
