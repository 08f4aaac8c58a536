import type { IncidentCards } from '../../cards/incident.ts';
import { pause } from '../../flow/wait.ts';
import type { Fleet } from '../../inventory.ts';
import type { Log } from '../../log.ts';
import type { Meter } from '../../meter.ts';
import type { MetricsRecords } from '../../store/metrics/metrics.ts';
import type { Engine } from '../engine/engine.ts';
import type { Reaching } from '../reach/reaching.ts';
import type { Rule } from '../rules/rule.ts';
import type { Source } from '../source.ts';
import { createEar, type Ear } from './ear.ts';
import { goOn } from './going-on.ts';
import { createInbox } from './inbox.ts';
import { listening } from './listening.ts';
import { createOutgoing, type Outgoing } from './outgoing.ts';
import { readOn } from './reading.ts';
import type { LiveAlertRecords } from './records.ts';
import type { Round } from './round.ts';

/** The rules over one site, for as long as this process polls it. */
export interface SiteWatch {
  /** The site has answered. */
  answered(round: Round): void;
  /** Somebody has said something to an alert, or silenced something, or the rules are others. */
  heard(): void;
  /** Writes what is left, and ends. */
  close(): Promise<void>;
}

export interface SiteWatchParts {
  readonly site: string;
  /** The seat under which it is watched: `poll:kvm`. */
  readonly seat: string;
  /** As they are configured at this moment. */
  rules(): readonly Rule[];
  /** Whose configuration it is that has the site. */
  readonly origin?: string | undefined;
  readonly sources: readonly Source[];
  readonly records: LiveAlertRecords;
  readonly metrics: Pick<MetricsRecords, 'series' | 'past' | 'rollUp'>;
  readonly fleet: Pick<Fleet, 'unreached'>;
  readonly cards: IncidentCards;
  /** Whom an incident reaches, as it is configured at this moment. */
  reaching(): Promise<Reaching>;
  holds(): boolean;
  readonly signal: AbortSignal;
  readonly meter?: Pick<Meter, 'looked' | 'unwatched'> | undefined;
  readonly log: Log;
  now?(): number;
  /** Milliseconds between two looks where nothing happens; tests wait less. */
  readonly tickMs?: number | undefined;
}

/** Milliseconds between two looks: what is over is over also where nobody says so. */
const TICK_MS = 5_000;
/** Milliseconds between two times that open incidents get their figures as they are now. */
const REFRESH_MS = 60_000;
/** Milliseconds before what could not be written is tried again. */
const AGAIN_MS = 2_000;

export function watchSite(parts: SiteWatchParts): SiteWatch {
  const over = new AbortController();
  const signal = AbortSignal.any([parts.signal, over.signal]);
  const ear = createEar();
  const working = work({ ...parts, signal }, ear).catch((err: unknown) => {
    if (!signal.aborted) parts.log.error({ err, site: parts.site }, 'the rules do not run');
  });
  return {
    answered: ear.answered,
    heard: ear.spoken,
    async close() {
      over.abort(new Error('it is not watched any more'));
      await working;
    },
  };
}

async function work(parts: SiteWatchParts, ear: Ear): Promise<void> {
  const { site, log, holds, signal, now = Date.now, tickMs = TICK_MS } = parts;
  const begun = await untilDone(parts, () => goOn(parts, now()));
  if (begun === undefined) return;
  const { engine, stored } = begun;
  const kept = { saved: () => engine.saved().map((one) => ({ ...one, origin: parts.origin })) };
  const outgoing = createOutgoing({ ...parts, stored });
  const inbox = createInbox({ ...parts, subjects: begun.subjects });
  const listen = listening(parts, begun);
  const reading = parts.sources.map((source) => readOn(parts, source, ear));
  let refreshedAt = now();
  // Before it is known what is muted nothing can be said.
  await untilDone(parts, () => inbox.read(engine, ear.takeSpoken(), now()));
  while (holds() && !signal.aborted) {
    await inbox.read(engine, ear.takeSpoken(), now()).catch((err: unknown) => {
      ear.missed();
      log.warn({ err, site }, 'what was said to alerts could not be read');
    });
    if (!holds() || signal.aborted) break;
    const began = performance.now();
    listen(ear, now());
    if (now() - refreshedAt >= REFRESH_MS) {
      refreshedAt = now();
      engine.refresh();
    }
    outgoing.add(engine.tick(now()));
    parts.meter?.looked(site, { open: engine.open().length, ms: performance.now() - began });
    if ((await write(parts, outgoing, kept)) === 'not-ours') break;
    await ear.wait(tickMs, signal);
  }
  parts.meter?.unwatched(site);
  await Promise.all(reading);
}

/** What fails is written with the next look: until then nothing of it is lost. */
async function write(
  { site, log, signal, now = Date.now }: SiteWatchParts,
  outgoing: Outgoing,
  engine: Pick<Engine, 'saved'>,
): Promise<'written' | 'not-ours' | 'failed'> {
  return outgoing.write(engine, now()).catch(async (err: unknown) => {
    log.warn({ err, site }, 'alerts could not be written down; they are kept');
    await pause(AGAIN_MS, signal).catch(() => {});
    return 'failed' as const;
  });
}

/** Again and again while the database does not answer. */
async function untilDone<T>(
  { site, signal, holds, log }: SiteWatchParts,
  act: () => Promise<T>,
): Promise<T | undefined> {
  while (holds() && !signal.aborted) {
    try {
      return await act();
    } catch (err) {
      log.warn({ err, site }, 'what was told of alerts before, and is muted, could not be read');
    }
    await pause(AGAIN_MS, signal).catch(() => {});
  }
  return undefined;
}
