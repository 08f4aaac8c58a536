import type { Card } from '../card.ts';
import type { Command } from '../command.ts';
import { BotError } from '../errors.ts';
import { failureCard } from '../failure.ts';
import type { GuestWays } from '../guest/ways.ts';
import type { Fleet } from '../inventory.ts';
import type { Log } from '../log.ts';
import type { Meter } from '../meter.ts';
import {
  type Ending,
  isOpen,
  type Members,
  type OperationContext,
  type OperationKind,
  onlyStopsFollowing,
  type Progress,
  Stop,
} from '../operation.ts';
import type { OwnGuard } from '../safety/own/guard.ts';
import type { End, Hold } from '../store/operations/operations.ts';
import type { Store, Taken } from '../store/store.ts';
import { insist } from './insist.ts';
import type { Lease } from './lease.ts';
import type { Message } from './messages.ts';
import { endedCard, progressCard, undecidedCard } from './operation-card.ts';
import type { Stopping } from './stopping.ts';
import { createTask, type Moment, type StepLedger, stopped } from './task.ts';

export interface DriveParts {
  readonly taken: Taken;
  readonly kind: OperationKind;
  readonly store: Store;
  readonly stopping: Stopping;
  readonly lease: Lease;
  readonly message: Message;
  readonly fleet: Pick<Fleet, 'current' | 'site'>;
  readonly log: Log;
  /** Aborted when this process hands over. */
  readonly leaving: AbortSignal;
  /** What people can type, for the buttons of a failure; without it there are none. */
  readonly commands?: readonly Command[] | undefined;
  readonly guard?: Pick<OwnGuard, 'check'> | undefined;
  readonly ways?: GuestWays | undefined;
  late?(step: string): void;
  /** Something at its sites may be other than it was. */
  changed(): void;
  readonly meter?: Pick<Meter, 'ended'> | undefined;
  readonly observe?: ((moment: Moment, step: string) => void) | undefined;
}

/**
 * Carries one taken operation to its end and writes it. Gives false when the following stopped before the end:
 * nothing was written then, and whoever takes it next goes on from the stored steps.
 */
export async function drive(parts: DriveParts): Promise<boolean> {
  const { taken, store, stopping, message } = parts;
  const { row } = taken;
  const hold: Hold = { id: row.id, owner: store.me, epoch: row.epoch };
  const left = row.deadline_at ? +row.deadline_at - Date.now() : row.deadline_ms;
  const deadline = setTimeout(() => stopping.stop('deadline'), Math.max(0, left));
  message.show(progressCard(row, row.progress ?? { note: row.epoch > 1 ? 'Going on' : 'Started' }));
  const durable = row.place.durable === true;
  let over = false;
  try {
    const end = await outcome(parts, hold);
    // Before anybody hears of the end: the next question is answered as things are after it.
    parts.changed();
    over = end !== undefined && (await written(parts, hold, end));
    if (!end || !over) return false;
    const began = +(row.started_at ?? row.accepted_at);
    parts.meter?.ended({ kind: row.kind, state: end.state, ms: Date.now() - began });
    if (!durable) await message.end(end.card);
    else if (message.open) {
      const ref = await message.close();
      await insist(() => store.letGo(row.id, ref), parts);
    }
    return true;
  } finally {
    clearTimeout(deadline);
    // Whoever takes it next shows it from here on.
    if (durable && !over) void leave(parts);
  }
}

/** What was on its way may have come after the end that somebody else has shown. */
async function leave({ taken: { row }, store, message, log }: DriveParts): Promise<void> {
  await message.close();
  await store.amend(row.id).catch((err: unknown) => {
    log.warn({ err, operation: row.id }, 'its end may have been written over');
  });
}

/**
 * Writes the end, however long the database is away: the hold's epoch keeps it from a second one. An answer that was
 * lost is looked for.
 */
async function written(parts: DriveParts, hold: Hold, end: End): Promise<boolean> {
  const { store, message } = parts;
  let tries = 0;
  const stands = await insist(() => {
    tries += 1;
    return store.end(hold, end, message.open);
  }, parts);
  if (stands || tries === 1) return stands;
  const { epoch, state } = await insist(() => store.operation(hold.id), parts);
  return epoch === hold.epoch && state !== 'running';
}

async function outcome(parts: DriveParts, hold: Hold): Promise<End | undefined> {
  const { row } = parts.taken;
  const unsettled = new Set<string>();
  try {
    const ending = await run(parts, hold, unsettled);
    return { state: ending.state, card: endedCard(row, ending.card), reason: ending.detail };
  } catch (error) {
    if (onlyStopsFollowing(error) || parts.stopping.following.aborted) return undefined;
    const failure = error instanceof Stop ? stopped(error) : error;
    return endOf(parts, open(failure, unsettled));
  }
}

