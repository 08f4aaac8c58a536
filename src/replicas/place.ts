import type { Log } from '../log.ts';
import { type Instant, type Lease, openLease } from '../runner/lease.ts';
import { type HeldLease, SEAT_SECONDS } from '../store/replicas/leases.ts';

/** This process's turn on a seat. */
export interface Turn {
  /** Aborted when it is over. */
  readonly signal: AbortSignal;
  /**
   * Whether it goes on at this very moment: asked in the same turn of the event loop as the act. A process that stood
   * still finds here that it is over, before anybody tells it.
   */
  holds(): boolean;
}

/** Begins when the seat is this process's, and ends soon after the signal is aborted. Ending by itself lets others go first. */
export type SeatWork = (turn: Turn) => Promise<void>;

export interface PlaceParts {
  readonly name: string;
  readonly work: SeatWork;
  release(name: string): Promise<void>;
  /** It may be wanted again. */
  freed(): void;
  readonly log: Log;
}

/** One seat as this process knows it: whether it has it, and until when. */
export interface Place {
  readonly name: string;
  /** What is to be renewed; nothing where there is no turn. */
  held(): HeldLease | undefined;
  free(): boolean;
  /** The seat was taken by a question sent then. */
  begin(epoch: number, sent: Instant): void;
  /** The answer to a renewal: whose it is now. */
  renewed(asked: HeldLease, mine: boolean, sent: Instant): void;
  holds(): boolean;
  /** Ends what is over by our own clocks. */
  lapse(): void;
  /** Ends the turn, and waits for the end of its work. */
  end(why: string): Promise<void>;
}

/** Milliseconds for which a process that gave a seat up by itself lets others go first. */
const MODEST_MS = 3_000;

interface Sitting {
  readonly epoch: number;
  readonly lease: Lease;
  readonly control: AbortController;
  readonly ended: Promise<void>;
}

export function createPlace({ name, work, release, freed, log }: PlaceParts): Place {
  let now: Sitting | undefined;
  let notBefore = 0;
  const goesOn = ({ lease, control }: Pick<Sitting, 'lease' | 'control'>) => {
    if (!lease.isValid()) control.abort(new Error('the lease is over'));
    return !control.signal.aborted;
  };
  const leave = async ({ epoch, lease, control }: Omit<Sitting, 'ended'>) => {
    if (!control.signal.aborted) notBefore = performance.now() + MODEST_MS;
    control.abort(new Error('the work has ended'));
    log.info({ seat: name, epoch }, 'this replica leaves the seat');
    if (lease.isValid()) {
      await release(name).catch((err: unknown) =>
        log.debug({ err }, 'its lease runs out by itself'),
      );
    }
    now = undefined;
    freed();
  };
  return {
    name,
    held: () => (now && goesOn(now) ? { name, epoch: now.epoch } : undefined),
    free: () => now === undefined && performance.now() >= notBefore,
    begin(epoch, sent) {
      const sitting = {
        epoch,
        lease: openLease(sent, SEAT_SECONDS * 1_000),
        control: new AbortController(),
      };
      if (!goesOn(sitting)) return;
      log.info({ seat: name, epoch }, 'this replica has the seat');
      const ended = work({ signal: sitting.control.signal, holds: () => goesOn(sitting) })
        .catch((err: unknown) => log.warn({ err, seat: name }, 'the work of a seat failed'))
        .then(() => leave(sitting));
      now = { ...sitting, ended };
    },
    renewed(asked, mine, sent) {
      if (now?.epoch !== asked.epoch) return;
      if (mine) now.lease.renewFrom(sent);
      else now.control.abort(new Error('another replica has it'));
    },
    holds: () => now !== undefined && goesOn(now),
    lapse: () => void (now && goesOn(now)),
    async end(why) {
      now?.control.abort(new Error(why));
      await now?.ended;
    },
  };
}
