import type { Figures } from '../../metrics/sample.ts';
import type { SignalName, SubjectKind } from './signal.ts';

export interface KeptOf {
  readonly kind: SubjectKind;
  readonly cpus?: number | undefined;
}

/** The signals that figures tell of, measured now or kept. Figures are of hosts and machines alone. */
export function valuesOf(
  { kind: of, cpus }: KeptOf,
  { cpu, memory, memoryOf, load }: Figures,
): readonly [SignalName, number][] {
  const kind = of === 'host' ? 'host' : 'machine';
  const values: [SignalName, number | undefined][] = [
    [`${kind}-cpu`, cpu],
    [`${kind}-memory`, memory === undefined || !memoryOf ? undefined : memory / memoryOf],
    ['host-load', load === undefined || !cpus ? undefined : load / cpus],
  ];
  return values.flatMap(([signal, value]): [SignalName, number][] =>
    value === undefined ? [] : [[signal, value]],
  );
}
