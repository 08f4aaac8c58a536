import { pause } from '../flow/wait.ts';
import type { Fleet } from '../inventory.ts';
import type { Log } from '../log.ts';
import type { ReplicaRecords } from '../store/replicas/records.ts';
import type { Turn } from './place.ts';
import type { Seat, Seats } from './seats.ts';

/** Keeps an eye on the sites: of all replicas that have a site, one asks it often, the others seldom. */
export interface Polling {
  close(): Promise<void>;
}

export interface PollingParts {
  readonly fleet: Pick<Fleet, 'sites' | 'ask' | 'unreached'>;
  readonly seats: Seats;
  readonly records: Pick<ReplicaRecords, 'found'>;
  /** Those of the sites that another replica reaches and this one does not. */
  better(): readonly string[];
  /** A longer look at a site that answers, by the one that polls it; it throws for the signal alone. */
  readonly visit?: ((site: string, signal: AbortSignal) => Promise<void>) | undefined;
  /** Measures the site as long as it is polled from here; absent where nothing is kept. */
  readonly sample?: ((site: string, turn: Turn) => Promise<void>) | undefined;
  readonly log: Log;
}

/** Milliseconds between two questions of the one that polls a site. */
const POLL_MS = 30_000;
/** Milliseconds between two longer looks, and for each of them. */
const VISIT_MS = 10 * 60_000;
const VISIT_LIMIT_MS = 60_000;
/** Milliseconds between two questions of the others: names to complete with, and whether it is reached from here. */
const SELDOM_MS = 5 * 60_000;
/** Milliseconds between two questions to a site that does not answer here. */
const AGAIN_MS = 5_000;

export function startPolling(parts: PollingParts): Polling {
  const { fleet, seats } = parts;
  const stopping = new AbortController();
  const polled = fleet.sites.map(({ site: { name } }): Seat => {
    const seat = seats.want(`poll:${name}`, (turn) => attend(parts, name, turn));
    void glance(parts, { name, seat, signal: stopping.signal });
    return seat;
  });
  return {
    async close() {
      stopping.abort();
      await Promise.all(polled.map((seat) => seat.leave()));
    },
  };
}

/** Looks at it and measures it; both end together. */
async function attend(parts: PollingParts, name: string, turn: Turn): Promise<void> {
  const over = new AbortController();
  const signal = AbortSignal.any([turn.signal, over.signal]);
  const measuring = parts.sample?.(name, { holds: turn.holds, signal });
  await poll(parts, name, turn).finally(() => over.abort(new Error('it is polled from elsewhere')));
  await measuring;
}

/** Until the turn is over; where another replica reaches the site and this one does not, it ends by itself. */
async function poll(parts: PollingParts, name: string, { signal, holds }: Turn): Promise<void> {
  let visitedAt = Number.NEGATIVE_INFINITY;
  while (holds()) {
    const problem = await ask(parts, name, signal);
    if (!holds()) return;
    if (problem !== undefined && parts.better().includes(name)) return;
    await parts.records.found({ site: name, problem }).catch((err: unknown) => {
      parts.log.debug({ err, site: name }, 'what was found is not written down');
    });
    if (problem === undefined && performance.now() - visitedAt >= VISIT_MS) {
      visitedAt = performance.now();
      void visit(parts, name, signal);
    }
    await pause(problem === undefined ? POLL_MS : AGAIN_MS, signal).catch(() => {});
  }
}

/** Beside the questions: one that takes long holds none of them up. */
async function visit({ visit: look }: PollingParts, name: string, signal: AbortSignal) {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(VISIT_LIMIT_MS)]);
  await look?.(name, limit).catch(() => {});
}

interface Glancing {
  readonly name: string;
  readonly seat: Seat;
  readonly signal: AbortSignal;
}

/** What everybody does now and then, polling or not. */
async function glance(parts: PollingParts, { name, seat, signal }: Glancing): Promise<void> {
  let askedAt = Number.NEGATIVE_INFINITY;
  while (!signal.aborted) {
    const everyMs = parts.fleet.unreached().includes(name) ? AGAIN_MS : SELDOM_MS;
    if (!seat.holds() && performance.now() - askedAt >= everyMs) {
      await ask(parts, name, signal);
      askedAt = performance.now();
    }
    await pause(AGAIN_MS, signal).catch(() => {});
  }
}

/** The problem, where there is one. It never throws. */
async function ask({ fleet }: PollingParts, name: string, signal: AbortSignal) {
  const answer = await fleet.ask(name, signal).catch(() => ({ problem: undefined }));
  return answer.problem;
}
