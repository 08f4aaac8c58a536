import { setTimeout as sleep } from 'node:timers/promises';
import type { Chat } from '../chat.ts';
import type { Command } from '../command.ts';
import type { GuestWays } from '../guest/ways.ts';
import type { Fleet } from '../inventory.ts';
import type { Log } from '../log.ts';
import type { Meter } from '../meter.ts';
import type { OperationKind } from '../operation.ts';
import type { OwnGuard } from '../safety/own/guard.ts';
import type { OperationRow } from '../store/operations/operations.ts';
import type { Store, Taken } from '../store/store.ts';
import { drive } from './drive.ts';
import { type Instant, instant, type Lease, openLease } from './lease.ts';
import { type Claimed, openMessage } from './messages.ts';
import { lateCard } from './operation-card.ts';
import { createStopping, type Stopping } from './stopping.ts';
import type { Moment } from './task.ts';
import type { Waiting } from './waiting.ts';

export interface RunsParts {
  readonly store: Store;
  readonly kinds: readonly OperationKind[];
  readonly fleet: Fleet;
  readonly chats: readonly Chat[];
  readonly log: Log;
  /** Keeps the bot from taking down what it runs on. */
  readonly guard?: OwnGuard | undefined;
  readonly ways?: GuestWays | undefined;
  /** What people can type, for the buttons of a failure; without it there are none. */
  readonly commands?: readonly Command[] | undefined;
  /** Sees every moment at which a process can die; tests kill it there. */
  readonly observe?: ((moment: Moment, step: string) => void) | undefined;
  /** Shows what was accepted here until it is taken. */
  readonly waiting?: Waiting | undefined;
  readonly meter?: Pick<Meter, 'ended' | 'beat'> | undefined;
  /** The most operations it follows at the same time. */
  readonly places?: number | undefined;
}

/** What this process follows just now. */
export interface Runs {
  has(id: number): boolean;
  /** Takes those of them that may be taken, and follows them from then on; gives how many. */
  take(ids: readonly number[]): Promise<number>;
  /** How many more it may follow. */
  room(): number;
  /** Keeps that many places, or as many as there are, while the work decides what takes them. */
  keep<T>(count: number, work: (kept: number) => Promise<T>): Promise<T>;
  /** Gives back what is about these sites, for a replica that reaches them. */
  giveBack(sites: readonly string[]): Promise<void>;
  /** Follows what was already taken by a question sent at that instant. */
  begin(taken: Taken, sent: Instant): void;
  /** Lengthens all leases, and stops what was lost or cancelled. */
  beat(): Promise<void>;
  /** Fulfils when nothing is followed any more. */
  idle(): Promise<void>;
  /** Stops following and gives everything back. */
  handOver(): Promise<void>;
}

interface Run {
  readonly epoch: number;
  readonly stopping: Stopping;
  readonly lease: Lease;
  readonly ended: Promise<void>;
  readonly sites: readonly string[];
  /** It takes a place; what only waits for others takes none, or its members would find none. */
  readonly counts: boolean;
}

/** The most operations that one process follows at the same time, where nobody said otherwise. */
export const PLACES = 64;

export function createRuns(parts: RunsParts): Runs {
  const { store, places = PLACES } = parts;
  const runs = new Map<number, Run>();
  const leaving = new AbortController();
  const begin = (taken: Taken, sent: Instant) => {
    const { id } = taken.row;
    const over = () => runs.delete(id);
    const run = startRun(parts, { taken, sent, over, leaving: leaving.signal });
    runs.set(id, run);
    // Taken by a question that was out when we began to leave.
    if (leaving.signal.aborted) run.stopping.stop('handover');
  };
  const giveBack = (some: readonly Entry[]) => giveAllBack(parts, some);
  const idle = async () => {
    while (runs.size > 0) await Promise.all([...runs.values()].map(({ ended }) => ended));
  };
  return {
    has: (id) => runs.has(id),
    begin,
    async take(ids) {
      if (leaving.signal.aborted || ids.length === 0) return 0;
      const sent = instant();
      const all = await store.takeAll(ids);
      for (const taken of all) begin(taken, sent);
      return all.length;
    },
    ...placesFor(places, () => [...runs.values()].filter(({ counts }) => counts).length),
    giveBack: (sites) =>
      giveBack([...runs].filter(([, run]) => run.sites.some((site) => sites.includes(site)))),
    async beat() {
      const sent = instant();
      const asked = [...runs];
      const renewed = new Map((await store.beat([...runs.keys()])).map((one) => [one.id, one]));
      for (const [id, run] of asked) {
        const mine = renewed.get(id);
        if (mine?.epoch === run.epoch) run.lease.renewFrom(sent);
        else run.stopping.stop('lease-lost');
        if (mine?.cancelled) run.stopping.stop('cancelled');
      }
    },
    idle,
    async handOver() {
      leaving.abort();
      await giveBack([...runs]);
      await idle();
    },
  };
}

