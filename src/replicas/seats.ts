import { unlessAborted } from '../flow/wait.ts';
import type { Log } from '../log.ts';
import { instant } from '../runner/lease.ts';
import type { HeldLease, LeaseAnswer, LeaseQuestion } from '../store/replicas/leases.ts';
import { createPlace, type Place, type SeatWork } from './place.ts';

/** What one process alone does, among all. */
export interface Seat {
  /** Whether it is this process's at this very moment. */
  holds(): boolean;
  /** Wants it no more: waits for the end of its work, and lets the next one have it. */
  leave(): Promise<void>;
}

/** The seats that this process has or would have. */
export interface Seats {
  /** Wants the seat from now on; the work begins whenever it is this process's. */
  want(name: string, work: SeatWork): Seat;
  /** While it is false none is wanted, and what is held is let go. */
  allow(allowed: boolean): void;
  /** Lets all of them go. */
  stop(): Promise<void>;
}

export interface SeatsParts {
  ask(question: LeaseQuestion): Promise<LeaseAnswer>;
  release(names: readonly string[]): Promise<void>;
  /** Calls back when somebody let one go. */
  released(heard: () => void): Promise<() => Promise<void>>;
  readonly log: Log;
}

/** Milliseconds between two renewals: one may fail before the next is too late. */
const RENEW_MS = 2_000;
/** Milliseconds for one question: one that hangs must not keep the next one back. */
const QUESTION_MS = 1_200;
/** Milliseconds between two looks at our own clocks. */
const WATCH_MS = 100;

/** The database says whose a seat is; when a turn is over, our own clocks say it first. */
export async function openSeats(parts: SeatsParts): Promise<Seats> {
  const { log, release } = parts;
  const places = new Map<string, Place>();
  const beat = createBeat((signal) => ask(parts, places, { allowed, signal }), log);
  let allowed = true;
  const watch = setInterval(() => {
    for (const place of places.values()) place.lapse();
  }, WATCH_MS);
  watch.unref();
  const hush = await parts.released(beat.now);
  const endAll = (why: string) => Promise.all([...places.values()].map((place) => place.end(why)));
  return {
    want(name, work) {
      const freed = beat.now;
      const place = createPlace({ name, work, freed, log, release: (one) => release([one]) });
      places.set(name, place);
      beat.now();
      return {
        holds: place.holds,
        async leave() {
          places.delete(name);
          await place.end('not wanted any more');
        },
      };
    },
    allow(now) {
      if (now === allowed) return;
      allowed = now;
      if (now) beat.now();
      else void endAll('this replica does nothing new');
    },
    async stop() {
      allowed = false;
      await endAll('this replica leaves');
      beat.stop();
      clearInterval(watch);
      await hush();
    },
  };
}

interface Asking {
  readonly allowed: boolean;
  readonly signal: AbortSignal;
}

/** One question about all of them; gives the milliseconds until the next. */
async function ask(
  parts: SeatsParts,
  places: ReadonlyMap<string, Place>,
  { allowed, signal }: Asking,
): Promise<number> {
  const all = [...places.values()];
  const held = all.flatMap((place) => place.held() ?? []);
  const wanted = allowed ? all.filter((place) => place.free()) : [];
  const sent = instant();
  const question = { held, wanted: wanted.map(({ name }) => name) };
  const answer = await unlessAborted(parts.ask(question), signal);
  const mine = new Map(answer.mine.map(({ name, epoch }) => [name, epoch]));
  for (const one of held) places.get(one.name)?.renewed(one, isAmong(answer.mine, one), sent);
  for (const place of wanted) {
    const epoch = mine.get(place.name);
    if (epoch !== undefined && place.free()) place.begin(epoch, sent);
  }
  return Math.min(RENEW_MS, (answer.soonestMs ?? RENEW_MS) + 10);
}

function isAmong(leases: readonly HeldLease[], { name, epoch }: HeldLease): boolean {
  return leases.some((one) => one.name === name && one.epoch === epoch);
}

/** Asks again and again: when it is due, and at once when something has happened. */
function createBeat(question: (signal: AbortSignal) => Promise<number>, log: Log) {
  let timer: NodeJS.Timeout | undefined;
  let asking = false;
  let again = false;
  let stopped = false;
  const soon = (ms: number) => {
    if (stopped) return;
    clearTimeout(timer);
    timer = setTimeout(() => void turn(), Math.max(0, ms));
    timer.unref();
  };
  const turn = async () => {
    asking = true;
    again = false;
    const nextMs = await question(AbortSignal.timeout(QUESTION_MS)).catch((err: unknown) => {
      log.debug({ err }, 'the leases of the seats could not be renewed');
      return RENEW_MS / 4;
    });
    asking = false;
    soon(again ? 0 : nextMs);
  };
  return {
    now() {
      again = true;
      if (!asking) soon(0);
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
