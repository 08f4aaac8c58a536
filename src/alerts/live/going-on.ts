import type { Past, Series } from '../../metrics/sample.ts';
import type { MetricsRecords } from '../../store/metrics/metrics.ts';
import { createEngine, type Engine } from '../engine/engine.ts';
import type { SavedCase } from '../engine/saved.ts';
import { hostSubject, machineKey } from '../engine/subjects.ts';
import type { Value } from '../engine/watched.ts';
import { valuesOf } from '../rules/kept-values.ts';
import type { Rule } from '../rules/rule.ts';
import type { LiveAlertRecords } from './records.ts';
import type { HandleOf } from './round.ts';
import { createSubjects, type Subjects } from './subjects.ts';

/** Where the last process stood. */
export interface GoingOn {
  readonly engine: Engine;
  readonly subjects: Subjects;
  readonly stored: readonly SavedCase[];
  /** By which the engine looks. */
  readonly rules: readonly Rule[];
  /** What was measured in the last minutes, oldest first, of what is watched. */
  past(handleOf: HandleOf): readonly Value[];
}

export interface GoingOnParts {
  readonly site: string;
  /** As they are configured at this moment. */
  rules(): readonly Rule[];
  readonly records: Pick<LiveAlertRecords, 'goOn'>;
  readonly metrics: Pick<MetricsRecords, 'series' | 'past' | 'rollUp'>;
}

/** Milliseconds for which what is over may come back as the same incident. */
const AGAIN_MS = 30 * 60_000;
/** The most milliseconds that are looked back on: a rule that waits longer begins to wait anew. */
const LONGEST_MS = 30 * 60_000;

/** Its incidents, and what was under way by the figures that are kept. */
export async function goOn(
  { site, records, metrics, ...parts }: GoingOnParts,
  now: number,
): Promise<GoingOn> {
  const rules = parts.rules();
  // The last minutes may wait to be made still. Without them nobody would know what was between.
  await metrics.rollUp(now).catch(() => {});
  const [stored, series] = await Promise.all([
    records.goOn(site, now - AGAIN_MS),
    metrics.series([site]),
  ]);
  const longest = Math.max(0, ...rules.map(({ forMs, clearForMs }) => forMs + clearForMs));
  const from = now - Math.min(LONGEST_MS, longest);
  const numbers = series.map(({ number }) => number);
  const past = await metrics.past({ series: numbers, from, to: now });
  const engine = createEngine(rules);
  engine.restore(stored);
  const firing = stored
    .filter(({ endedAt }) => endedAt === undefined)
    .flatMap(({ members }) => members.filter(({ until }) => until === undefined));
  const hosts = series.filter(({ kind }) => kind === 'host').map(hostSubject);
  return {
    ...{ engine, stored, rules, subjects: createSubjects({ hosts, firing }) },
    past: (handleOf) => valuesFrom({ series, past, handleOf }),
  };
}

interface Kept {
  readonly series: readonly Series[];
  readonly past: Past;
  readonly handleOf: HandleOf;
}

/** A mean of a minute counts from the end of that minute on: nothing fires too early. */
function valuesFrom({ series, past: { points, stepMs }, handleOf }: Kept): readonly Value[] {
  return series
    .flatMap((one) => {
      const handle = handleOf({ key: keyOf(one) });
      if (handle === undefined) return [];
      return (points.get(one.number) ?? []).flatMap((point) =>
        valuesOf(one, point).map(
          ([signal, value]): Value => ({ handle, signal, value, at: point.at + stepMs }),
        ),
      );
    })
    .toSorted((a, b) => a.at - b.at);
}

function keyOf(one: Series): string {
  return one.kind === 'host' ? hostSubject(one).key : machineKey(one);
}
