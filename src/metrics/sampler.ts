import type { Fleet } from '../inventory.ts';
import type { Log } from '../log.ts';
import type { Meter } from '../meter.ts';
import type { Turn } from '../replicas/place.ts';
import type { MetricsRecords } from '../store/metrics.ts';
import { pause } from '../wait.ts';
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
  readonly fleet: Pick<Fleet, 'ask' | 'usage' | 'hostsOf'>;
  readonly metrics: Pick<MetricsRecords, 'numbers' | 'write' | 'rollUp'>;
  readonly meter?: Pick<Meter, 'measured'> | undefined;
  readonly log: Log;
  /** Milliseconds to wait after an answer; tests wait less. */
  readonly pauseMs?: typeof pauseAfter | undefined;
}

/** Milliseconds for which it is remembered which machines there are. */
const NAMES_MS = 60_000;

export function startSampler(parts: SamplerParts): Sampler {
  const { log, meter, pauseMs = pauseAfter } = parts;
  const batches = createBatches(parts);
  return {
    async sample(site, { signal, holds }) {
      const known = createKnown(parts, site);
      let failures = 0;
      while (holds() && !signal.aborted) {
        const began = performance.now();
        const found = await measure(parts, { site, known, signal }).catch((err: unknown) => {
          if (!signal.aborted) log.debug({ err, site }, 'a site was not measured');
          return undefined;
        });
        failures = found === undefined ? failures + 1 : 0;
        const answerMs = performance.now() - began;
        if (found && holds()) {
          batches.add(found);
          meter?.measured(site, { samples: found.length, ms: answerMs });
        }
        await pause(pauseMs({ answerMs, failures }), signal).catch(() => {});
      }
    },
    close: batches.close,
  };
}

interface Measuring {
  readonly site: string;
  readonly known: Known;
  readonly signal: AbortSignal;
}

/** Two calls of the site; a third where it has machines that nobody knows yet. `undefined` where it does not answer. */
async function measure(
  { fleet }: SamplerParts,
  { site, known, signal }: Measuring,
): Promise<readonly Sample[] | undefined> {
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
      const thing = machines.get(one.id);
      return thing ? [{ thing, figures: machineFigures(one), at: one.at }] : [];
    }),
  ];
  return known.samples(found);
}

interface Found {
  readonly thing: Thing;
  readonly figures: Figures;
  readonly at: number | undefined;
}

type Known = ReturnType<typeof createKnown>;

/** Who is who on one site, and under which number. */
function createKnown({ fleet, metrics }: SamplerParts, site: string) {
  let machines: ReadonlyMap<string, Thing> = new Map();
  let askedAt = Number.NEGATIVE_INFINITY;
  const numbers = new Map<string, { readonly told: string; readonly number: number }>();
  const newest = new Map<number, number>();
  return {
    async machines(ids: readonly string[], signal: AbortSignal) {
      const young = performance.now() - askedAt < NAMES_MS;
      if (young && ids.every((id) => machines.has(id))) return machines;
      const { items } = await fleet.ask(site, signal);
      machines = new Map(items.map((machine) => [machine.id, machineThing(machine)]));
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
