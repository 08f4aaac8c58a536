import type { Round } from '../alerts/live/round.ts';
import type { Watching } from '../alerts/live/watching.ts';
import { pause } from '../flow/wait.ts';
import type { Machine } from '../hypervisor.ts';
import type { Fleet } from '../inventory.ts';
import type { Log } from '../log.ts';
import type { Meter } from '../meter.ts';
import type { Turn } from '../replicas/place.ts';
import type { MetricsRecords } from '../store/metrics/metrics.ts';
import { createBatches } from './batches.ts';
import { pauseAfter } from './pace.ts';
import { hasAny, hostFigures, hostThing, machineFigures, machineThing } from './read.ts';
import type { Figures, Sample, Thing } from './sample.ts';

/** Measures the sites that this process polls, and keeps what it finds. */
export interface Sampler {
  /** Until the turn is over. It never throws. */
  sample(site: string, turn: Turn): Promise<void>;
  /** Writes what is left. */
  close(): Promise<void>;
}

export interface SamplerParts {
  readonly fleet: Pick<Fleet, 'ask' | 'usage' | 'hostsOf' | 'unreached'>;
  readonly metrics: Pick<MetricsRecords, 'numbers' | 'write' | 'rollUp'>;
  /** The rules over what is measured. */
  readonly watching?: Pick<Watching, 'open'> | undefined;
  readonly meter?: Pick<Meter, 'measured'> | undefined;
  readonly log: Log;
  /** Milliseconds to wait after an answer; tests wait less. */
  readonly pauseMs?: typeof pauseAfter | undefined;
}

/** Milliseconds for which it is remembered which machines there are, and how they are. */
const NAMES_MS = 30_000;
/** Milliseconds between two looks whether a site answers again. */
const LOOK_MS = 1_000;

export function startSampler(parts: SamplerParts): Sampler {
  const { pauseMs = pauseAfter } = parts;
  const batches = createBatches(parts);
  return {
    async sample(site, turn) {
      const watch = parts.watching?.open(site, turn, `poll:${site}`);
      const measured = measuring(parts, site, batches);
      let failures = 0;
      while (turn.holds() && !turn.signal.aborted) {
        const began = performance.now();
        const found = await measured(turn);
        failures = found === undefined ? failures + 1 : 0;
        if (found && turn.holds()) watch?.answered(found);
        await rest(
          { ...parts, site, ms: pauseMs({ answerMs: performance.now() - began, failures }) },
          turn.signal,
        );
      }
      await watch?.close();
    },
    close: batches.close,
  };
}

/** Once: what was found is kept, and `undefined` where the site did not answer. It never throws. */
function measuring(parts: SamplerParts, site: string, batches: ReturnType<typeof createBatches>) {
  const { log, meter } = parts;
  const known = createKnown(parts, site);
  return async ({ signal, holds }: Turn): Promise<Round | undefined> => {
    const began = performance.now();
    try {
      const found = await measure(parts, { site, known, signal });
      if (found && holds()) {
        batches.add(found.samples);
        meter?.measured(site, { samples: found.samples.length, ms: performance.now() - began });
      }
      return found?.round;
    } catch (err) {
      if (!signal.aborted) log.debug({ err, site }, 'a site was not measured');
      return undefined;
    }
  };
}

interface Resting extends Pick<SamplerParts, 'fleet'> {
  readonly site: string;
  readonly ms: number;
}

/** A site that did not answer is measured at once when whoever asks it often finds that it answers again. */
async function rest({ fleet, site, ms }: Resting, signal: AbortSignal): Promise<void> {
  const wasAway = fleet.unreached().includes(site);
  const until = performance.now() + ms;
  for (let left = ms; left > 0 && !signal.aborted; left = until - performance.now()) {
    if (wasAway && !fleet.unreached().includes(site)) return;
    await pause(wasAway ? Math.min(left, LOOK_MS) : left, signal).catch(() => {});
  }
}

interface Measuring {
  readonly site: string;
  readonly known: Known;
  readonly signal: AbortSignal;
}

/** Two calls of the site; a third twice a minute, and where others run than before. `undefined` where it does not answer. */
async function measure(
  { fleet }: SamplerParts,
  { site, known, signal }: Measuring,
): Promise<{ readonly samples: readonly Sample[]; readonly round: Round } | undefined> {
  const [usage, hosts] = await Promise.all([
    fleet.usage(site, signal),
    fleet.hostsOf(site, signal),
  ]);
  if (usage.problem !== undefined || hosts.problem !== undefined) return undefined;
  const machines = await known.machines(
    usage.items.map(({ id }) => id),
    signal,
  );
  const found = [
    ...hosts.items.map((host) => ({
      ...{ thing: hostThing(host), figures: hostFigures(host), at: hosts.at },
    })),
    ...usage.items.flatMap((one) => {
      const machine = machines.get(one.id);
      if (machine === undefined) return [];
      return [{ thing: machineThing(machine), figures: machineFigures(one), at: one.at }];
    }),
  ];
  const round = {
    at: Math.max(usage.at ?? 0, hosts.at ?? 0),
    ...{ hosts: hosts.items, machines: [...machines.values()], usage: usage.items },
  };
  return { samples: await known.samples(found), round };
}

interface Found {
  readonly thing: Thing;
  readonly figures: Figures;
  readonly at: number | undefined;
}

type Known = ReturnType<typeof createKnown>;

/** Who is who on one site, and under which number. */
function createKnown({ fleet, metrics }: SamplerParts, site: string) {
  let machines: ReadonlyMap<string, Machine> = new Map();
  let running = '';
  let askedAt = Number.NEGATIVE_INFINITY;
  const numbers = new Map<string, { readonly told: string; readonly number: number }>();
  const newest = new Map<number, number>();
  return {
    async machines(ids: readonly string[], signal: AbortSignal) {
      const young = performance.now() - askedAt < NAMES_MS;
      const now = ids.toSorted().join(' ');
      if (young && now === running) return machines;
      running = now;
      const { items } = await fleet.ask(site, signal);
      machines = new Map(items.map((machine) => [machine.id, machine]));
      askedAt = performance.now();
      return machines;
    },
    async samples(found: readonly Found[]): Promise<readonly Sample[]> {
      const worth = found.filter(({ figures }) => hasAny(figures));
      const told = worth.map(({ thing }) => ({
        thing,
        key: keyOf(thing),
        told: JSON.stringify(thing),
      }));
      const fresh = told.filter((one) => numbers.get(one.key)?.told !== one.told);
      const given = await metrics.numbers(fresh.map(({ thing }) => thing));
      for (const [place, { key, told: now }] of fresh.entries()) {
        const number = given[place];
        if (number !== undefined) numbers.set(key, { told: now, number });
      }
      return worth.flatMap(({ thing, figures, at }): Sample[] => {
        const series = numbers.get(keyOf(thing))?.number;
        // A site may give the same figures again: they are no second measurement.
        if (series === undefined || at === undefined || at <= (newest.get(series) ?? 0)) return [];
        newest.set(series, at);
        return [{ series, at, ...figures }];
      });
    },
  };
}

function keyOf({ kind, id, birth }: Thing): string {
  return `${kind}/${birth}/${id}`;
}