/** An act that may have taken place outweighs whatever ended the operation: nobody knows then. */
function open(error: unknown, [step]: Iterable<string>): unknown {
  if (step === undefined || (error instanceof BotError && error.code === 'undecided')) return error;
  const why = error instanceof BotError ? error.message : 'A fault of the bot';
  return new BotError('undecided', `${why}. Whether "${step}" took place is not known`, {
    cause: error,
  });
}

function endOf({ taken: { row }, log, commands = [] }: DriveParts, error: unknown): End {
  const card: Card = failureCard(error, { log, commands });
  const reason = error instanceof BotError ? error.message : 'a fault of the bot';
  if (error instanceof BotError && error.code === 'undecided') {
    log.error({ err: error, operation: row.id }, 'what became of it is not known');
    return { state: 'undecided', card: undecidedCard(row, reason), reason };
  }
  const state = error instanceof BotError && error.code === 'cancelled' ? 'cancelled' : 'failed';
  const titled = { ...card, title: `${row.title}: ${card.title}` };
  return { state, card: endedCard(row, titled), reason };
}

async function run(parts: DriveParts, hold: Hold, unsettled: Set<string>): Promise<Ending> {
  const { taken, kind, store, stopping, lease, message } = parts;
  // One that has begun is followed to its end: what it does may have been done by now.
  if (taken.steps.length === 0) await parts.guard?.check(taken.row, stopping.following);
  const report = reporter((progress) => {
    message.show(progressCard(taken.row, progress));
    store.saveProgress(hold, progress).catch((err: unknown) => {
      parts.log.warn({ err, operation: hold.id }, 'progress could not be stored');
    });
  });
  const task = createTask({
    tag: taken.row.tag,
    known: taken.steps.map((step) => ({ ...step, ended: step.ended_at !== null })),
    stopping,
    leaseIsValid: lease.isValid,
    report,
    unsettled,
    ledger: ledgerOf(parts, hold),
    ...(parts.late && { late: parts.late }),
    observe: parts.observe,
  });
  return kind.run(kind.parse(taken.row.input), {
    task,
    machine: machineOf(parts),
    site: parts.fleet.site,
    ways: parts.ways,
    members: membersOf(parts),
  });
}

/**
 * As it is now. What takes nothing down begins with what a young list says, so that a start costs no question
 * before it; from the second question on the work may have changed the machine.
 */
function machineOf({ taken, kind, fleet, stopping }: DriveParts): OperationContext['machine'] {
  const harmless = kind.takesDown?.(kind.parse(taken.row.input)) === undefined;
  let remembered = harmless && kind.takesDown !== undefined && taken.steps.length === 0;
  return (ref) => {
    const options = { remembered };
    remembered = false;
    return fleet.current(ref, stopping.following, options);
  };
}

/** A write that fails loses the hold; why is said here, for nobody else will. */
function ledgerOf({ store, log }: DriveParts, hold: Hold): StepLedger {
  const told = (step: string, written: Promise<boolean>) =>
    written.catch((err: unknown) => {
      log.warn({ err, operation: hold.id, step }, 'a step could not be stored');
      throw err;
    });
  return {
    begin: (name) => told(name, store.beginStep(hold, name)),
    succeed: (name, result) => told(name, store.endStep(hold, { name, result })),
    fail: (name, error) => told(name, store.endStep(hold, { name, error })),
  };
}

function membersOf({ taken: { row }, store, log }: DriveParts): Members {
  return {
    list: () => store.members(row.id),
    async cancel() {
      for (const { id, state } of await store.members(row.id)) {
        if (!isOpen(state) || (await store.operation(id)).cancelled_by) continue;
        // One that ended in between needs no cancelling.
        await store.cancel(id, row.cancelled_by ?? row.actor).catch((err: unknown) => {
          log.info({ err, operation: id }, 'a member could not be cancelled');
        });
      }
    },
  };
}

/** Passes on at most one progress a second, and never the same twice. */
function reporter(pass: (progress: Progress) => void): (progress: Progress) => void {
  let lastAt = Number.NEGATIVE_INFINITY;
  let last = '';
  return (progress) => {
    const text = JSON.stringify(progress);
    const now = performance.now();
    if (text === last || now - lastAt < 1_000) return;
    last = text;
    lastAt = now;
    pass(progress);
  };
}
