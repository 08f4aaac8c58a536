import type { Rule } from '../alerts/rules/rule.ts';
import { ruleFor } from '../alerts/rules/rule.ts';
import type { SignalName, Subject } from '../alerts/rules/signal.ts';
import { figureWords } from '../alerts/rules/units.ts';
import type { ChartThreshold } from '../card.ts';
import type { Figure } from './chart.ts';
import type { Thing } from './sample.ts';

/** What a chart is of, as the rules know it. */
export interface ChartSubject {
  readonly subject: Subject;
  readonly thing: Pick<Thing, 'kind' | 'cpus'>;
}

const signals: Readonly<Record<Thing['kind'], Partial<Readonly<Record<Figure, SignalName>>>>> = {
  machine: { cpu: 'machine-cpu', memory: 'machine-memory' },
  host: { cpu: 'host-cpu', memory: 'host-memory', load: 'host-load' },
};

/** More lines across the plot nobody tells apart. */
const MOST = 3;

interface Own extends ChartThreshold {
  /** Whose it is. */
  readonly name: string;
}

/** From where on these are in trouble, each value once; as the rules hold for each of them. */
export function thresholdsOf(
  figure: Figure,
  of: readonly ChartSubject[],
  rules: readonly Rule[],
): readonly ChartThreshold[] {
  const all = ownThresholds(figure, of, rules);
  const byLabel = Map.groupBy(all, ({ label }) => label);
  const lines = all.map(({ name, ...one }): ChartThreshold => {
    const values = new Set(byLabel.get(one.label)?.map(({ value }) => value));
    // The load of two hosts is watched from the same words on, and from another value.
    return values.size > 1 ? { ...one, label: `${one.label}, ${name}` } : one;
  });
  const once = new Map(lines.map((one) => [`${one.value} ${one.label}`, one]));
  return [...once.values()].toSorted((a, b) => a.value - b.value).slice(0, MOST);
}

function ownThresholds(
  figure: Figure,
  of: readonly ChartSubject[],
  rules: readonly Rule[],
): readonly Own[] {
  return of.flatMap(({ subject, thing }): readonly Own[] => {
    const signal = signals[thing.kind][figure];
    // The load is watched for each core, and drawn whole.
    const cores = figure === 'load' ? thing.cpus : 1;
    if (signal === undefined || cores === undefined) return [];
    return rules
      .filter((rule) => rule.signal === signal)
      .flatMap((rule) => {
        const threshold = ruleFor(rule)(subject);
        if (threshold === undefined) return [];
        const { trigger, severity } = threshold;
        const per = figure === 'load' ? ' a core' : '';
        const label = `${severity} from ${figureWords(signal, trigger)}${per}`;
        const tone = severity === 'critical' ? ('danger' as const) : ('warning' as const);
        return [{ value: trigger * cores, label, tone, name: subject.name }];
      });
  });
}
