import type { IncidentCards } from '../../cards/incident.ts';
import { pause } from '../../flow/wait.ts';
import type { Log } from '../../log.ts';
import type { Turn } from '../../replicas/place.ts';
import type { Seats } from '../../replicas/seats.ts';
import { createEngine } from '../engine/engine.ts';
import type { Reaching } from '../reach/reaching.ts';
import { createOutgoing } from './outgoing.ts';
import type { LiveAlertRecords } from './records.ts';

export interface AbandonedParts {
  readonly records: Pick<LiveAlertRecords, 'abandoned' | 'goOn' | 'reached' | 'write'>;
  readonly seats: Pick<Seats, 'want'>;
  /** Which configuration this process was started with. */
  readonly origin: string;
  /** Those of that configuration. */
  readonly sites: readonly string[];
  readonly cards: IncidentCards;
  reaching(): Promise<Reaching>;
  readonly log: Log;
  now?(): number;
  /** Milliseconds between two looks; tests wait less. */
  readonly everyMs?: number | undefined;
}

/** Another replica that had the site may leave at any time. */
const EVERY_MS = 60_000;

/**
 * Ends what is open of sites that were taken out of the configuration: nobody would ever say that it is over. Each is
 * ended in the site's own seat, so that nobody watches it meanwhile. Gives how to end that.
 */
export function endAbandoned(parts: AbandonedParts): () => Promise<void> {
  const stopping = new AbortController();
  const working = look(parts, stopping.signal);
  return async () => {
    stopping.abort();
    await working;
  };
}

async function look(parts: AbandonedParts, signal: AbortSignal): Promise<void> {
  const { records, log, everyMs = EVERY_MS } = parts;
  while (!signal.aborted) {
    const found = await records.abandoned(parts).catch((err: unknown) => {
      log.debug({ err }, 'nobody knows which sites were taken out');
      return [];
    });
    for (const site of found) if (!signal.aborted) await endOf(parts, site, signal);
    await pause(everyMs, signal).catch(() => {});
  }
}

/** Waits for the seat, ends it there, and leaves. */
async function endOf(parts: AbandonedParts, site: string, signal: AbortSignal): Promise<void> {
  const seat = `poll:${site}`;
  const done = Promise.withResolvers<void>();
  const wanted = parts.seats.want(seat, async (turn) => {
    await end(parts, { site, seat, turn }).catch((err: unknown) =>
      parts.log.warn({ err, site }, 'alerts of a site that was taken out could not be ended'),
    );
    done.resolve();
  });
  signal.addEventListener('abort', () => done.resolve(), { once: true });
  if (signal.aborted) done.resolve();
  await done.promise;
  await wanted.leave();
}

interface Ending {
  readonly site: string;
  readonly seat: string;
  readonly turn: Pick<Turn, 'holds'>;
}

async function end(parts: AbandonedParts, { site, seat, turn }: Ending): Promise<void> {
  const { records, log, now = Date.now } = parts;
  // Somebody may have come meanwhile who has it.
  if (!(await records.abandoned(parts)).includes(site)) return;
  const stored = await records.goOn(site, now());
  const engine = createEngine([]);
  engine.restore(stored);
  engine.siteGone(site, now());
  const outgoing = createOutgoing({ ...parts, site, seat, stored });
  outgoing.add(engine.tick(now()));
  if (!turn.holds() || (await outgoing.write(engine, now())) === 'not-ours') return;
  log.info({ site, alerts: stored.length }, 'a site was taken out: its alerts are over');
}
