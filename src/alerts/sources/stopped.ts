import { someAtOnce } from '../../flow/some-at-once.ts';
import type { Machine } from '../../hypervisor.ts';
import type { Fleet } from '../../inventory.ts';
import type { OperationKind } from '../../operation.ts';
import type { SignalRecords, Work } from '../../store/alerts/signals.ts';
import { machineSubject } from '../engine/subjects.ts';
import { signals } from '../rules/signal.ts';
import type { Reading, Source, SourceAsk } from '../source.ts';
import { within } from './bounded.ts';

const MINUTE = 60_000;
/** Milliseconds for which a machine that ran is missed. */
const MISSED_MS = 24 * 60 * MINUTE;
/** Milliseconds by which the end of a task and the last sight of the machine may lie apart: lists are that old. */
const LATE_MS = 3 * MINUTE;
/** The same for a task that did not see the end: the guest may have gone on shutting down. */
const LATER_MS = 15 * MINUTE;

/** Milliseconds for what the platform itself has written down of one machine. */
const LIMIT_MS = 10_000;

interface StoppedParts {
  readonly fleet: Pick<Fleet, 'site'>;
  readonly records: Pick<SignalRecords, 'works' | 'measured'>;
  readonly kinds: readonly OperationKind[];
}

/**
 * Machines that ran and are off, and nothing says why. When one ran last is remembered; who comes new reads it from what
 * was measured.
 */
export function stoppedSource(parts: StoppedParts): Source {
  const signal = 'machine-stopped';
  const sites = new Map<string, Sightings>();
  return {
    signals: [signal],
    everyMs: signals[signal].everyMs,
    async read(ask) {
      const { site, machines, now } = ask;
      const seen = await look(ask, sites.get(site) ?? new Map(), parts.records);
      const missed = machines.filter((machine) => isMissed(machine, seen.get(machine.id), now));
      for (const id of await explained(missed, { ...parts, seen, ask })) {
        seen.set(id, { ...seen.get(id), explained: true });
      }
      sites.set(site, seen);
      const lost = new Set(missed.filter(({ id }) => seen.get(id)?.explained !== true));
      return machines
        .filter(({ state }) => state !== 'unknown')
        .map((machine): Reading => {
          const value = lost.has(machine) ? 1 : 0;
          return { subject: machineSubject(machine), signal, at: now, value };
        });
    },
  };
}

/** By the platform's ids. */
type Sightings = Map<string, Sighting>;

interface Sighting {
  /** When it ran last; absent where that was not within the last day. */
  readonly ranAt?: number | undefined;
  /** Somebody stopped it since: a task of ours, or whom the platform names. */
  readonly explained?: boolean | undefined;
}

/** Of those that are there now: what runs is seen, what is off and was never seen is looked up. */
async function look(
  { site, machines, now }: SourceAsk,
  before: Sightings,
  records: Pick<SignalRecords, 'measured'>,
): Promise<Sightings> {
  const strangers = machines.filter(({ id, state }) => state === 'stopped' && !before.has(id));
  const ids = strangers.map(({ id }) => id);
  const measured = await records.measured(site, ids, now - MISSED_MS);
  return new Map(
    machines.flatMap(({ id, state }): [string, Sighting][] => {
      if (state === 'running' || state === 'paused') return [[id, { ranAt: now }]];
      const known = before.get(id);
      if (known !== undefined) return [[id, known]];
      return state === 'stopped' ? [[id, { ranAt: measured.get(id) }]] : [];
    }),
  );
}

/** It is off, ran within the day, and neither the platform nor somebody's work on it tells why. */
function isMissed(
  { state, template, lock, endedInOrder }: Machine,
  sight: Sighting | undefined,
  now: number,
): boolean {
  if (state !== 'stopped' || template === true) return false;
  if (lock !== undefined || endedInOrder === true) return false;
  if (sight?.ranAt === undefined || sight.explained === true) return false;
  return now - sight.ranAt < MISSED_MS;
}

interface Explaining extends StoppedParts {
  readonly seen: Sightings;
  readonly ask: SourceAsk;
}

/** Those of them that somebody stopped, by their ids. Only they are asked for, and each of them once where it is known. */
async function explained(
  missed: readonly Machine[],
  { fleet, records, kinds, seen, ask: { site, now, signal } }: Explaining,
): Promise<readonly string[]> {
  if (missed.length === 0) return [];
  const ids = missed.map(({ id }) => id);
  const works = await records.works(site, ids, now - MISSED_MS);
  const byKind = new Map(kinds.map((kind) => [kind.kind, kind]));
  const downs = works.flatMap((work) => downOf(byKind.get(work.kind), work) ?? []);
  const ours = ids.filter((id) =>
    downs.some((down) => down.id === id && explains(down, seen.get(id) ?? {})),
  );
  const hypervisor = fleet.site(site);
  const others = missed.filter(({ id }) => !ours.includes(id));
  const theirs = await someAtOnce(others, async (machine) => {
    const details = await within({ signal, ms: LIMIT_MS }, async (limit) =>
      hypervisor.details?.(machine, limit),
    );
    const { stopped } = details ?? {};
    const { ranAt = 0 } = seen.get(machine.id) ?? {};
    return stopped !== undefined && stopped.at + LATE_MS >= ranAt ? [machine.id] : [];
  });
  return [...ours, ...theirs.flat()];
}

interface Down extends Pick<Work, 'state' | 'endedAt'> {
  readonly id: string;
}

/** What of our work takes a machine down; what another version of the bot stored may not be readable. */
function downOf(
  kind: OperationKind | undefined,
  { input, state, endedAt }: Work,
): Down | undefined {
  if (kind?.takesDown === undefined) return undefined;
  try {
    const ref = kind.takesDown(kind.parse(input));
    return ref && { id: ref.id, state, endedAt };
  } catch {
    return undefined;
  }
}

function explains({ state, endedAt }: Down, { ranAt = 0 }: Sighting): boolean {
  if (endedAt === undefined) return true;
  return endedAt + (state === 'done' ? LATE_MS : LATER_MS) >= ranAt;
}