/** Several may ask for places before any of them has one. */
function placesFor(most: number, used: () => number): Pick<Runs, 'room' | 'keep'> {
  let promised = 0;
  const room = () => Math.max(0, most - used() - promised);
  return {
    room,
    async keep(count, work) {
      const kept = Math.min(count, room());
      promised += kept;
      try {
        return await work(kept);
      } finally {
        promised -= kept;
      }
    },
  };
}

type Entry = readonly [number, Run];

async function giveAllBack({ store, log }: RunsParts, some: readonly Entry[]): Promise<void> {
  const left = some.map(([id, { epoch }]) => ({ id, owner: store.me, epoch }));
  for (const [, { stopping }] of some) stopping.stop('handover');
  await Promise.all(some.map(([, { ended }]) => ended));
  for (const hold of left) {
    await store.release(hold).catch((err: unknown) => {
      log.warn({ err, operation: hold.id }, 'not given back: its lease runs out by itself');
    });
  }
}

interface Begun {
  readonly taken: Taken;
  readonly sent: Instant;
  readonly leaving: AbortSignal;
  over(): void;
}

function startRun(parts: RunsParts, { taken, sent, leaving, over }: Begun): Run {
  const { store, fleet, log, waiting } = parts;
  const { row } = taken;
  const stopping = createStopping();
  // Whoever resumes what a person wanted cancelled finds out what was done, and begins nothing.
  if (row.cancelled_by) stopping.stop('cancelled');
  const lease = openLease(sent);
  const message =
    waiting?.handOver(row.id) ??
    openMessage({
      // A member is a row of its group's message.
      chat: row.parent === null ? parts.chats.find((chat) => reaches(chat, row)) : undefined,
      place: row.place,
      ref: row.message ?? undefined,
      // Another process may have shown how it waited.
      mayBeThere: row.epoch > 1 || +(row.started_at ?? 0) !== +row.accepted_at,
      nonce: row.tag,
      log,
      claim: row.announced_until === null ? undefined : () => whatWasPosted(parts, row),
      posted: (ref) => store.saveMessage({ id: row.id, owner: store.me, epoch: row.epoch }, ref),
    });
  const kind = parts.kinds.find((one) => one.kind === row.kind);
  const late = (step: string) => {
    tellLate(parts, row, step).catch((err: unknown) => log.error({ err, step }, 'nobody was told'));
  };
  const changed = () => {
    for (const { site } of fleet.sites) if (row.sites.includes(site.name)) fleet.forget(site.name);
  };
  const ended = (
    kind
      ? drive({ ...parts, taken, kind, stopping, lease, message, leaving, late, changed })
      : Promise.resolve()
  )
    .catch((err: unknown) => log.error({ err, operation: row.id }, 'an end could not be written'))
    .then(over);
  const counts = row.sites.length > 0;
  return { epoch: row.epoch, stopping, lease, ended, sites: row.sites, counts };
}

/** Milliseconds between two looks for a message that is on its way. */
const POST_MS = 250;

/** Whoever it was accepted by may be posting how it waits just now: that message is the one. */
async function whatWasPosted({ store }: RunsParts, { id }: OperationRow): Promise<Claimed> {
  for (;;) {
    const { message, pending } = await store.announcement(id);
    if (message) return message;
    if (!pending) return 'ours';
    await sleep(POST_MS);
  }
}

/** Says so where our act and the taker's were both made; an act that the taker's look found was made once. */
async function tellLate({ store, chats, log }: RunsParts, row: OperationRow, name: string) {
  const step = (await store.steps(row.id)).find((one) => one.name === name);
  if (step === undefined || step.epoch === row.epoch) return;
  log.error({ operation: row.id, step: name }, 'made twice: the hold was lost during the call');
  const [card, nonce, { place }] = [lateCard(row, name), `${row.tag}-late`, row];
  if (place.durable) return store.say({ place, card, nonce });
  await chats.find((one) => reaches(one, row))?.post(place, card, { nonce });
}

/** A resumed operation is shown wherever its platform is: the process that it was asked in may be gone. */
export function reaches(chat: Chat, row: OperationRow): boolean {
  if (chat.platform !== row.place.platform) return false;
  return row.epoch > 1 || (chat.reaches?.(row.place) ?? true);
}
