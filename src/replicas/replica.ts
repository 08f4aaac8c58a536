import type { Fleet } from '../inventory.ts';
import type { Log } from '../log.ts';
import type { Sampler } from '../metrics/sampler.ts';
import type { Reaching } from '../runner.ts';
import type { ReplicaRecords } from '../store/replicas/records.ts';
import { type Polling, type PollingParts, startPolling } from './polling.ts';
import { openSeats, type Seats } from './seats.ts';
import { openStance, type Stance } from './stance.ts';

/** This process as one of several: where it stands, what it alone does. */
export interface Replica {
  readonly stance: Stance;
  readonly seats: Seats;
  readonly reach: Reaching;
  close(): Promise<void>;
}

export interface ReplicaParts {
  readonly records: ReplicaRecords;
  readonly fleet: Fleet;
  /** The hash of the policy that is loaded now. */
  readonly policy?: (() => string | undefined) | undefined;
  /** Asks the sites by itself now and then: for a service. */
  readonly polls: boolean;
  /** What the one that polls a site does there now and then. */
  readonly visit?: PollingParts['visit'];
  /** Measures what it polls. */
  readonly sampler?: Sampler | undefined;
  readonly log: Log;
}

export async function openReplica(parts: ReplicaParts): Promise<Replica> {
  const { records, fleet, policy, polls, visit, sampler, log } = parts;
  const stance = await openStance({
    ...{ records, log, unreached: fleet.unreached },
    ...(policy && { policy }),
  });
  const seats = await openSeats({
    ask: records.seats,
    release: records.release,
    released: records.released,
    log,
  });
  const allow = () => seats.allow(stance.trouble() === undefined);
  allow();
  stance.changes(allow);
  const { better } = stance;
  const polling: Polling | undefined = polls
    ? startPolling({ fleet, seats, records, better, visit, sample: sampler?.sample, log })
    : undefined;
  const all = fleet.sites.map(({ site }) => site.name);
  return {
    stance,
    seats,
    reach: {
      takes: () => (stance.trouble() === undefined ? without(all, better()) : []),
      gives: better,
    },
    async close() {
      await polling?.close();
      await sampler?.close();
      await seats.stop();
      await stance.close();
    },
  };
}

function without(all: readonly string[], some: readonly string[]): readonly string[] {
  return some.length === 0 ? all : all.filter((one) => !some.includes(one));
}
